import os

from flask import Flask

app = Flask(__name__)

if os.environ.get("APP_ENV") == "development":
    app.debug = True

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000, debug=os.environ.get("DEBUG", "1") == "1")
