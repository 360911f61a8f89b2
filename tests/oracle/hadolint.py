#!/usr/bin/env python3
"""Holds seaworthy against the Dockerfiles in hadolint's own tests and prints, per rule, how many cases agree.

Development only: it reads a checkout of github.com/hadolint/hadolint that is given by its path, and writes nothing but a
temporary folder. A case agrees when a finding names the rule among its aliases exactly where hadolint's test wants one.

  tests/oracle/hadolint.py --program build/debug/seaworthy --checkout ~/src/hadolint [--rule DL3008] [--verbose]

Exit status: 0 every case agrees or is listed in tests/oracle/hadolint_differences.tsv; 1 otherwise; 2 no checkout.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TOKEN = re.compile(
    r'\s*(?:--[^\n]*\n\s*)*(?:(?P<string>"(?:\\&|\\\s+\\|\\.|[^"\\])*")|(?P<name>[A-Za-z_?][\w.\']*)|(?P<operator><>|\$|\[|\]|\(|\)|,|=|\{|\}|[-+|&.:<>/*]+)|(?P<number>\d+))')
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'", "0": "\0"}


def text_of(literal):
    inner = re.sub(r"\\&", "", re.sub(r"\\\s+\\", "", literal[1:-1]))
    return re.sub(r"\\(\d+|.)", lambda m: chr(int(m.group(1))) if m.group(1).isdigit() else ESCAPES.get(m.group(1), m.group(1)), inner)


class Expression:
    """Evaluates the few forms in which hadolint's tests write a Dockerfile: literals, lists, unlines, `<>`, names."""

    def __init__(self, text, at, names):
        self.text, self.at, self.names = text, at, names

    def peek(self):
        match = TOKEN.match(self.text, self.at)
        return (match.lastgroup, match.group(match.lastgroup), match.end()) if match else (None, None, self.at)

    def take(self):
        kind, token, end = self.peek()
        self.at = end
        return kind, token

    def value(self):
        left = self.application()
        while self.peek()[1] == "<>":
            self.take()
            right = self.application()
            left = None if left is None or right is None else left + right
        return left

    def application(self):
        kind, token, _ = self.peek()
        if kind == "name" and token in ("Text.unlines", "unlines"):
            self.take()
            if self.peek()[1] == "$":
                self.take()
                value = self.value()
            else:
                value = self.atom()
            return None if value is None else "".join(line + "\n" for line in value)
        if kind == "name" and token in ("Text.pack", "Text.concat", "mconcat"):
            self.take()
            if self.peek()[1] == "$":
                self.take()
            value = self.value()
            return "".join(value) if isinstance(value, list) else value
        return self.atom()

    def atom(self):
        kind, token = self.take()
        if kind == "string":
            return text_of(token)
        if token == "$":
            return self.value()
        if token == "(":
            value = self.value()
            return value if self.take()[1] == ")" else None
        if token == "[":
            values = []
            while self.peek()[1] != "]":
                values.append(self.value())
                if values[-1] is None:
                    return None
                if self.peek()[1] == ",":
                    self.take()
            self.take()
            return values
        if kind == "name":
            return self.names.get(token)
        return None


def bindings(block):
    names = {}
    for match in re.finditer(r"(?:\blet\s+|\n\s+)(\w+)\s*=\s*(?=[\"\[(TUmu])", block):
        value = Expression(block, match.end(), names).value()
        if value is not None:
            names.setdefault(match.group(1), value)
    return names


def wrapped_in_onbuild(dockerfile):
    """What the onBuild tests do: every RUN becomes a trigger."""
    lines, continued, result = dockerfile.split("\n"), False, []
    for line in lines:
        if not continued and re.match(r"\s*run\b", line, re.I):
            line = "ONBUILD " + line.lstrip()
        if not (continued and re.match(r"\s*(#|$)", line)):
            continued = line.rstrip().endswith("\\")
        result.append(line)
    return "\n".join(result)


LABEL_TYPES = {"Url": "url", "Rfc3339": "rfc3339", "Spdx": "spdx", "GitHash": "hash", "SemVer": "semver", "Email": "email",
               "RawText": "text"}


def settings_of(config):
    """The .hadolint.yaml that says what a test's configuration says; None when it is not understood."""
    lines = []
    registries = re.search(r"allowedRegistries = \[([^\]]*)\]", config)
    if registries:
        lines.append("trustedRegistries: [" + registries.group(1) + "]")
    labels = re.findall(r'\("([^"]+)",\s*(?:Rule\.)?(\w+)\)', config)
    if labels:
        lines += ["label-schema:"] + [f"  {name}: {LABEL_TYPES[kind]}" for name, kind in labels]
    if re.search(r"strictLabels = True", config):
        lines.append("strict-labels: true")
    return "\n".join(lines) + "\n" if lines else None


CALL = re.compile(r'\b(onBuildRuleCatches|ruleCatches)(Not)?\s+"(DL\d+|SC\d+)"')


