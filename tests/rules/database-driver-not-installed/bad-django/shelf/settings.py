import os

ROOT_URLCONF = "shelf.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shelf",
        "HOST": os.environ.get("DB_HOST", "localhost"),
    }
}
