from app import app

app.debug = True
