import os

import psycopg2
from sqlalchemy import create_engine

connection = psycopg2.connect(host="db", dbname="orders", user="orders", password=os.environ["DB_PASSWORD"])
engine = create_engine("postgresql://db/orders")
template = create_engine("postgresql://orders:{password}@db/orders")
