import os

print(os.environ["KEEPERS"].split(","))
