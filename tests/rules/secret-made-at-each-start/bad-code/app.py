import os
import secrets

from flask import Flask

app = Flask(__name__)
app.secret_key = os.urandom(24)
JWT_SECRET = os.getenv("JWT_SECRET", secrets.token_hex(32))
