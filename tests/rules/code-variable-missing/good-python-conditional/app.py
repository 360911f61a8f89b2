import os

SHARDS = (
    int(os.environ["SHARDS"])
    if os.environ.get("SHARDS") is not None
    else None
)
print(SHARDS)
