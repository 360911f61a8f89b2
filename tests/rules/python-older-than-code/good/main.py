from __future__ import annotations

try:
    import tomllib
except ImportError:
    tomllib = None

match = {"a": 1}
type = "plain"


def find(name: str | None, pages: list[int]):
    found = name | None if pages else match["a"]
    return found


print(match["a"], type)
