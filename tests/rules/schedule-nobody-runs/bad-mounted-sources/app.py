from celery import Celery

app = Celery("bees")
app.conf.beat_schedule = {
    "feed": {"task": "app.feed", "schedule": 3600.0},
}
