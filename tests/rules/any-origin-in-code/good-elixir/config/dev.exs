import Config

config :shop, ShopWeb.Endpoint, check_origin: false
