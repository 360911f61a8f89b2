SECRET_KEY = "onlyForShowQ4nTz7sLbWvC1dXe8rYp0uJk"
