MEDIA_ROOT = "/var/shop/media"
