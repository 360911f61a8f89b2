from fastapi import FastAPI
app = FastAPI()

@app.get("/api/items")
def items():
    return []

@app.get("/api/health")
def health():
    return {"ok": True}
