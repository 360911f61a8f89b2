require "sidekiq/web"
Rails.application.routes.draw do
  root to: "topics#index"
  mount Sidekiq::Web => "/sidekiq"
end
