import Config

if config_env() == :prod do
  url =
    System.get_env("CHAT_DATABASE") ||
      raise "CHAT_DATABASE is missing"

  config :chat, url: url, salt: System.fetch_env!("CHAT_SALT")
end
