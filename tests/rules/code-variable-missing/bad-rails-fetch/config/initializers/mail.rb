Shop.mail_host = ENV.fetch("SHOP_MAIL_HOST")
