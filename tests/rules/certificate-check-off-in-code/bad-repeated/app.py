import requests

requests.get("https://hives.example.org/api", verify=False)
requests.get("https://hives.example.org/swarms", verify=False)
requests.post("https://hives.example.org/swarms", verify=False)
