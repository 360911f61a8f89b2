from fastapi import Depends, FastAPI, Header, HTTPException

def verify_api_key(x_api_key: str = Header()):
    if x_api_key != "k":
        raise HTTPException(401)

app = FastAPI(dependencies=[Depends(verify_api_key)])

@app.get("/health")
def health():
    return {"ok": True}
