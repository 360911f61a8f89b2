import os

import psycopg

psycopg.connect(os.environ["DATABASE_URL"])
