import environ

env = environ.Env()
env.read_env("/app/.env")
KEY = env("SHOP_KEY")
print(len(KEY))
