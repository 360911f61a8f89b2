import os

from flask import Flask

KEY = os.environ["SHOP_KEY"]

app = Flask(__name__)


def serve():
    app.run(host="0.0.0.0", port=8000)
