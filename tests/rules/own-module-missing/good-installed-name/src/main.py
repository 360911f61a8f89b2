from fastapi import FastAPI

from src.celery.queue import queue

app = FastAPI()


@app.get("/")
def index():
    return {"queue": queue.main}
