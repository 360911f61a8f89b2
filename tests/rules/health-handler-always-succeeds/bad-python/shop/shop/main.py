from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
async def health():
    up = await ping()
    return {"status": "up" if up else "degraded"}


async def ping():
    return True
