from celery import Celery

app = Celery("wreaths", broker="redis://cache:6379/0")


@app.task
def press(number):
    return number
