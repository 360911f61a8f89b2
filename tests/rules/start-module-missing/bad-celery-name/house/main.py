from celery import Celery

jobs = Celery("house", broker="redis://cache")
