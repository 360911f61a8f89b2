import os

DEBUG = os.environ.get("DEBUG", "True") == "True"
INSTALLED_APPS = []
