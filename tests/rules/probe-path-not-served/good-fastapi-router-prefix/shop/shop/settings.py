class Settings:
    prefix = "/api/v2"


settings = Settings()
