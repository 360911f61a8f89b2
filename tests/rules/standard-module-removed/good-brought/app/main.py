from distutils.util import strtobool
import os, time
while strtobool(os.environ.get('RUN', 'yes')):
    time.sleep(60)
