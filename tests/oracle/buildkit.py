#!/usr/bin/env python3
"""Holds seaworthy against BuildKit's public tests and prints how many cases agree.

Development only: it reads a checkout of github.com/moby/buildkit that is given by its path, and writes nothing but a
temporary folder.

  tests/oracle/buildkit.py --program build/debug/seaworthy --checkout ~/src/buildkit [--suite NAME] [--verbose]

Exit status: 0 every case agrees or is listed as an exception below; 1 otherwise; 2 the checkout cannot be read.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# Cases that differ on purpose: (suite, name) and why. docs/differences.md says the same to users.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("lint", "testCopyIgnoredFileContextRoot 2"): "`COPY . .` of a context that is ignored as a whole copies nothing and fails nowhere",
    ("lint", "testLegacyKeyValueFormat 3"): "the lines that the test names are not those of its file, where 5 and 6 are meant",
}

# What the messages of BuildKit's instruction parser and converter are called among peers.
REASONS = (
    (r"requires (at least|exactly|either)|No destination|must have two arguments", "wrong-arity"),
    (r"isn't allowed as an ONBUILD trigger|Chaining ONBUILD", "onbuild-trigger"),
    (r"unknown flag", "unknown-flag"),
    (r"unknown instruction", "unknown-instruction"),
    (r"source can't be a", "copy-remote-source"),
    (r"circular dependency", "stage-cycle"),
    (r"empty platform value", "from-blank"),
    (r"base name .* should not be blank", "from-blank"),
    (r"names can not be blank", "blank-name"),
)


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, errors="replace")


class Suite:
    """Counts the cases of one suite and remembers those that differ."""

    def __init__(self, name, verbose):
        self.name, self.verbose = name, verbose
        self.cases = self.agreed = self.excepted = 0
        self.skipped = []
        self.different = []

    def case(self, name, agrees, detail=""):
        self.cases += 1
        if agrees:
            self.agreed += 1
        elif (self.name, name) in EXCEPTIONS:
            self.excepted += 1
        else:
            self.different.append((name, detail))

    def skip(self, name, reason):
        self.skipped.append((name, reason))

    def report(self):
        share = 100 * self.agreed / self.cases if self.cases else 0
        print(f"{self.name:22} {self.agreed}/{self.cases} agree ({share:.1f} %)"
              + (f", {self.excepted} listed exceptions" if self.excepted else "")
              + (f", {len(self.skipped)} skipped" if self.skipped else ""))
        for name, detail in self.different:
            print(f"  differs: {name}")
            if self.verbose:
                print("    " + detail.replace("\n", "\n    "))
        if self.verbose:
            for name, reason in self.skipped:
                print(f"  skipped: {name}: {reason}")
        return not self.different


# --- reading Go -------------------------------------------------------------------------------------------------------

GO_STRING = r'(?:`[^`]*`|"(?:\\.|[^"\\\n])*")'


def go_text(literal):
    """The value of a string literal; joined by `+` where it is several."""
    parts = re.findall(GO_STRING, literal)
    return "".join(p[1:-1] if p[0] == "`" else json.loads(p.replace("\\x00", "\\u0000")) for p in parts)


def block_end(text, begin):
    """Where the bracket that opens at `begin` closes; strings are passed over."""
    depth, at = 0, begin
    while at < len(text):
        c = text[at]
        if c == "`":
            at = text.index("`", at + 1)
        elif c == '"':
            at = re.compile(r'"(?:\\.|[^"\\\n])*"').match(text, at).end() - 1
        elif c == "'":
            match = re.compile(r"'(?:\\.|[^'\\\n])'").match(text, at)
            at = match.end() - 1 if match else at
        elif text.startswith("//", at):
            at = text.find("\n", at)
            if at < 0:
                return len(text)
        elif c in "{([":
            depth += 1
        elif c in "})]":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return len(text)


def items(text, begin):
    """The `{...}` items of the list that opens at `begin`."""
    end, at, found = block_end(text, begin), begin + 1, []
    while at < end:
        if text[at] == "{":
            close = block_end(text, at)
            found.append(text[at:close + 1])
            at = close
        elif text[at] in '"`':
            at = re.compile(GO_STRING, re.S).match(text, at).end() - 1
        at += 1
    return found


def functions(text):
    for match in re.finditer(r"^func (\w+)\([^)]*\) \{", text, re.M):
        end = block_end(text, match.end() - 1)
        yield match.group(1), text[match.end():end]


# --- auditing many Dockerfiles at once --------------------------------------------------------------------------------

class Audits:
    """Collects Dockerfiles, audits them in one run and answers by number."""

    def __init__(self, program):
        self.program, self.folder = program, tempfile.TemporaryDirectory(prefix="seaworthy-oracle-")
        self.count, self.findings = 0, {}

    def add(self, dockerfile, ignore=None, compose=None):
        folder = pathlib.Path(self.folder.name) / f"{self.count:05}"
        folder.mkdir()
        data = dockerfile if isinstance(dockerfile, bytes) else dockerfile.encode("utf-8", "surrogateescape")
        (folder / "Dockerfile").write_bytes(data)
        if ignore is not None:
            (folder / ".dockerignore").write_text(ignore)
            (folder / "compose.yaml").write_text("services:\n  it:\n    build: .\n")
        if compose is not None:
            (folder / "compose.yaml").write_text(compose)
        self.count += 1
        return self.count - 1

    def run(self):
        result = run(self.program, "audit", self.folder.name, "--all-rules", "--format", "json", "--fail-on", "never")
        report = json.loads(result.stdout)
        for finding in report["findings"]:
            if finding.get("suppressed"):
                continue
            number = (finding.get("file") or "").partition("/")[0]
            if number.isdigit():
                self.findings.setdefault(int(number), []).append(finding)

    def of(self, number):
        return self.findings.get(number, [])

    def refusals(self, number):
        """Findings for which the builder refuses the file; a stage without files fails only when it is run."""
        return [f for f in self.of(number) if f["rung"] == "build"
                and (f["rule"].startswith("dockerfile/") or any(a.startswith("buildkit-error:") for a in f["aliases"]))
                and f["rule"] != "dockerfile/copy-from-empty-stage" and f["severity"] in ("high", "critical") and f["confidence"] in ("certain", "likely")]


def told(findings):
    return "\n".join(f"{f['line']}: {f['rule']} [{f['severity']} {f['confidence']}] {f['message']}" for f in findings) or "(nothing)"


def reason_of(message):
    for pattern, reason in REASONS:
        if re.search(pattern, message):
            return "buildkit-error:" + reason
    return None


# --- suites -----------------------------------------------------------------------------------------------------------

def parser_trees(suite, program, root):
    for folder in sorted((root / "parser/testfiles").iterdir()):
        expected = (folder / "result").read_bytes().decode("utf-8", "replace")
        shown = subprocess.run([program, "show", "ast", str(folder / "Dockerfile")], capture_output=True)
        actual = shown.stdout.decode("utf-8", "replace")
        suite.case(folder.name, shown.returncode == 0 and actual == expected, f"expected:\n{expected}\ngot:\n{actual}")


# What the parser says of each file of the negative folder; its own test only asks that it says anything.
NEGATIVE = {
    "empty_dockerfile": (None, "file with no instructions"),
    "only_comments": (None, "file with no instructions"),
    "env_no_value": (3, "ENV must have two arguments"),
    "shykes-nested-json": (1, "arrays must be comprised of strings only"),
}


def parser_negative(suite, program, root):
    for folder in sorted((root / "parser/testfiles-negative").iterdir()):
        shown = run(program, "show", "ast", str(folder / "Dockerfile"))
        line, reason = NEGATIVE.get(folder.name, (None, ""))
        said = shown.stderr + shown.stdout
        place = line is None or re.search(rf"(Dockerfile:|line ){line}\b", said) is not None
        suite.case(folder.name, shown.returncode != 0 and reason in said and place, said)


def expand(program, word, environment, words=False):
    shown = run(program, "show", "words" if words else "expand", "--", word, *environment)
    if shown.returncode != 0:
        return None
    return shown.stdout.removesuffix("\n")


def variable_table(suite, program, root):
    environment = ["PWD=/home", "SHELL=bash", "KOREAN=한국어", "NULL="]
    for number, line in enumerate((root / "shell/envVarTest").read_text().splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        platform, word, expected = (part.strip() for part in line.split("|"))
        if platform == "W":
            suite.skip(f"line {number}", "holds on Windows only")
            continue
        actual = expand(program, word, environment)
        suite.case(f"line {number}: {word}", (actual is None) if expected == "error" else actual == expected,
                   f"expected {expected!r}, got {actual!r}")


def word_table(suite, program, root):
    environment = []
    for number, line in enumerate((root / "shell/wordsTest").read_text().splitlines(), 1):
        if line.startswith("#"):
            continue
        if line.startswith("ENV "):
            environment.append(line[3:].lstrip(" "))
            continue
        word, _, expected = line.partition("|")
        expected = expected.lstrip(" ").split(",")
        actual = expand(program, word.strip(), environment, words=True)
        split = ["error"] if actual is None else actual.split("\n")
        suite.case(f"line {number}: {word.strip()}", split == expected, f"expected {expected!r}, got {split!r}")


def modifier_table(suite, program, root):
    text = (root / "shell/lex_test.go").read_text()
    body = dict(functions(text))["TestProcessWithMatches"]
    table = body.index("{", body.index("expectedErr bool") + 1)
    table = body.index("}{", body.index("struct {")) + 1
    for number, item in enumerate(items(body, table), 1):
        word = re.search(rf"input:\s*({GO_STRING})", item)
        if word is None:
            continue
        environment = []
        variables = re.search(r"\benvs:\s*map\[string\]string\{", item)
        if variables:
            inside = item[variables.end() - 1:block_end(item, variables.end() - 1)]
            environment = [f"{go_text(k)}={go_text(v)}" for k, v in re.findall(rf"({GO_STRING}):\s*({GO_STRING})", inside)]
        fails = re.search(r"expectedErr:\s*true", item) is not None
        expected = re.search(rf"expected:\s*({GO_STRING})", item)
        expected = go_text(expected.group(1)) if expected else ""
        actual = expand(program, go_text(word.group(1)), environment)
        suite.case(f"{number}: {go_text(word.group(1))}", (actual is None) if fails else actual == expected,
                   f"{environment}: expected {'an error' if fails else repr(expected)}, got {actual!r}")


def instruction_errors(suite, program, root):
    text = (root / "instructions/parse_test.go").read_text()
    audits, cases = Audits(program), []
    prefix = "FROM scratch\n"

    def add(name, dockerfile, message):
        cases.append((name, audits.add(prefix + dockerfile + "\n"), message, 2))

    for name, body in functions(text):
        commands = re.search(r"commands := \[\]string\{", body)
        if commands and name in ("TestCommandsExactlyOneArgument", "TestCommandsAtLeastOneArgument", "TestCommandsNoDestinationArgument"):
            inside = body[commands.end():block_end(body, commands.end() - 1)]
            for command in re.findall(GO_STRING, inside):
                add(f"{name} {go_text(command)}", go_text(command) + (" arg1" if "NoDestination" in name else ""),
                    "requires at least one argument")
        if name == "TestErrorCases":
            for item in items(body, body.index("}{") + 1):
                fields = {k: go_text(v) for k, v in re.findall(rf"(\w+):\s*({GO_STRING})", item)}
                add(f"{name} {fields['name']} {fields['dockerfile'][:20]!r}", fields["dockerfile"], fields["expectedError"])
    audits.run()
    for name, number, message, line in cases:
        wanted = reason_of(message)
        found = audits.refusals(number)
        suite.case(name, any(f["line"] >= line and wanted in f["aliases"] for f in found), f"wanted {wanted}\n{told(found)}")


def converter(suite, program, root):
    text = (root / "dockerfile2llb/convert_test.go").read_text()
    audits, cases = Audits(program), []
    for name, body in functions(text):
        dockerfile, number = None, 0
        for match in re.finditer(rf"df :?= (?:\[\]byte\()?({GO_STRING})|Dockerfile2LLB\(|require\.(NoError|Error|EqualError|ErrorContains)\(t, err(?:, ({GO_STRING}))?", body, re.S):
            if match.group(1):
                dockerfile, called = go_text(match.group(1)), False
            elif match.group(0).startswith("Dockerfile2LLB"):
                call = body[match.end() - 1:block_end(body, match.end() - 1)]
                target, called = re.search(rf"Target:\s*({GO_STRING})", call), True
            elif dockerfile is not None and called:
                number += 1
                called = False
                compose = None
                if target:
                    compose = f"services:\n  it:\n    build:\n      context: .\n      target: {go_text(target.group(1))}\n"
                cases.append((f"{name} {number}", audits.add(dockerfile, compose=compose), match.group(2) == "NoError",
                              go_text(match.group(3)) if match.group(3) else ""))
    audits.run()
    for name, number, accepted, message in cases:
        found, wanted = audits.refusals(number), reason_of(message)
        good = not found if accepted else any(wanted is None or wanted in f["aliases"] for f in found)
        suite.case(name, good, f"{'accepted' if accepted else 'refused: ' + message}\n{told(found)}")


def error_lines(suite, program, root):
    """Cases of errors_test.go that can be told from the file alone."""
    text = (root / "errors_test.go").read_text()
    audits, cases = Audits(program), []
    for name, body in functions(text):
        for table in re.finditer(r"\}\{", body):
            for item in items(body, table.start() + 1):
                fields = {k: go_text(v) for k, v in re.findall(rf"(\w+):\s*({GO_STRING})", item)}
                lines = re.search(r"errorLine:\s*\[\]int\{([\d, ]+)\}", item)
                if "dockerfile" not in fields or not lines:
                    continue
                if fields["name"] in ("invalidsyntax", "invalidrun", "invalidcopy", "invalidcopyfrom", "invalidmultiline"):
                    suite.skip(fields["name"], "fails only when it is run, in a registry or in the build context")
                    continue
                cases.append((fields["name"], audits.add(fields["dockerfile"]), {int(n) for n in lines.group(1).split(",")}))
    audits.run()
    for name, number, lines in cases:
        found = audits.refusals(number)
        suite.case(name, any(f["line"] in lines for f in found), told(found))


# What the tests fill in at run time, on Linux.
VALUES = {"baseImg": "alpine", "osStr": "linux"}


def formatted(text, arguments):
    for argument in arguments:
        text = text.replace("%s", argument, 1)
    return text


def lint(suite, program, root):
    text = (root / "dockerfile_check_test.go").read_text()
    audits, cases = Audits(program), []
    for name, body in functions(text):
        if not name.startswith("test"):
            continue
        values, number = {}, 0
        pattern = (rf"(\w+) :?= (?:\[\]byte\(|fmt\.Appendf\(nil,)(\s*{GO_STRING})\s*,?([^()]*)\)"
                   r"|checkLinterWarnings\(t, sb, &lintTestParams\{")
        helper = re.search(r'RuleName:\s*"(\w+)"', body[:body.find("checkLinterWarnings")])
        for match in re.finditer(pattern, body, re.S):
            if match.group(1):
                arguments = [VALUES.get(word.strip()) for word in match.group(3).split(",") if word.strip()]
                text_known = None not in arguments
                values[match.group(1)] = formatted(go_text(match.group(2)), arguments) if text_known else None
                continue
            block = body[match.end() - 1:block_end(body, match.end() - 1)]
            number += 1
            label = f"{name} {number}"

            def value(field):
                given = re.search(rf"\b{field}:\s*(?:\[\]byte\((\s*{GO_STRING})|(\w+))", block, re.S)
                if given is None:
                    return None
                return go_text(given.group(1)) if given.group(1) else values.get(given.group(2))

            dockerfile, ignore = value("Dockerfile"), value("DockerIgnore")
            if dockerfile is None:
                suite.skip(label, "the Dockerfile is put together at run time")
                continue
            if "FrontendAttrs" in block:
                suite.skip(label, "depends on options of the command line")
                continue
            expected = set()
            # What is said of all stages, where that differs from what a build of the last one says.
            warnings = (re.search(r"\bUnmarshalWarnings:\s*\[\]expectedLintWarning\{", block)
                        or re.search(r"\bWarnings:\s*\[\]expectedLintWarning\{", block))
            if warnings:
                for item in items(block, warnings.end() - 1):
                    rule, line = re.search(r'RuleName:\s*"(\w+)"', item), re.search(r"Line:\s*(\d+)", item)
                    expected.add((rule.group(1), int(line.group(1))))
                made = block[warnings.end():block_end(block, warnings.end() - 1)]
                for line in re.findall(r'make\w+\("\w+", (\d+)\)', made):
                    expected.add((helper.group(1), int(line)))
            cases.append((label, audits.add(dockerfile, ignore=ignore), dockerfile, expected))
    audits.run()
    for label, number, dockerfile, expected in cases:
        options = re.search(r"^#\s*check=(\S*)", dockerfile, re.M)
        experimental = options is not None and "experimental=" in options.group(1)
        actual = set()
        for finding in audits.of(number):
            for alias in finding["aliases"]:
                if alias.startswith("buildkit:"):
                    actual.add((alias.removeprefix("buildkit:"), instruction_line(dockerfile, finding["line"])))
        if not experimental:
            actual = {pair for pair in actual if pair[0] != "InvalidDefinitionDescription"}
        moved = {(rule, instruction_line(dockerfile, line)) for rule, line in expected}
        suite.case(label, actual == moved,
                   f"missing {sorted(moved - actual)}, too much {sorted(actual - moved)}\n{dockerfile}\n{told(audits.of(number))}")


def instruction_line(dockerfile, line):
    """The first line of the continued instruction that `line` belongs to. The linter names that one, we the exact place."""
    lines = dockerfile.split("\n")
    while line > 1 and re.search(r"\\\s*$|^\s*$|^\s*#", lines[line - 2]):
        earlier = line - 1
        while earlier > 1 and re.search(r"^\s*$|^\s*#", lines[earlier - 1]):
            earlier -= 1
        if not re.search(r"\\\s*$", lines[earlier - 1]):
            break
        line = earlier
    # A comment belongs to the instruction below it.
    while line <= len(lines) and lines[line - 1].startswith("#"):
        line += 1
    return line


def accepted(suite, program, root):
    """Dockerfiles of the integration tests that BuildKit builds: none of them may be refused."""
    audits, cases = Audits(program), []
    for path in sorted(root.glob("*_test.go")):
        if path.name in ("dockerfile_check_test.go", "errors_test.go"):
            continue
        for name, body in functions(path.read_text()):
            count = 0
            literals = list(re.finditer(rf"dockerfile :?= \[\]byte\((\s*`[^`]*`)\s*\)", body, re.S))
            for index, match in enumerate(literals):
                end = literals[index + 1].start() if index + 1 < len(literals) else len(body)
                rest = body[match.end():end]
                if "[[" in match.group(1) or "Sprintf" in rest[:200]:
                    continue
                solve = rest.find("Solve(")
                verdict = re.search(r"require\.(NoError|Error|ErrorContains|ErrorIs|EqualError)\(t, err", rest[solve:]) if solve >= 0 else None
                if verdict is None:
                    continue
                count += 1
                label = f"{path.name} {name} {count}"
                if verdict.group(1) != "NoError" or "frontend" in rest[:solve].lower() and "Attrs" in rest and "build-arg" in rest:
                    continue
                cases.append((label, audits.add(go_text(match.group(1)))))
    audits.run()
    for label, number in cases:
        found = audits.refusals(number)
        text = (pathlib.Path(audits.folder.name) / f"{number:05}/Dockerfile").read_text()
        suite.case(label, not found, told(found) + "\n" + text)


SUITES = {
    "parser-trees": parser_trees,
    "parser-negative": parser_negative,
    "variable-table": variable_table,
    "word-table": word_table,
    "modifier-table": modifier_table,
    "instruction-errors": instruction_errors,
    "converter": converter,
    "error-lines": error_lines,
    "lint": lint,
    "accepted": accepted,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the seaworthy to ask")
    parser.add_argument("--checkout", required=True, type=pathlib.Path, help="a checkout of moby/buildkit")
    parser.add_argument("--suite", action="append", choices=sorted(SUITES), help="only this one; may be repeated")
    parser.add_argument("--verbose", action="store_true", help="show what differs")
    options = parser.parse_args()
    root = options.checkout / "frontend/dockerfile"
    if not (root / "parser/testfiles").is_dir():
        print(f"{root} is no checkout of BuildKit", file=sys.stderr)
        return 2
    good = True
    for name, check in SUITES.items():
        if options.suite and name not in options.suite:
            continue
        suite = Suite(name, options.verbose)
        check(suite, options.program, root)
        good = suite.report() and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
