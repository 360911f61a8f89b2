defmodule ClubWeb.Router do
  use Phoenix.Router
  get "/alive", ClubWeb.HealthController, :show
end
