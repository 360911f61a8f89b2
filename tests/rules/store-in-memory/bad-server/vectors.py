from qdrant_client import QdrantClient

client = QdrantClient(":memory:")


def collection():
    return client.get_collection("notes")
