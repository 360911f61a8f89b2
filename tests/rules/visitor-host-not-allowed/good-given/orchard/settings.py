import os

DEBUG = os.getenv("DEBUG", "False") == "True"
ALLOWED_HOSTS = os.getenv("ORCHARD_HOSTS", "localhost,127.0.0.1").split(",")
ROOT_URLCONF = "orchard.urls"
