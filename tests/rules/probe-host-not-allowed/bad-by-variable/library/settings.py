import os
DEBUG = os.getenv("DEBUG") == "1"
ALLOWED_HOSTS = os.environ["SITE_HOSTS"].split(",")
ROOT_URLCONF = "library.urls"
