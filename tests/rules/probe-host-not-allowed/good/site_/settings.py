DEBUG = False
ALLOWED_HOSTS = ['www.example.org', 'localhost']
ROOT_URLCONF = 'site_.urls'
