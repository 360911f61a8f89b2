from fastapi import FastAPI

from shop import orders
from .settings import settings

app = FastAPI(title="Shop", docs_url=None, redoc_url=None)
app.include_router(orders.router, prefix=settings.prefix)
