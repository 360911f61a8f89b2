import os

from flask import Flask

LIMIT = os.getenv("RATE_LIMIT_PASSWORD_RESET", "5/hour")
PAYMENTS = os.getenv("PAYMENT_SECRET_KEY", "sk_<CHANGE_ME>")

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000)
