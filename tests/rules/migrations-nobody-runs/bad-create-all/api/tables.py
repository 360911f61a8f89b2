from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase

engine = create_engine("postgresql://parcels@db/parcels")


class Base(DeclarativeBase):
    pass
