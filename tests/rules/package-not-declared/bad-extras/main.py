from databases import Database
from decouple import config
from fastapi import FastAPI

database = Database(config("DATABASE_URL"))
app = FastAPI()
