"""Holds seaworthy's Dockerfile findings against the public test suites of other tools.

Development only: nothing here runs in CI, and nothing of the other tools' files is kept. Give it checkouts:

    tests/oracle/dockerfile_peers.py --program build/debug/seaworthy --trivy ../trivy-checks --checkov ../checkov \
        --kics ../kics --semgrep ../semgrep-rules --tally ../tally

A case is one file together with one rule of a tool. It agrees when seaworthy, run with --all-rules on that file alone,
has findings with the rule's id among their aliases on exactly the instructions that the tool's own test expects; where
the test only counts, when both have some or both have none. dockerfile_differences.tsv lists the cases that are meant
to differ, each with its reason; they are counted apart.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DIFFERENCES = pathlib.Path(__file__).with_name("dockerfile_differences.tsv")
# A fork of KICS with rules of its own can stand in for KICS; those go by the fork's name.
PEER_IDS = frozenset((pathlib.Path(__file__).parents[1] / "data" / "peer_ids.txt").read_text().split())


@dataclasses.dataclass
class Case:
    """One file and one rule of a tool."""

    tool: str
    rule: str  # The id as aliases spell it, without the tool.
    name: str  # Where the case stands in the tool's checkout.
    text: str
    expected: bool
    lines: frozenset = None  # Lines (from 1) of the instructions that are expected to be hit; None: not known.
    peer: str = ""  # The tool as aliases spell it, where that is not `tool`.
    beside: dict = dataclasses.field(default_factory=dict)  # Further files of the build context.

    def alias(self):
        return f"{self.peer or self.tool}:{self.rule}"


# ---------------------------------------------------------------------------------------------------------- readers


class Literal:
    """Reads the JSON-like literals of Rego: objects, sets, arrays, strings, numbers, and calls of known functions."""

    def __init__(self, text, at, functions):
        self.text, self.at, self.functions = text, at, functions

    def space(self):
        match = re.compile(r"(\s|#[^\n]*)*").match(self.text, self.at)
        self.at = match.end()

    def value(self):
        self.space()
        text = self.text
        if text[self.at] == "{":
            return self.braces()
        if text[self.at] == "[":
            return self.items("]")
        if text[self.at] == '"':
            value, self.at = json.JSONDecoder(strict=False).raw_decode(text, self.at)
            return value
        if text[self.at] == "`":
            end = text.index("`", self.at + 1)
            value, self.at = text[self.at + 1 : end], end + 1
            return value
        match = re.compile(r"[\w.]+").match(text, self.at)
        if not match:
            raise ValueError(text[self.at : self.at + 30])
        self.at = match.end()
        word = match.group()
        if text[self.at : self.at + 1] == "(":
            return self.functions[word](*self.items(")"))
        if word in self.functions:
            return self.functions[word]
        return {"true": True, "false": False}[word] if word in ("true", "false") else int(word)

    def items(self, close):
        self.at += 1
        result = []
        while True:
            self.space()
            if self.text[self.at] == close:
                self.at += 1
                return result
            if self.text[self.at] == ",":
                self.at += 1
                continue
            result.append(self.value())

    def braces(self):
        self.at += 1
        result, members = {}, []
        while True:
            self.space()
            if self.text[self.at] == "}":
                self.at += 1
                return result if not members else members
            if self.text[self.at] == ",":
                self.at += 1
                continue
            key = self.value()
            self.space()
            if self.text[self.at] == ":":
                self.at += 1
                result[key] = self.value()
            else:
                members.append(key)


def dockerfile_of_rego(document):
    """The Dockerfile that an input document of Trivy's unit tests stands for."""
    out = []
    for stage in document["Stages"]:
        commands = stage["Commands"]
        # What stands before the first FROM is a stage of its own there.
        before = stage is not document["Stages"][-1] and all(command["Cmd"] == "arg" for command in commands)
        if not before and not any(command["Cmd"] == "from" for command in commands):
            out.append("FROM " + stage["Name"])
        for command in commands:
            words = [command["Cmd"].upper(), *command.get("Flags", [])]
            value = command["Value"]
            if command["Cmd"] == "from" and " as " in stage["Name"].lower():
                value = stage["Name"].split()  # The rules look at the name; the words of some tests say otherwise.
            if command.get("JSON"):
                words.append(json.dumps(value))
            elif command["Cmd"] == "env" and len(value) % 3 == 0:
                for name, given, sign in zip(value[::3], value[1::3], value[2::3]):
                    words.append(f"{name}{sign or ' '}{given}")
            elif command["Cmd"] == "run" and value and value[0].startswith("RUN "):
                words.append(" ".join([value[0][4:], *value[1:]]))
            else:
                words += value
            out.append(" ".join(words))
    return "\n".join(out) + "\n"


