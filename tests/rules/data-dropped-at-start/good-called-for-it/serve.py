from shop import create_shop
from shop.tables import fill

application = create_shop()
fill(application)
