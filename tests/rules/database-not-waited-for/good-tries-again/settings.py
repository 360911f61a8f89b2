from pathlib import Path


def address():
    return Path("/run/secrets/address").read_text()
