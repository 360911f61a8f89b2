DEBUG = True
ROOT_URLCONF = "site_of_ours.urls"
