from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/health")
async def health():
    if not await ping():
        raise HTTPException(503, "degraded")
    return {"status": "up"}


async def ping():
    return True
