from fastapi import FastAPI

from shop.settings import settings

app = FastAPI(title=settings.SHOP_NAME)