def cases_of(path):
    text = path.read_text()
    # From one `it` to the next: that is where a `let` of a case reaches.
    starts = [m.start() for m in re.finditer(r"\n\s+it\s+[\"$(]", text)] + [len(text)]
    for begin, end in zip(starts, starts[1:]):
        block = text[begin:end]
        title = re.search(r'it\s+\$?\s*("(?:[^"\\]|\\.)*")', block)
        config = [m for m in re.finditer(r"let \?config =([^\n]*(?:\n\s+[{,}][^\n]*)*)", text[:end])]
        configured = bool(config) and config[-1].group(1).strip() != "def"
        settings = settings_of(config[-1].group(1)) if configured else None
        names = bindings(text[:text.find("\n    it")] if begin == starts[0] else "") | bindings(block)
        for match in CALL.finditer(block):
            dockerfile = Expression(block, match.end(), names).value()
            line = text.count("\n", 0, begin + match.start()) + 1
            yield {
                "file": path.name, "line": line, "title": text_of(title.group(1)) if title else "", "rule": match.group(3),
                "fires": match.group(2) is None, "onbuild": match.group(1).startswith("on"), "configured": configured and settings is None,
                "settings": settings,
                "dockerfile": dockerfile if isinstance(dockerfile, str) else None,
            }


def differences():
    """Listed cases: rule, a part of the Dockerfile's text or `*`, reason."""
    path, rows = HERE / "hadolint_differences.tsv", []
    if path.exists():
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                rule, part, reason = line.split("\t")
                rows.append((rule, part.replace("\\n", "\n"), reason))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--checkout", required=True, type=pathlib.Path)
    parser.add_argument("--rule", action="append", help="only this rule of hadolint; may be repeated")
    parser.add_argument("--verbose", action="store_true", help="show the Dockerfiles that differ")
    options = parser.parse_args()
    folder = options.checkout / "test/Hadolint/Rule"
    if not folder.is_dir():
        print(f"{options.checkout} is no checkout of hadolint", file=sys.stderr)
        return 2
    cases, skipped = [], []
    for path in sorted(folder.glob("*Spec.hs")):
        for case in cases_of(path):
            if options.rule and case["rule"] not in options.rule:
                continue
            if case["dockerfile"] is None:
                skipped.append((case, "the Dockerfile could not be read from the test"))
            elif case["configured"]:
                skipped.append((case, "needs a configuration of hadolint"))
            else:
                cases.append(case)

    with tempfile.TemporaryDirectory(prefix="seaworthy-oracle-") as temporary:
        for number, case in enumerate(cases):
            place = pathlib.Path(temporary) / f"{number:05}"
            place.mkdir()
            text = case["dockerfile"] + "\n"
            if case["settings"]:
                (place / ".hadolint.yaml").write_text(case["settings"])
            (place / "Dockerfile").write_bytes((wrapped_in_onbuild(text) if case["onbuild"] else text).encode())
        result = subprocess.run([options.program, "audit", temporary, "--all-rules", "--format", "json", "--fail-on", "never"],
                                capture_output=True, text=True)
        report = json.loads(result.stdout)
    found = {}
    for finding in report["findings"]:
        number = (finding.get("file") or "").partition("/")[0]
        if number.isdigit() and not finding.get("suppressed"):
            found.setdefault(int(number), []).append(finding)

    listed, rules, wrong = differences(), {}, []
    for number, case in enumerate(cases):
        fires = any(f"hadolint:{case['rule']}" in finding["aliases"] for finding in found.get(number, []))
        row = rules.setdefault(case["rule"], [0, 0, 0])
        row[0] += 1
        if fires == case["fires"]:
            row[1] += 1
        elif any(rule == case["rule"] and (part == "*" or part in case["dockerfile"]) for rule, part, _ in listed):
            row[2] += 1
        else:
            wrong.append((number, case))
    for rule, (count, agreed, excepted) in sorted(rules.items()):
        print(f"{rule}  {agreed}/{count}" + (f"  ({excepted} listed)" if excepted else "") + ("  <--" if agreed + excepted < count else ""))
    for number, case in wrong:
        print(f"{case['file']}:{case['line']}: {case['rule']} {'is missing' if case['fires'] else 'is too much'}"
              f"{' under ONBUILD' if case['onbuild'] else ''}: {case['title']}")
        if options.verbose:
            print("    " + case["dockerfile"].replace("\n", "\n    "))
            for finding in found.get(number, []):
                print(f"      -> {finding['line']} {finding['rule']} {' '.join(a for a in finding['aliases'] if a.startswith('hadolint'))}")
    total, agreed, excepted = (sum(row[i] for row in rules.values()) for i in range(3))
    for reason in sorted({reason for _, reason in skipped}):
        print(f"skipped: {sum(r == reason for _, r in skipped)} cases: {reason}")
    print(f"{agreed} of {total} cases agree ({100 * agreed / max(total, 1):.1f} %), {excepted} differ as listed, "
          f"{len(wrong)} otherwise; outside the listed ones {100 * agreed / max(total - excepted, 1):.1f} %")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
