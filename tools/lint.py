#!/usr/bin/env python3
"""Checks what compilers do not: line length, white space, headers that must stay lean, leftovers, tables of knowledge that
docs/knowledge.md leaves out.

Prints one line per fault and exits with 1 when there are any.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = ("src", "fuzz", "tests", "bench")
WIDEST = 120
# They cost seconds in every file that includes them, so only .cc files may.
HEAVY = re.compile(r'#include <(regex|iostream|filesystem|fmt/.*|rapidjson/.*|CLI/.*|gtest/.*)>')
# It costs nine seconds in every file that includes it.
COMMAND_LINE_LIBRARY = re.compile(r"#include <CLI/.*>")
COMMAND_LINE_FILE = "src/cli/options.cc"
EVERYWHERE_FORBIDDEN = re.compile(r"#include <regex>|std::regex")
LEFTOVERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!-)")


def faults_of(file: pathlib.Path) -> list[tuple[int, str]]:
    text = file.read_text(encoding="utf-8")
    found = []
    if not text.endswith("\n"):
        found.append((text.count("\n") + 1, "the last line has no end"))
    if file.suffix == ".h" and "#pragma once" not in text:
        found.append((1, "the header lacks `#pragma once`"))
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > WIDEST:
            found.append((number, f"{len(line)} columns; {WIDEST} are the most"))
        if line != line.rstrip():
            found.append((number, "white space at the end of the line"))
        if "\t" in line:
            found.append((number, "a tab; indent with two spaces, or write \\t"))
        if file.suffix == ".h" and HEAVY.match(line):
            found.append((number, "a heavy header in a header; include it in a .cc file"))
        if COMMAND_LINE_LIBRARY.match(line) and file != ROOT / COMMAND_LINE_FILE:
            found.append((number, f"CLI11 belongs to {COMMAND_LINE_FILE} alone"))
        if EVERYWHERE_FORBIDDEN.search(line):
            found.append((number, "std::regex recurses once per character of hostile input; match by hand"))
        if LEFTOVERS.search(line):
            found.append((number, "a leftover; do it, or say in an issue why not"))
    return found


def tables_not_described() -> list[str]:
    """Every table of knowledge has its row in docs/knowledge.md, and every row its table."""
    described = set(re.findall(r"`(\w+\.yaml)`", (ROOT / "docs/knowledge.md").read_text(encoding="utf-8")))
    present = {file.name for file in (ROOT / "knowledge").glob("*.yaml")}
    return ([f"docs/knowledge.md: `{name}` has no row" for name in sorted(present - described)] +
            [f"docs/knowledge.md: there is no `{name}`" for name in sorted(described - present)])


def main() -> None:
    files = [file for folder in CODE for suffix in ("*.cc", "*.h") for file in sorted((ROOT / folder).rglob(suffix))]
    count = 0
    for file in files:
        for number, fault in faults_of(file):
            print(f"{file.relative_to(ROOT)}:{number}: {fault}")
            count += 1
    for fault in tables_not_described():
        print(fault)
        count += 1
    if count:
        sys.exit(1)
    print(f"lint: {len(files)} files, no faults")


if __name__ == "__main__":
    main()
