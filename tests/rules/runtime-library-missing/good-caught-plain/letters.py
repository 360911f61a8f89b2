from fastapi import FastAPI

app = FastAPI()


@app.get("/paper")
def paper():
    try:
        from weasyprint import HTML
    except OSError:
        return "no paper today"
    return HTML(string="<p>dear</p>").write_pdf()
