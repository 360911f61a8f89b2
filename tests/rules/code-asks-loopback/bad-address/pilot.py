import requests

from charts import chart

SEARCH = "http://localhost:11434/api/embed"
ORIGINS = ["http://localhost:5000"]


def ask(question):
    answer = requests.post("http://localhost:11434/api/generate", json={"prompt": question}, timeout=60)
    return answer.json()


print(ask("Which berth?"), chart())
