import Config
if System.get_env("PHX_SERVER"), do: config(:choir, ChoirWeb.Endpoint, server: true)
config :choir, ChoirWeb.Endpoint, http: [port: String.to_integer(System.get_env("PORT") || "4000")]
