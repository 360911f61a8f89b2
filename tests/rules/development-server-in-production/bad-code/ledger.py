from flask import Flask

ledger = Flask(__name__)


@ledger.get("/entries")
def entries():
    return {"entries": []}


if __name__ == "__main__":
    ledger.run(host="0.0.0.0", port=5000)
