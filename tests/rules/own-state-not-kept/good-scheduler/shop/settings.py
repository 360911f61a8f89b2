ROOT_URLCONF = "shop.urls"
MEDIA_ROOT = "/srv/media"
