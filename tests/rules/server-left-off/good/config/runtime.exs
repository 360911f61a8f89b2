import Config
if System.get_env("PHX_SERVER") do
  config :shop, ShopWeb.Endpoint, server: true
end
if config_env() == :prod do
  secret_key_base = System.get_env("SECRET_KEY_BASE") || raise "SECRET_KEY_BASE is missing"
  config :shop, ShopWeb.Endpoint, http: [ip: {0, 0, 0, 0, 0, 0, 0, 0}, port: 4000], secret_key_base: secret_key_base
end
