ROOT_URLCONF = "club.urls"
