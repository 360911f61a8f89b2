"""What the measurements share."""

import sys


def report(missed: list[str], check: bool) -> None:
    """Names the targets that were missed; with `check` that ends the run with 1."""
    if not missed:
        return
    print("missed: " + "; ".join(missed))
    if check:
        sys.exit(1)
