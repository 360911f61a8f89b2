defmodule Bell.MixProject do
  use Mix.Project
  def project, do: [app: :bell, version: "0.1.0"]
end
