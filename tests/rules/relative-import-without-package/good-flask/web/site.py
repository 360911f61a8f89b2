from flask import Flask

from .words import hello

app = Flask(__name__)


@app.get("/")
def home():
    return hello
