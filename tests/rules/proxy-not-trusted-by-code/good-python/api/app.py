from fastapi import FastAPI, Request
from slowapi import Limiter
from slowapi.util import get_remote_address

app = FastAPI()
app.state.limiter = Limiter(key_func=get_remote_address)


@app.get("/")
@app.state.limiter.limit("5/minute")
def home(request: Request):
    return {}
