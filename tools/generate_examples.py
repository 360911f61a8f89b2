#!/usr/bin/env python3
"""Writes the examples that `seaworthy explain` shows, from the rules' fixtures.

A rule's example is the file of tests/rules/<slug>/bad* in which report.txt says that the rule finds something, if it is
short enough for a page. The first fixture that has such a file is taken.
"""

import argparse
import pathlib
import re

MOST_LINES = 24
MOST_COLUMNS = 110


def example_of(folder: pathlib.Path) -> tuple[str, str] | None:
    report = folder / "report.txt"
    if not report.is_file():
        return None
    for line in report.read_text(encoding="utf-8").splitlines():
        match = re.match(r"(bad[^/]*)/(.+?):\d+:\d+: ", line)
        if not match:
            continue
        file = folder / match[1] / match[2]
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        lines = text.splitlines()
        if 0 < len(lines) <= MOST_LINES and max(map(len, lines)) <= MOST_COLUMNS:
            printable = all(character.isprintable() or character in "\n\t" for character in text)
            if printable:
                return match[2], "\n".join(lines)
    return None


def quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("?", "\\?")
    return '"' + '\\n"\n     "'.join(escaped.split("\n")) + '"'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, required=True, help="tests/rules")
    parser.add_argument("--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()

    rows = []
    for folder in sorted(arguments.root.iterdir()) if arguments.root.is_dir() else []:
        example = example_of(folder)
        if example:
            rows.append(f"    {{{quote(folder.name)}, {quote(example[0])},\n     {quote(example[1])}}},\n")
    text = (
        "// Written by tools/generate_examples.py; do not edit.\n"
        '#include "cli/rule_examples.h"\n\n'
        "#include <algorithm>\n#include <array>\n\n"
        "namespace seaworthy::cli {\n\n"
        f"constexpr std::array<RuleExample, {len(rows)}> examples = {{{{\n" + "".join(rows) + "}};\n\n"
        "std::span<const RuleExample> rule_examples(std::string_view slug) {\n"
        "  const auto [begin, end] = std::equal_range(\n"
        "      examples.begin(), examples.end(), RuleExample{slug, {}, {}},\n"
        "      [](const RuleExample& left, const RuleExample& right) { return left.slug < right.slug; });\n"
        "  return {begin, end};\n"
        "}\n\n"
        "}  // namespace seaworthy::cli\n"
    )
    if not arguments.output.exists() or arguments.output.read_text(encoding="utf-8") != text:
        arguments.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
