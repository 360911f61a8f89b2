from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "sqlite:////data/hive.db"
    secret_key: str = "wax-and-propolis"


settings = Settings()
