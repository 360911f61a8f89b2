import os

import requests

from charts import chart

MODELS = os.getenv("MODELS_URL", "http://models:11434")
ORIGINS = ["http://localhost:5000"]
# MODELS = "http://localhost:11434"


def ask(question):
    answer = requests.post(MODELS + "/api/generate", json={"prompt": question}, timeout=60)
    own = requests.get("http://localhost:9000/state", timeout=5)
    return answer.json(), own.text


print(ask("Which berth?"), chart())
