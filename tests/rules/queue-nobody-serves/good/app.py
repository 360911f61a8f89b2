from celery import Celery

app = Celery("bees")


@app.task(queue="harvest")
def harvest():
    return 1
