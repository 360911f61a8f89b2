import os

from fastapi import FastAPI

REGION = os.environ["SHOP_REGION"]
THEME = os.environ.get("SHOP_THEME", "light")

app = FastAPI()