def trivy(root):
    folder = root / "checks" / "docker"
    for test in sorted(folder.glob("*_test.rego")):
        source = folder / test.name.replace("_test.rego", ".rego")
        rule = re.search(r"#\s+id: (DS-\d+)", source.read_text()).group(1)
        text = test.read_text()

        def instruction(cmd, value):
            return {"Cmd": cmd, "Value": value}

        def build_input(commands):
            return {"Stages": [{"Name": "busybox", "Commands": commands}]}

        functions = {
            "instruction": instruction,
            "build_input": build_input,
            "build_simple_input": lambda cmd, value: build_input([instruction(cmd, value)]),
        }
        parts = re.split(r"(?m)^(?=test_)", text)
        for part in parts[1:]:
            name = re.match(r"\w+", part).group()
            count = re.search(r"count\(\w+\) (==?|>) (\d+|tc\.expected)", part)
            if not count or "data.ds031" in part:  # Lists of the user's own cannot be given in files.
                continue
            if count.group(2) == "tc.expected":
                table = Literal(part, part.index("in {") + 3, functions).value()
                for title, row in table.items():
                    document = {"Stages": [{"Name": "alpine:3.13", "Commands": row["cmds"]}]}
                    yield Case("trivy", rule, f"{test.name}:{name}:{title}", dockerfile_of_rego(document),
                               row["expected"] > 0)
                continue
            expected = count.group(1) == ">" or int(count.group(2)) > 0
            documents = []
            for match in re.finditer(r"input as (?=[{b])|(?:inp|tc) := ", part):
                value = Literal(part, match.end(), functions).value()
                documents += value if isinstance(value, list) else [value]
            for index, document in enumerate(documents):
                yield Case("trivy", rule, f"{test.name}:{name}:{index}", dockerfile_of_rego(document), expected)
    for examples in sorted(folder.glob("*.yaml")):
        rule = re.search(r"#\s+id: (DS-\d+)", examples.with_suffix(".rego").read_text()).group(1)
        kind, blocks, block = "", [], None
        for line in examples.read_text().splitlines():
            if match := re.match(r"  (good|bad):", line):
                kind = match.group(1)
            elif re.match(r"    - \|", line):
                block = []
                blocks.append((kind, block))
            elif block is not None and (line.startswith("      ") or not line.strip()):
                block.append(line[6:])
        for index, (kind, block) in enumerate(blocks):
            yield Case("trivy", rule, f"{examples.name}:{kind}:{index}", "\n".join(block) + "\n", kind == "bad")


def checkov(root):
    checks = root / "checkov" / "dockerfile" / "checks"
    tests = root / "tests" / "dockerfile"
    for folder in sorted((tests / "checks").glob("example_*")):
        name = folder.name.removeprefix("example_")
        rule = re.search(r'id = "(\w+)"', (checks / f"{name}.py").read_text()).group(1)
        for file in sorted(folder.rglob("Dockerfile*")):
            relative = file.relative_to(folder)
            yield Case("checkov", rule, f"{name}/{relative}", file.read_text(), str(relative).startswith("fail"))
    for folder in sorted((tests / "graph_builder" / "checks" / "resources").iterdir()):
        if not folder.is_dir():
            continue
        rule = re.search(r'id: "(\w+)"', (checks / "graph_checks" / f"{folder.name}.yaml").read_text()).group(1)
        for file in sorted(folder.rglob("Dockerfile*")):
            relative = file.relative_to(folder)
            yield Case("checkov", rule, f"{folder.name}/{relative}", file.read_text(),
                       str(relative).startswith("fail"))


