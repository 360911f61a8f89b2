from shop import create_shop

application = create_shop()
