import os

import requests

print(requests.get(os.environ.get("PANEL", "http://localhost:3000")))
