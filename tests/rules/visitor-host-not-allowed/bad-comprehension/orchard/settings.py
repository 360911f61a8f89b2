import os

DEBUG = False
ALLOWED_HOSTS = [name.strip() for name in os.environ.get("ORCHARD_HOSTS", "localhost").split(",") if name.strip()]
ROOT_URLCONF = "orchard.urls"
