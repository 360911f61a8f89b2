import os

from flask import Flask

app = Flask(__name__)
app.secret_key = "bees-and-honey"
JWT_SECRET = os.getenv("JWT_SECRET", "honey-in-the-comb")
