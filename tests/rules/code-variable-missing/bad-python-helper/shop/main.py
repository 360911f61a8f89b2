import os


def need(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(name)
    return value


KEY = need('SHOP_KEY')
