import os

from flask import Flask

app = Flask(__name__)
app.secret_key = os.environ["SESSION_SECRET"]
JWT_SECRET = os.getenv("JWT_SECRET", "honey-in-the-comb")
SECRET_PATH = os.getenv("SECRET_PATH", "/run/secrets/key")
