from fastapi import FastAPI

import vectors

app = FastAPI()


@app.get("/notes")
def notes():
    return vectors.collection().count()
