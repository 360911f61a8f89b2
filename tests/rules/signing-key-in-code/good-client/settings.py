from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    # A store checks its own key, and whoever signs nothing needs none.
    model_config = SettingsConfigDict(env_prefix="HIVE_")
    minio_secret_key: str = "wax-and-propolis"
    google_client_secret: str = "none-in-the-meadow"
    database_password: str = "smoke-in-spring"


settings = Settings()
