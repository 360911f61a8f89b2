DEBUG = False
ALLOWED_HOSTS = ["localhost", "orchard"]
ROOT_URLCONF = "orchard.urls"
