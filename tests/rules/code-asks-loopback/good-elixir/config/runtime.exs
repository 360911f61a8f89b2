import Config

config :shop, :cache, url: System.get_env("REDIS_URL", "redis://localhost:6379")
