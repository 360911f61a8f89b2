import requests

print(requests.get("http://localhost:11434/api/version", timeout=5).text)
