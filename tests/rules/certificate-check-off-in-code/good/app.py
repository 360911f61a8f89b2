import os

import requests

if os.environ.get("APP_ENV") == "development":
    requests.get("https://hives.example.org/api", verify=False)
requests.get("https://hives.example.org/api", verify="/etc/ssl/hives.pem")
