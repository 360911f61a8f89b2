module example.org/shop/cards

go 1.25

replace example.org/shop/exchange => ../exchange
