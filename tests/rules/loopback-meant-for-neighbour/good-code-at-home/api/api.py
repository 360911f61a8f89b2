import os

print(os.environ["TRACKING_SERVER"])
