from fastapi import FastAPI
from weasyprint import HTML

try:
    import rapidjson as json
except ImportError:
    import json

app = FastAPI()


@app.get("/paper")
def paper():
    return json.dumps(HTML(string="<p>dear</p>").write_pdf().hex())
