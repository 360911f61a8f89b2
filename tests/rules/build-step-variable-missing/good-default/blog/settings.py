import os
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ.get('DJANGO_SECRET_KEY', 'for building')
ALLOWED_HOSTS = ['*']
ROOT_URLCONF = 'blog.urls'
INSTALLED_APPS = ['django.contrib.staticfiles']
STATIC_URL = 'static/'
STATIC_ROOT = BASE_DIR / 'static'
