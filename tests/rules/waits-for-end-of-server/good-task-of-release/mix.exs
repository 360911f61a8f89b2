defmodule Club.MixProject do
  use Mix.Project
  def project, do: [app: :club, version: "1.0.0", deps: [{:phoenix, "~> 1.8"}]]
end
