from chromadb import PersistentClient

client = PersistentClient(path="/vectors")


def collection():
    return client.get_or_create_collection("notes")
