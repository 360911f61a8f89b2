import os

SECRET_KEY = os.environ["SECRET_KEY"]
ROOT_URLCONF = "shelf.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.mysql",
        "NAME": "shelf",
        "HOST": os.environ.get("DB_HOST", "localhost"),
    }
}
