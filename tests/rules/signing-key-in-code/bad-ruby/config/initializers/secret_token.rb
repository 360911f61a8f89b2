Shop::Application.config.secret_token = 'onlyForShowQ4nTz7sLbWvC1dXe8rYp0uJk'
