import os

DEBUG = os.environ.get("DEBUG", "False") == "True"
MAIL = os.getenv('SEND_MAIL', 'no').lower() in ('true', 'yes')
VERBOSE = bool(int(os.environ.get("VERBOSE", "0")))
QUIET = os.environ["QUIET"] == "1"
print(DEBUG, MAIL, VERBOSE, QUIET)