def kics(root):
    for folder in sorted((root / "assets" / "queries" / "dockerfile").iterdir()):
        listed = folder / "test" / "positive_expected_result.json"
        if not listed.exists():
            continue
        files = sorted(f for f in (folder / "test").iterdir() if f.suffix != ".json")
        positives = [f for f in files if f.name.startswith("positive")]
        lines, unplaced = collections.defaultdict(set), False
        for row in json.loads(listed.read_text()):
            if row.get("fileName") or len(positives) == 1:
                lines[pathlib.Path(row.get("fileName") or positives[0]).name].add(row["line"])
            else:
                unplaced = True
        for file in files:
            positive = file in positives
            known = frozenset(lines[file.name]) if lines[file.name] or not (positive and unplaced) else None
            yield Case("kics", folder.name, f"{folder.name}/{file.name}", file.read_text(), positive, known,
                       "kics" if f"kics:{folder.name}" in PEER_IDS else "datadog-iac")


def semgrep(root):
    for file in sorted((root / "dockerfile").rglob("*.dockerfile")):
        if file.name.endswith(".fixed.dockerfile") or not file.with_suffix(".yaml").exists():
            continue
        rows = file.read_text().splitlines()
        hits, rules = collections.defaultdict(set), set()
        for index, row in enumerate(rows):
            match = re.match(r"\s*#\s*(ruleid|ok|todook|todoruleid):\s*([\w., -]+)", row)
            if not match:
                continue
            for rule in re.split(r",\s*", match.group(2).strip()):
                rules.add(rule)
                if match.group(1) == "ruleid":
                    hits[rule].add(index + 2)
        # A file for tests has several ways of one thing, and `# ok:` that others of its lines spoil: it stays whole.
        for rule in sorted(rules):
            yield Case("semgrep", rule, f"{file.relative_to(root)}:{rule}", file.read_text(), bool(hits[rule]),
                       frozenset(hits[rule]))


def tally(root):
    fixtures = root / "internal" / "integration" / "fixtures" / "lint"
    # Newer checkouts keep them elsewhere; the cases in the tests of the rules stay.
    for folder in sorted(fixtures.iterdir()) if fixtures.is_dir() else ():
        result = folder / "result_1.snap.json"
        build_files = [f for f in folder.iterdir() if f.name.endswith(("Dockerfile", "Containerfile"))]
        if not result.exists() or len(build_files) != 1:
            continue
        found = collections.defaultdict(set)
        report = json.loads(result.read_text())
        for file in report["files"]:
            for violation in file["violations"]:
                found[violation["rule"]].add(violation["location"]["start"]["line"])
        configuration = folder / ".tally.toml"
        settings = configuration.read_text() if configuration.exists() else ""
        asked = set(re.findall(r'"((?:tally|hadolint|buildkit)/[\w/-]+)"', settings.split("exclude")[0]))
        beside = {str(f.relative_to(folder)): f.read_text(errors="replace") for f in folder.rglob("*")
                  if f.is_file() and f not in (result, configuration, build_files[0]) and ".snap." not in f.name}
        # What an option of a rule decides is no case: it says what that configuration wants.
        options = re.findall(r"(?m)^\[rules\.([\w.-]+)\]\n((?:(?!\[)[^\n]*\n?)*)", settings)
        asks = {name.replace(".", "/") for name, body in options
                if re.search(r"(?m)^(?!severity|fix|exclude|#)[\w-]+\s*=", body)}
        asks |= {name.replace(".", "/") for name in re.findall(r"(?m)^\[rules\.([\w.-]+)\.[\w-]+\]", settings)}
        for rule in sorted(rule for rule in set(found) | asked
                           if not any(name == rule or name.startswith(rule + "/") for name in asks)):
            lines = frozenset(l for l in found[rule] if l > 0)
            yield tally_case(rule, f"lint/{folder.name}", build_files[0].read_text(), bool(found[rule]), lines or None,
                             beside)
    yield from tally_catalogue(root / "internal" / "integration")
    for file in sorted((root / "internal" / "rules").rglob("*_test.go")):
        text = file.read_text()
        source = file.with_name(file.name.replace("_test.go", ".go"))
        if not source.exists():
            continue
        code = re.search(r'(?:Code:\s*|Code = )(?:rules\.(\w+?)(?:Rule)?Prefix ?\+ ?)?"([\w/-]+)"', source.read_text())
        if not code:
            continue
        rule = (code.group(1).lower() + "/" if code.group(1) else "") + code.group(2)
        if "/" not in rule:
            rule = f"{file.parent.name}/{rule}"
        # A table of cases: a name, the Dockerfile as a raw string, and how many are expected.
        for match in re.finditer(
                r'Name:\s+"([^"]+)",\s*\n(?:(?!\s*Name:)[^\n]*\n)*?\s*Content:\s+(`[^`]*`|"(?:\\.|[^"\\])*"),'
                r"((?:(?!Name:)[^`])*?)WantViolations:\s+(\d+)", text):
            if "Config:" in match.group(3) or "Config:" in match.group(0).split("Content:")[0]:
                continue
            content = match.group(2)
            content = content[1:-1] if content[0] == "`" else json.loads(content)
            yield tally_case(rule, f"{file.name}:{match.group(1)}", content, int(match.group(4)) > 0, None, {})


