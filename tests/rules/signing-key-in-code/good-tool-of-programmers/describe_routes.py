import os

os.environ.setdefault("JWT_SECRET", "only-to-load-the-routes")
from app import app

print(app.url_map)
