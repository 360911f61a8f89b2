from fastapi import FastAPI

from tasks import press

app = FastAPI()


@app.post("/wreaths")
def order():
    press.delay(1)
