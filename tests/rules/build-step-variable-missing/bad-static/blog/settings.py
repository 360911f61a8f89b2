from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = 'x' * 50
ALLOWED_HOSTS = ['*']
ROOT_URLCONF = 'blog.urls'
INSTALLED_APPS = ['django.contrib.staticfiles']
STATIC_URL = 'static/'
