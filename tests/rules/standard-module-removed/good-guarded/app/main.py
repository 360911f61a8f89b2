try:
    from distutils.util import strtobool
except ImportError:
    def strtobool(value):
        return value == "yes"
import time

while strtobool("yes"):
    time.sleep(60)
