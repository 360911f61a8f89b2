from fastapi import FastAPI

from .explain import explain

app = FastAPI()


@app.get("/explain")
def index():
    return explain()
