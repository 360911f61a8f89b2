module example.org/shop/exchange

go 1.25
