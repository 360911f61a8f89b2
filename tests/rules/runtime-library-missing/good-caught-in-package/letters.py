from fastapi import FastAPI

from post.paper import HTML

app = FastAPI()


@app.get("/paper")
def paper():
    return HTML is not None
