def open_store(prices):
    return prices
