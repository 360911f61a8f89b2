import Config

if config_env() == :prod do
  host = System.get_env("LAB_HOST") || "example.com"
  config :lab, LabWeb.Endpoint, url: [host: host, port: 443, scheme: "https"]
end
