from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("models/words-small")
app = FastAPI()


@app.get("/likeness")
def likeness(one: str, other: str):
    return {"likeness": float(model.similarity(model.encode(one), model.encode(other)))}
