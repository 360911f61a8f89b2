from celery import Celery

app = Celery("stall")
