import os

import redis

store = redis.Redis(host=os.environ["CACHE_HOST"], port=6379, db=0)
