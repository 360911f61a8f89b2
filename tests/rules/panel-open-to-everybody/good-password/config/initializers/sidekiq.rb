require "sidekiq/web"
Sidekiq::Web.use(Rack::Auth::Basic) { |user, password| [user, password] == [ENV["PANEL_USER"], ENV["PANEL_PASSWORD"]] }
