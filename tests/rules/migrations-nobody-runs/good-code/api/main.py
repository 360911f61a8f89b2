from alembic import command
from alembic.config import Config
from fastapi import FastAPI

command.upgrade(Config("alembic.ini"), "head")
app = FastAPI()
