Shop.mail_host = ENV.fetch("SHOP_MAIL_HOST") { "localhost" }
Shop.mail_port = ENV.fetch("SHOP_MAIL_PORT", "25")
if Shop.signed?
  Shop.mail_key = ENV.fetch("SHOP_MAIL_KEY")
end
