from stall import prices
from stall.store import open_store

open_store(prices)
