from flask import Flask

SECRET_KEY = (
    "django-insecure-7f3b9q"
)

app = Flask(__name__)
app.config.from_object(__name__)
