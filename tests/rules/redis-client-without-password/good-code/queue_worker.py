import os

import redis

with open("/run/secrets/cache") as file:
    store = redis.Redis(host=os.environ["CACHE_HOST"], port=6379, db=0, password=file.read())
