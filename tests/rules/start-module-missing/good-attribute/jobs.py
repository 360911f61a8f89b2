from celery import Celery

queue = Celery("jobs", broker="redis://queue:6379/0")
