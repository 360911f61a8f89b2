defmodule Choir.MixProject do
  use Mix.Project
  def project, do: [app: :choir, version: "1.0.0", elixir: "~> 1.17", deps: []]
end
