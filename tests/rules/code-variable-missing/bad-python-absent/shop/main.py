import os
import sys

REQUIRED = ["SHOP_REGION", "SHOP_BUCKET"]

missing = [name for name in REQUIRED if not os.environ.get(name)]
if missing:
    print(f"missing: {missing}")
    sys.exit(1)

for name in ("SHOP_QUEUE",):
    if name not in os.environ:
        raise SystemExit(name)


def check():
    if "SHOP_KEY" not in os.environ or not os.getenv("SHOP_TOKEN", ""):
        raise RuntimeError("no login")


def main():
    check()


if __name__ == "__main__":
    main()
