ALLOWED_HOSTS = ["shop.example.org", "*"]
