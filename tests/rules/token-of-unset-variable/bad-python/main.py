import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/numbers")
def numbers():
    if request.headers.get("Authorization") != f"Bearer {os.environ.get('NUMBERS_TOKEN')}":
        abort(401)
    return "42"
