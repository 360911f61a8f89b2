import requests


def chart():
    """A chart, as http://localhost:5000/chart shows it."""
    return requests.get("http://tides:5000/chart", timeout=5).text
