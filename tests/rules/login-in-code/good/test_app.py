import psycopg2

connection = psycopg2.connect(host="db", user="orders", password="tallow-42")
