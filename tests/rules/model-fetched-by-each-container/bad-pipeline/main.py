from fastapi import FastAPI
from transformers import pipeline

feeling = pipeline("text-classification", model="harbour/feelings")
app = FastAPI()


@app.get("/feeling")
def index(text: str):
    return feeling(text)[0]
