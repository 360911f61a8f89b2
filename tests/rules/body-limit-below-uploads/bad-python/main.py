from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/pictures")
def pictures(picture: UploadFile):
    return {"name": picture.filename}
