import os

from flask import Flask, redirect

APP_URL = os.environ.get("APP_URL", "http://localhost:3000")
PROOFS = os.environ.get("VERIFICATION_URL", "http://localhost:3000/verify")
app = Flask(__name__)


@app.get("/")
def home():
    return redirect(APP_URL)


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000)
