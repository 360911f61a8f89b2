import shutil

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/files")
def upload(file: UploadFile):
    with open(f"/app/uploads/{file.filename}", "wb") as out:
        shutil.copyfileobj(file.file, out)
    return {"url": f"/uploads/{file.filename}"}
