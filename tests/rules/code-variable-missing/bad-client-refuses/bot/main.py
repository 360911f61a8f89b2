import os

from sqlalchemy import create_engine

DATABASE = os.getenv("BOT_DATABASE")
engine = create_engine(DATABASE)
workers = int(os.getenv("BOT_WORKERS"))
rooms = os.environ.get("BOT_ROOMS").split(",")
