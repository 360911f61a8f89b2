#!/usr/bin/env python3
"""Fails when a file below src/ includes something that stands above it, or when headers include each other in a circle.

Folders in the order of the data's way; a folder sees those before it, and of its own line only itself.
"""

import pathlib
import re
import sys

LAYERS = [
    ("base",),
    ("text",),
    ("diag",),
    ("shell", "yaml", "nginx"),
    ("dockerfile",),
    ("compose",),
    ("knowledge",),
    ("discover", "code"),
    ("project",),
    ("rules",),
    ("score", "fix"),
    ("report",),
    ("cli",),
]
# Parsers do not see each other, but for these.
FORBIDDEN = {"dockerfile": {"yaml", "nginx"}, "compose": {"dockerfile", "nginx"}}
LEVEL = {folder: level for level, folders in enumerate(LAYERS) for folder in folders}
# What slows every build down or opens a second door to the disk; named files alone may include it.
FENCED = {
    "regex": (),
    "iostream": (),
    "fstream": (),
    "filesystem": (),
    "CLI/CLI.hpp": ("src/cli/options.cc",),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


def find_circle(graph):
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        path.append(node)
        for following in sorted(graph.get(node, ())):
            circle = visit(following)
            if circle:
                return circle
        path.pop()
        done.add(node)
        return None

    for start in sorted(graph):
        circle = visit(start)
        if circle:
            return circle
    return None


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    faults, graph = [], {}
    for path in sorted((root / "src").rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        name = path.relative_to(root).as_posix()
        parts = name.split("/")
        folder = parts[1]
        is_test = path.name.endswith("_test.cc")
        if folder not in LEVEL:
            faults.append(f"{name}: `{folder}` has no place in tools/check_layers.py")
            continue
        for own, system in INCLUDE.findall(path.read_text()):
            if system:
                if system in FENCED and not is_test and name not in FENCED[system]:
                    faults.append(f"{name}: <{system}> is not to be included here")
                continue
            graph.setdefault(name, set()).add("src/" + own)
            target = own.split("/")[0]
            if is_test and own.startswith("../"):
                continue
            if "/" not in own or target not in LEVEL:
                faults.append(f'{name}: "{own}" is no header below src/; write the path from there')
            elif not is_test and LEVEL[target] > LEVEL[folder]:
                faults.append(f"{name}: {folder} stands below {target} and may not include {own}")
            elif not is_test and target != folder and LEVEL[target] == LEVEL[folder]:
                faults.append(f"{name}: {folder} and {target} do not see each other ({own})")
            elif not is_test and target in FORBIDDEN.get(folder, ()):
                faults.append(f"{name}: {folder} does not see {target} ({own})")
            elif not (root / "src" / own).exists() and not own.startswith("generated/"):
                faults.append(f'{name}: "{own}" does not exist')
    circle = find_circle(graph)
    if circle:
        faults.append("headers include each other: " + " -> ".join(circle))
    print("\n".join(faults), end="\n" if faults else "")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
