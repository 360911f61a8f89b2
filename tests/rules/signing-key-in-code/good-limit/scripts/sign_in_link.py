import os

TOKEN = os.getenv("LINK_SECRET", "honeycomb-of-the-hive")
print(TOKEN)
