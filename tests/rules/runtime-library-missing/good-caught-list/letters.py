from fastapi import FastAPI

try:
    from weasyprint import HTML
except (ImportError, OSError):
    HTML = None

app = FastAPI()


@app.get("/paper")
def paper():
    return HTML(string="<p>dear</p>").write_pdf() if HTML else "no paper today"
