import os

from fastapi import FastAPI
from settings import settings

app = FastAPI()
cache = os.getenv("REDIS_HOST", "localhost")


@app.get("/")
def hello():
    return {"db": settings.DB_HOST, "cache": cache}
