import os

DEBUG = os.environ.get("DEBUG", "False") == "True"
MAIL = os.getenv('SEND_MAIL') in ('True', 'Yes')
print(DEBUG, MAIL)
