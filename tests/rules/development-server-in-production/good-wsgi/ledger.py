from flask import Flask
from waitress import serve

ledger = Flask(__name__)


@ledger.get("/entries")
def entries():
    return {"entries": []}


if __name__ == "__main__":
    serve(ledger, host="0.0.0.0", port=5000)
