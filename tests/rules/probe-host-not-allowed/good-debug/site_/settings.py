DEBUG = True
ALLOWED_HOSTS = ['www.example.org']
ROOT_URLCONF = 'site_.urls'
