MEDIA_ROOT = "/srv/files"
