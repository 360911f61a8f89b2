from celery import Celery

queue = Celery("ferry", broker="amqp://broker")
