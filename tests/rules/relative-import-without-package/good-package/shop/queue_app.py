from celery import Celery

from .settings import broker

app = Celery("shop", broker=broker)
