import os

RUNNER_URL = os.environ.get("RUNNER_URL", "http://localhost:8017")
