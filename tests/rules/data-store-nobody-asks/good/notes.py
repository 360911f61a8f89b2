import os

import psycopg
import valkey

psycopg.connect(os.environ["DATABASE_URL"])
valkey.from_url(os.environ["CACHE_URL"])
