from chromadb import Client, Settings

client = Client(Settings(is_persistent=True, persist_directory="/vectors"))


def collection():
    return client.get_or_create_collection("notes")
