import environ

env = environ.Env(SITE_DEBUG=(bool, False))
DEBUG = env("SITE_DEBUG")
SECRET_KEY = env("SITE_KEY")
DATA = env.json("SITE_DB")
MAIL = env("SITE_MAIL", default=None)
ROOT_URLCONF = "shop.urls"
