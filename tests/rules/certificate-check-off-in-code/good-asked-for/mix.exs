defmodule Reef.MixProject do
  use Mix.Project
end
