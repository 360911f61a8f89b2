from settings import settings

print(len(settings.minio_secret_key))
