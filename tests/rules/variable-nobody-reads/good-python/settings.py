from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    postgres_host: str = "127.0.0.1"


settings = Settings()
