import os

import psycopg
import valkey

psycopg.connect(os.environ["DATABASE_URL"])
valkey.Valkey(host="cache")
