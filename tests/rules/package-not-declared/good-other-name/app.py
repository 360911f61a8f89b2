import psycopg2
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app)


def report():
    import discord

    return discord.__version__


app.run(host="0.0.0.0", port=8000)
