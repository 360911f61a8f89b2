from fastapi import APIRouter, FastAPI

OPEN_PATHS = {"/state/live", "/v1/state/live"}


def build_router() -> APIRouter:
    """Below /v1: the state of the ledger, live."""
    top = APIRouter()
    v1 = APIRouter(prefix="/v1")
    state = APIRouter(tags=["live"])

    @state.get("/state/live")
    def live():
        return {"up": True}

    v1.include_router(state)
    top.include_router(v1)
    return top


app = FastAPI()
app.include_router(build_router())