def tally_catalogue(folder):
    """Cases of the list that newer checkouts keep, each with the rules that it selects and the report that is expected."""
    catalogue = folder / "lint_cases_test.go"
    for match in re.finditer(r"(?m)^\t\t\{(?:[^\n]*\},?$|\n(?:\t\t\t[^\n]*\n|\n)*\t\t\},?$)",
                             catalogue.read_text() if catalogue.exists() else ""):
        entry = match.group()
        name, below = re.search(r'name:\s*"([^"]+)"', entry), re.search(r'dir:\s*"([^"]+)"', entry)
        selected = re.findall(r'"((?:tally|hadolint|buildkit|shellcheck)/[\w/-]+)"', entry)
        result = folder / "__snapshots__" / f"TestLint_{name.group(1)}_1.snap.json" if name and below else None
        # What an option, a variable or a configuration decides is no case: it says what that one wants.
        if not selected or not result.exists() or "env:" in entry or re.search(r'"--(?!format|context)[\w-]+', entry):
            continue
        place = folder / "testdata" / below.group(1)
        build_files = [f for f in place.iterdir() if f.name.endswith(("Dockerfile", "Containerfile"))]
        above = [place, *place.relative_to(folder / "testdata").parents]
        configurations = (folder / "testdata" / each / file for each in above for file in (".tally.toml", "tally.toml"))
        if len(build_files) != 1 or any(file.exists() for file in configurations):
            continue
        found = collections.defaultdict(set)
        for file in json.loads(result.read_text())["files"]:
            for violation in file["violations"]:
                found[violation["rule"]].add(violation["location"]["start"]["line"])
        beside = {str(f.relative_to(place)): f.read_text(errors="replace") for f in place.rglob("*")
                  if f.is_file() and f != build_files[0]}
        for rule in sorted(set(selected)):
            lines = frozenset(l for l in found[rule] if l > 0)
            yield tally_case(rule, f"lint/{name.group(1)}", build_files[0].read_text(), bool(found[rule]), lines or None,
                             beside)


def tally_case(rule, name, text, expected, lines, beside):
    group, _, rest = rule.partition("/")
    peer = {"buildkit": "buildkit", "hadolint": "hadolint", "shellcheck": "hadolint-shellcheck"}.get(group, "tally")
    return Case("tally", rule if peer == "tally" else rest, name, text, expected, lines, peer, beside)


READERS = {"trivy": trivy, "checkov": checkov, "kics": kics, "semgrep": semgrep, "tally": tally}

# ---------------------------------------------------------------------------------------------------------- judging


