#!/usr/bin/env python3
"""Audits the example deployments and compares with the reports that somebody has read.

    run.py --program build/debug/seaworthy            compare
    run.py --program build/debug/seaworthy --update   rewrite the expectations; read the difference before committing it

For each example: the terminal report as a pipe gets it and the Markdown report are compared byte for byte; the JSON
report is validated against docs/report.schema.json, its references are followed, and one and eight threads, called from
two folders, must give the same bytes; in terminals of three widths no line runs over the edge. examples/DEFECTS.md says
what each report has to contain.
"""

import argparse
import contextlib
import difflib
import fcntl
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

import jsonschema

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLES = ("medianest", "ffprobe-api", "ready")
MARKDOWN = ("ffprobe-api", "ready")  # The third says the same at five times the length.


class Failure(Exception):
    pass


def audit(program, example, *flags, folder=ROOT):
    path = os.path.relpath(ROOT / "examples" / example, folder)
    result = subprocess.run([program, "audit", "--fail-on", "never", *flags, path], cwd=folder, capture_output=True,
                            check=False, timeout=120)
    if result.returncode != 0 or result.stderr:
        raise Failure(f"{example} {' '.join(flags)}: status {result.returncode}: {result.stderr.decode()}")
    return result.stdout.decode()


def check_width(program, example, width):
    """In a terminal of that width no line of the report runs over its edge."""
    ours, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    command = [program, "audit", "--fail-on", "never", f"examples/{example}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=terminal, stderr=subprocess.DEVNULL) as process:
        os.close(terminal)
        parts = []
        # Linux says EIO when the last writer has closed the terminal.
        with contextlib.suppress(OSError):
            while part := os.read(ours, 65536):
                parts.append(part)
        os.close(ours)
    if process.returncode != 0:
        raise Failure(f"{example} in a terminal: status {process.returncode}")
    text = re.sub(r"\x1b\[[0-9;]*m", "", b"".join(parts).decode())
    for line in text.splitlines():
        # A single word, such as a path, cannot be broken.
        if len(line) > width and " " in line.strip():
            raise Failure(f"{example}: {len(line)} columns in a terminal of {width}: {line}")


def compare(name, text, update):
    expected = HERE / name
    if update:
        expected.write_text(text, encoding="utf-8")
        return
    before = expected.read_text(encoding="utf-8") if expected.exists() else ""
    if before != text:
        shown = list(difflib.unified_diff(before.splitlines(), text.splitlines(), name, "the program", lineterm="", n=1))
        raise Failure("\n".join(shown[:60]))


def check_json(example, text, schema):
    report = json.loads(text)
    for error in sorted(jsonschema.Draft202012Validator(schema).iter_errors(report), key=str)[:5]:
        raise Failure(f"{example}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
    ids = [finding["id"] for finding in report["findings"]]
    if len(ids) != len(set(ids)):
        raise Failure(f"{example}: two findings of one id")
    known = set(ids)
    named = [i for stack in report["stacks"] for rung in stack["ladder"].values() for i in rung["findings"]]
    named += [i for component in report["components"] for i in component["findings"]]
    named += [lost["finding"] for category in report["categories"] for lost in category["lost"]]
    named += [i for standard in report["compliance"] for item in standard["items"] for i in item["findings"]]
    if not set(named) <= known:
        raise Failure(f"{example}: sections name findings that are not listed: {sorted(set(named) - known)[:3]}")
    for category in report["categories"]:
        lost = sum(item["points"] for item in category["lost"])
        if abs(10 - category["score"] - lost) > 0.06 + 0.0006 * len(category["lost"]):
            raise Failure(f"{example}: {category['name']} scores {category['score']}, and its lost points add up to {lost:.2f}")
    for item in report["inventory"]:
        if not (ROOT / "examples" / example / item["path"]).exists():
            raise Failure(f"{example}: the inventory lists {item['path']}, which is not there")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    failed = 0
    for example in EXAMPLES:
        try:
            compare(f"{example}.txt", audit(program, example, "--min-severity", "info"), arguments.update)
            for width in (80, 100, 160):
                check_width(program, example, width)
            markdown = audit(program, example, "--format", "markdown")
            if example in MARKDOWN:
                compare(f"{example}.md", markdown, arguments.update)
            text = audit(program, example, "--format", "json", "--threads", "1")
            check_json(example, text, schema)
            with tempfile.TemporaryDirectory() as elsewhere:
                if audit(program, example, "--format", "json", "--threads", "8", folder=elsewhere) != text:
                    raise Failure(f"{example}: eight threads in another folder give another report")
            print(f"ok      {example}")
        except Failure as failure:
            failed += 1
            print(f"FAILED  {example}\n{failure}")
    print(f"{len(EXAMPLES) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
