from settings import settings

print(len(settings.secret_key))
