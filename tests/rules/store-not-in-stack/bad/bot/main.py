import os

import redis

cache = redis.from_url(os.getenv("REDIS_URL", "redis://localhost:6379/0"))
