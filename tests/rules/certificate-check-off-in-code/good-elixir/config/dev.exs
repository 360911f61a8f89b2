import Config

config :shop, Shop.Mail, ssl_opts: [verify: :verify_none]
