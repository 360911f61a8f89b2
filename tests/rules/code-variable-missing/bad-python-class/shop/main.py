import os


class Settings:
    key = os.environ['SHOP_KEY']


s = Settings()
