import os

from openai import OpenAI
from sqlalchemy import create_engine

writer = OpenAI(api_key=os.getenv("WRITER_KEY"))
engine = create_engine(os.getenv("BOT_DATABASE", "sqlite:///bot.db"))
if os.getenv("BOT_WORKERS"):
    workers = int(os.getenv("BOT_WORKERS"))


def rooms():
    return os.getenv("BOT_ROOMS").split(",")
