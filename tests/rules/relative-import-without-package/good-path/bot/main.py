import time

from bot.parts.talk import greet

while True:
    greet()
    time.sleep(60)
