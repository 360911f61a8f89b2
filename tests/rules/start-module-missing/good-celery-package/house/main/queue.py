from celery import Celery

app = Celery("house", broker="redis://cache")
