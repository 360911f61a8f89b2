import requests

requests.get("https://hives.example.org/api", verify=False)
