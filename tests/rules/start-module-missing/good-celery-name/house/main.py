from celery import Celery

queue = Celery("house", broker="redis://cache")
