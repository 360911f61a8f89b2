from fastapi import FastAPI

try:
    import magic
except ImportError:
    magic = None

app = FastAPI()


@app.get("/kind")
def kind(path: str):
    return magic.from_file(path) if magic else "unknown"
