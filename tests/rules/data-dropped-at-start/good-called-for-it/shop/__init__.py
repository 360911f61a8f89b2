from flask import Flask
from flask_sqlalchemy import SQLAlchemy

store = SQLAlchemy()


def create_shop():
    shop = Flask(__name__)
    shop.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://store/shop"
    store.init_app(shop)
    return shop
