from fastapi import FastAPI

shop = FastAPI()
