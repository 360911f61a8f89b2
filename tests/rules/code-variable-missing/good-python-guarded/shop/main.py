import os

try:
    key = os.environ['SHOP_KEY']
except KeyError:
    key = 'x'
if True:
    b = os.environ['SHOP_MAIL']
