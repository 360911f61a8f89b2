import MySQLdb

print(MySQLdb)
