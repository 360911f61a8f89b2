DEBUG = False
ALLOWED_HOSTS = ['www.example.org', '.example.com']
ROOT_URLCONF = 'site_.urls'
