from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = "the-key-of-all-parcels-2024"
