from fastapi import FastAPI
from minio import Minio
from redis import Redis

from harbour.settings import settings

app = FastAPI()
crates = Minio(settings.store_endpoint)
queue = Redis.from_url(settings.queue_url)
