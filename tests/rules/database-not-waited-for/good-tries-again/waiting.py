import time


def retry(action):
    while True:
        try:
            return action()
        except OSError:
            time.sleep(1)
