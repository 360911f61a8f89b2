import os
DEBUG = False
ALLOWED_HOSTS = ['www.example.org']
ALLOWED_HOSTS += os.environ.get('HOSTS', '').split(',')
ROOT_URLCONF = 'site_.urls'
