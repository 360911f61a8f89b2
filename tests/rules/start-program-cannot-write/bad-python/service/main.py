from pathlib import Path

from fastapi import FastAPI

UPLOADS = Path(__file__).resolve().parent.parent / "uploads"
UPLOADS.mkdir(exist_ok=True)

app = FastAPI()


@app.get("/health")
def health():
    return {"status": "ok"}
