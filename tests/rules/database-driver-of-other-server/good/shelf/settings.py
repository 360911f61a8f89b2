import os

ROOT_URLCONF = "shelf.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.mysql",
        "NAME": "shelf",
        "HOST": os.environ.get("DB_HOST", "localhost"),
    }
}
CACHE = "redis://memory:6379/1"
