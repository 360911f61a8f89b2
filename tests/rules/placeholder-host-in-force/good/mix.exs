defmodule Lab.MixProject do
  use Mix.Project
  def project, do: [app: :lab, version: "0.1.0", deps: [{:phoenix, "~> 1.8"}]]
end
