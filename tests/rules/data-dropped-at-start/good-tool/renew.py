"""Run by hand: `python renew.py`."""
from shop import create_shop, store

with create_shop().app_context():
    store.drop_all()
    store.create_all()
