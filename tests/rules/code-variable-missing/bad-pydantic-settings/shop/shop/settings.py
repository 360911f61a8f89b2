from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    SHOP_URL: str
    SHOP_NAME: str
    SHOP_THEME: str = "light"
    SHOP_OWNER: str | None = None


settings = Settings()
