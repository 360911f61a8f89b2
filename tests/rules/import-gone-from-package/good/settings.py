from pydantic import BaseSettings


class Settings(BaseSettings):
    title: str = "notes"


settings = Settings()
