require "sidekiq/web"
Rails.application.routes.draw do
  root to: "topics#index"
  authenticate :user, ->(user) { user.admin? } do
    mount Sidekiq::Web => "/sidekiq"
  end
end
