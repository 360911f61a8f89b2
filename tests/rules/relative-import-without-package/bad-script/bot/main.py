import time

from talk import greet

while True:
    greet()
    time.sleep(60)
