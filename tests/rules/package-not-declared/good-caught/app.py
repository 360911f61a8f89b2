try:
    import redis
except ImportError:
    redis = None
from flask import Flask

app = Flask(__name__)
