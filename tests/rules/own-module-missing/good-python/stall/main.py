from stall import prices
from stall.store import open_store

open_store(prices)


def later():
    from stall import reports

    return reports
