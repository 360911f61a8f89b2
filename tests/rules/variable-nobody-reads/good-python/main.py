import os

from fastapi import FastAPI
from settings import settings

app = FastAPI()
cache = os.getenv("REDIS_HOST", "cache")


@app.get("/")
def hello():
    return {"db": settings.postgres_host, "cache": cache}
