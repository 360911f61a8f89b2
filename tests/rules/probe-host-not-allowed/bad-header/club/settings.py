import os

ALLOWED_HOSTS = os.environ["CLUB_HOSTS"].split(",")
ROOT_URLCONF = "club.urls"
