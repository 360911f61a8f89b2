import os

import config
from flask import Flask

app = Flask(__name__)
app.config.from_object(os.environ.get("SETTINGS", "config.ProductionConfig"))

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000)
