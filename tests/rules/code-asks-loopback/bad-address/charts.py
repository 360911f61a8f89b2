import requests


def chart():
    return requests.get("http://127.0.0.1:5000/chart", timeout=5).text
