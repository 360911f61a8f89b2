from langchain.text_splitter import CharacterTextSplitter


class Settings:
    title = "notes"
    splitter = CharacterTextSplitter()


settings = Settings()
