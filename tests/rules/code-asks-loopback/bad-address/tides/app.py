from flask import Flask

app = Flask(__name__)


@app.get("/chart")
def chart():
    return "flood"


app.run(host="0.0.0.0", port=5000)
