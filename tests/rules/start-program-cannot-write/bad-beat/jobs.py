from celery import Celery

app = Celery("jobs", broker="redis://queue:6379/0")
app.conf.beat_schedule = {"sweep": {"task": "jobs.sweep", "schedule": 60.0}}


@app.task
def sweep():
    return 1
