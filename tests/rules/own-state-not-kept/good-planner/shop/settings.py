MEDIA_ROOT = "/srv/media"
