ALLOWED_HOSTS = ["books.example.org"]
ROOT_URLCONF = "library.urls"
SECURE_SSL_REDIRECT = True
