from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origins": "*"}}, allow_headers=["Content-Type"], supports_credentials=True)


@app.route("/api/orders")
def orders():
    return []


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000)
