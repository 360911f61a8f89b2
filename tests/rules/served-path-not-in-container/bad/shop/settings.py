SECRET_KEY = __import__("os").environ.get("SECRET_KEY", "")
MEDIA_ROOT = "/app/media"
