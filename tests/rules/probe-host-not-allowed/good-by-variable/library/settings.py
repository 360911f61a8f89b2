import os
ALLOWED_HOSTS = os.environ["SITE_HOSTS"].split(",")
ROOT_URLCONF = "library.urls"
