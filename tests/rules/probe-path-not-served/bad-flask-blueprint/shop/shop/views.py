from flask import Blueprint

views = Blueprint("views", __name__)


@views.route("/ping")
def ping():
    return "pong"
