DEBUG = False
ALLOWED_HOSTS = ["localhost", ".example.org"]
ROOT_URLCONF = "orchard.urls"
