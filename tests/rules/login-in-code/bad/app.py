import pika
import psycopg2
from sqlalchemy import create_engine

connection = psycopg2.connect(host="db", dbname="orders", user="orders", password="tallow-42")
engine = create_engine("postgresql://orders:tallow-42@db/orders")
credentials = pika.PlainCredentials("guest", "guest")
