from fastapi import FastAPI

from tables import Base, engine

app = FastAPI()
Base.metadata.create_all(bind=engine)