def first_lines(text):
    """For each line of a Dockerfile the first line of the instruction that it belongs to."""
    firsts, first, end_words, takes_heredocs = [], None, [], False
    escape = "`" if re.match(r"(?i)\s*#\s*escape\s*=\s*`", text) else "\\"
    for number, line in enumerate(text.splitlines(), 1):
        if end_words:
            firsts.append(first)
            if line.strip() == end_words[0]:
                end_words.pop(0)
                first = first if end_words else None
            continue
        empty = not line.strip() or line.lstrip().startswith("#")
        if first is None and empty:
            firsts.append(number)
            continue
        first = first or number
        firsts.append(first)
        if empty:
            continue
        if number == first:
            takes_heredocs = re.match(r"(?i)\s*(ONBUILD\s+)?(RUN|COPY|ADD)\b", line) is not None
        end_words += re.findall(r"(?<!<)<<-?\s*[\"']?([A-Za-z_]\w*)[\"']?", line) if takes_heredocs else []
        if not line.rstrip().endswith(escape) and not end_words:
            first = None
    return firsts


def run(program, case):
    with tempfile.TemporaryDirectory(prefix="peer") as folder:
        for name, text in {"Dockerfile": case.text, **case.beside}.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([program, "--all-rules", "--format", "json", "--fail-on", "never", "--allow-unread",
                               "--threads", "1", folder], capture_output=True, text=True, check=False,
                              env={"PATH": os.environ["PATH"]})
    if done.returncode != 0:
        raise RuntimeError(f"{case.name}: exit {done.returncode}: {done.stderr[:300]}")
    return json.loads(done.stdout)


def judge(case, report):
    """Whether seaworthy agrees, and what it said instead."""
    firsts = first_lines(case.text)
    got = set()
    for finding in report["findings"]:
        if case.alias() in finding["aliases"] and not finding.get("suppressed") and finding["file"] in ("Dockerfile", ""):
            line = finding["line"] or 1
            got.add(firsts[min(line, len(firsts)) - 1] if firsts else line)
    if case.lines is None:
        return bool(got) == case.expected, sorted(got)
    wanted = {firsts[min(line, len(firsts)) - 1] for line in case.lines}
    return got == wanted, sorted(got)


def differences():
    rows = []
    for line in DIFFERENCES.read_text().splitlines()[1:]:
        tool, rule, name, reason = line.split("\t")
        rows.append((tool, rule, name, reason))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/debug/seaworthy")
    parser.add_argument("--rule", help="only this rule of the tools")
    parser.add_argument("--by-rule", action="store_true", help="print a line for each rule")
    parser.add_argument("--show", action="store_true", help="print each case that differs and is not listed")
    parser.add_argument("--text", action="store_true", help="with its Dockerfile")
    for tool in READERS:
        parser.add_argument(f"--{tool}", type=pathlib.Path, metavar="CHECKOUT")
    options = parser.parse_args()

    listed = differences()
    used = set()
    failed = False
    for tool, reader in READERS.items():
        root = getattr(options, tool)
        if not root:
            continue
        cases = [case for case in reader(root) if not options.rule or case.rule == options.rule]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            reports = list(pool.map(lambda case: run(options.program, case), cases))
        total, agreed, excused = collections.Counter(), collections.Counter(), collections.Counter()
        for case, report in zip(cases, reports):
            rule = case.alias()
            total[rule] += 1
            agrees, got = judge(case, report)
            if agrees:
                agreed[rule] += 1
                continue
            row = next((row for row in listed if row[0] == tool and fnmatch.fnmatchcase(case.rule, row[1])
                        and fnmatch.fnmatchcase(case.name, row[2])), None)
            if row:
                used.add(row)
                excused[rule] += 1
            elif options.show:
                print(f"{rule}\t{case.name}\twanted {sorted(case.lines or []) or case.expected}\tgot {got}")
                if options.text:
                    print("".join(f"    {number} {line}\n" for number, line in enumerate(case.text.splitlines(), 1)))
        if options.by_rule:
            for rule in sorted(total):
                print(f"  {rule}: {agreed[rule]} of {total[rule]}" +
                      (f", {excused[rule]} listed" if excused[rule] else ""))
        judged = total.total() - excused.total()
        share = agreed.total() / judged if judged else 1
        print(f"{tool}: {agreed.total()} of {total.total()} cases agree, {excused.total()} listed as meant to differ: "
              f"{100 * share:.1f} %")
        failed = failed or share < 0.97
        if not options.rule:
            for row in listed:
                if row[0] == tool and row not in used:
                    print(f"  listed, but nothing differs: {row[1]} {row[2]}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
