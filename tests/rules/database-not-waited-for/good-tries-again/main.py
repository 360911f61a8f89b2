from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from settings import address

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = address()
db = SQLAlchemy(app)

from waiting import retry

with app.app_context():
    retry(db.create_all)


@app.route("/")
def index():
    return "ferry"
