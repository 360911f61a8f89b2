from app.settings import PORT
from flask import Flask
app = Flask(__name__)
application_port = PORT
