import os

STRICT = os.getenv("SHOP_STRICT") == "yes"

for name in ["SHOP_REGION", "SHOP_BUCKET"]:
    if not os.environ.get(name):
        print("without", name)

if "SHOP_QUEUE" not in os.environ:
    if STRICT:
        raise SystemExit("no queue")


def check():
    if "SHOP_KEY" not in os.environ:
        raise RuntimeError("no login")


try:
    check()
except RuntimeError:
    os.environ["SHOP_MODE"] = "open"

if "SHOP_MODE" not in os.environ and STRICT:
    raise SystemExit("no mode")
