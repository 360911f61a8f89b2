from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="HARBOUR_", extra="ignore")

    store_endpoint: str = "localhost:9000"
    queue_url: str = Field("redis://localhost:6379/0", alias="QUEUE")


settings = Settings()
