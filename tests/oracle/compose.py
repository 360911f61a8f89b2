#!/usr/bin/env python3
"""Holds `seaworthy config` together with the reference implementation, output against output.

For development only: neither building nor testing seaworthy needs it.

    compose.py build                     build the reference command from its Go module into build/oracle
    compose.py stacks FOLDER...          every Compose file below the folders, alone and with its override file
    compose.py tests COMPOSE_GO          what the public tests of a compose-go checkout feed to the loader
    compose.py flags FOLDER...           some stacks below the folders with each option of `config`

A case agrees when both programs refuse it, or both print the same bytes. Each case that does not is written to
build/oracle/differences, and the closing line counts the cases. What the reference printed is kept in build/oracle/kept.
"""

import argparse
import concurrent.futures
import dataclasses
import difflib
import hashlib
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = ROOT / "build" / "oracle"
ORACLE = WORK / "docker-compose"
MODULE = "github.com/docker/compose/v5"
VERSION = "v5.7.1"
COMPOSE_FILE = re.compile(r"(^|[-_.])(docker-)?(compose|stack)[^/]*\.ya?ml$")
DEFAULT_FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
SECONDS = 60
# What the reference prints in the order of a Go map, or as its goroutines come.
UNORDERED = {"--services", "--images", "--volumes", "--networks", "--models", "--variables"}


@dataclasses.dataclass
class Case:
    """One invocation: `arguments` stand before the program's own options for the output."""

    name: str
    folder: pathlib.Path
    arguments: list[str]
    output: list[str]
    environment: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Outcome:
    status: int
    output: str
    errors: str


# --- the reference -----------------------------------------------------------------------------------------------------


def build() -> int:
    """The module as published, but for its lookup of Docker Desktop's sign-in, whose modules are not all public."""
    sources = WORK / "source"
    shutil.rmtree(sources, ignore_errors=True)
    sources.parent.mkdir(parents=True, exist_ok=True)
    # Run outside of any module; the answer names the folder even when a newer Go is asked for.
    subprocess.run(["go", "mod", "download", f"{MODULE}@{VERSION}"], cwd="/", check=False)
    cache = subprocess.run(["go", "env", "GOMODCACHE"], capture_output=True, text=True, check=True).stdout.strip()
    shutil.copytree(pathlib.Path(cache) / f"{MODULE}@{VERSION}", sources)
    for path in sources.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    version = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout.strip()
    module = sources / "go.mod"
    text = re.sub(r"(?m)^go .*$", "go " + version.removeprefix("go"), module.read_text())
    module.write_text(re.sub(r"(?m)^\s*github\.com/docker/secrets-engine/.*\n", "", text))
    registry = sources / "internal" / "registry"
    (registry / "desktop_test.go").unlink()
    (registry / "desktop.go").write_text(
        "package registry\n\n"
        "// NewDesktopAuthProvider leaves registries to the fallback: the oracle never talks to one.\n"
        "func NewDesktopAuthProvider(fallback AuthProvider) AuthProvider { return fallback }\n"
    )
    command = ["go", "build", "-mod=mod", "-trimpath", "-ldflags", "-s -w", "-o", str(ORACLE), "./cmd"]
    return subprocess.run(command, cwd=sources, check=False).returncode


# --- running -----------------------------------------------------------------------------------------------------------


def run(command: list[str], case: Case) -> Outcome:
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": "/nowhere", **case.environment}
    try:
        done = subprocess.run(
            command,
            cwd=case.folder,
            env=environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome(124, "", "took too long")
    return Outcome(
        done.returncode, done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")
    )


def ask_oracle(oracle: pathlib.Path, case: Case) -> Outcome:
    key = json.dumps([str(case.folder), case.arguments, case.output, case.environment, fingerprint(case.folder)])
    kept = WORK / "kept" / (hashlib.sha256(key.encode()).hexdigest() + ".json")
    if kept.exists():
        return Outcome(**json.loads(kept.read_text()))
    outcome = run([str(oracle), *case.arguments, "config", *case.output], case)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(dataclasses.asdict(outcome)))
    return outcome


def fingerprint(folder: pathlib.Path) -> list:
    """Changes when a generated case changes; stacks in checkouts are taken as they were."""
    marker = folder / "case.json"
    return [marker.read_text()] if marker.exists() else []


def compare(oracle: pathlib.Path, program: pathlib.Path, case: Case) -> tuple[Case, Outcome, Outcome, bool]:
    expected = ask_oracle(oracle, case)
    actual = run([str(program), "config", *case.arguments, *case.output], case)
    same = (expected.status != 0) == (actual.status != 0)
    if expected.status == 0:
        if UNORDERED.intersection(case.output):
            for outcome in (expected, actual):
                outcome.output = "".join(sorted(outcome.output.splitlines(keepends=True)))
        same = same and expected.output == actual.output
    return case, expected, actual, same


def compare_all(options: argparse.Namespace, cases: list[Case]) -> int:
    differences = WORK / "differences"
    shutil.rmtree(differences, ignore_errors=True)
    differences.mkdir(parents=True)
    agreed = refused = 0
    different: list[str] = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda case: compare(options.oracle, options.program, case), cases)
        for case, expected, actual, same in results:
            agreed += same
            refused += same and expected.status != 0
            if same:
                continue
            number = len(different)
            different.append(case.name)
            lines = difflib.unified_diff(
                expected.output.splitlines(), actual.output.splitlines(), "reference", "seaworthy", lineterm="", n=4
            )
            said = [*expected.errors.splitlines()[-3:], f"-- seaworthy: {actual.status}", *actual.errors.splitlines()[:5]]
            text = [case.name, f"{case.folder}", " ".join([*case.arguments, *case.output])]
            text += [f"-- reference: {expected.status}", *said, *itertools.islice(lines, 60)]
            (differences / f"{number:04}.txt").write_text("\n".join(text) + "\n", errors="surrogateescape")
    for name in different:
        print("differs:", name)
    print(f"{agreed} of {len(cases)} agree ({refused} of them refused by both)")
    return 1 if different else 0


# --- cases -------------------------------------------------------------------------------------------------------------


def stack_cases(folders: list[pathlib.Path], outputs: list[list[str]]) -> list[Case]:
    cases = []
    for top in folders:
        for folder, below, names in os.walk(top):
            below.sort()
            place = pathlib.Path(folder)
            found = sorted(name for name in names if COMPOSE_FILE.search(name.lower()))
            arguments = [["-f", name] for name in found]
            if any(name in names for name in DEFAULT_FILES) and any(name in names for name in OVERRIDES):
                arguments.append([])
            for each in arguments:
                for output in outputs:
                    shown = " ".join([str(place.relative_to(top.parent)), *each, *output])
                    cases.append(Case(shown, place, each, output))
    return cases


STRING = re.compile(r'`[^`]*`|"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/|\'(?:[^\'\\\n]|\\.)*\'|^func (\w+)', re.S | re.M)


def go_strings(path: pathlib.Path):
    """Function and value of every text literal of a Go source."""
    function = ""
    for match in STRING.finditer(path.read_text()):
        text = match.group(0)
        if match.group(1):
            function = match.group(1)
        elif text.startswith("`"):
            yield function, text[1:-1]
        elif text.startswith('"'):
            try:
                yield function, json.loads(text)
            except ValueError:
                continue


def write_case(folder: pathlib.Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, newline="")
    (folder / "case.json").write_text(json.dumps(files))


class Suite:
    """Cases made from a checkout of compose-go, in folders below build/oracle/cases."""

    def __init__(self, checkout: pathlib.Path):
        self.checkout = checkout
        self.folder = WORK / "cases"
        self.cases: dict[str, list[Case]] = {}
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, suite: str, name: str, files: dict[str, str], arguments: list[str], environment=None) -> None:
        cases = self.cases.setdefault(suite, [])
        folder = self.folder / suite / f"{len(cases):04}" / "project"
        write_case(folder, files)
        data = self.checkout / "loader"
        for entry in ("example1.env", "example2.env", "example1.label", "example2.label", "testdata", "fixtures"):
            if (data / entry).exists() and not (folder / entry).exists():
                (folder / entry).symlink_to(data / entry)
        for output in (["--format", "json"], ["--format", "yaml"], ["--format", "json", "--no-interpolate"]):
            if not environment or "--no-interpolate" not in output:
                cases.append(Case(f"{suite}: {name} {' '.join(output)}", folder, arguments, output, environment or {}))

    def documents(self, suite: str, path: pathlib.Path) -> None:
        """Every text that looks like a Compose file, alone and over each of the two before it in the same test."""
        environment = {"FOO": "first", "BAR": "", "foo": "foo", "bar": "bar", "QUX": "qux", "HOME": "/home/me"}
        before: list[tuple[str, str]] = []
        for function, text in go_strings(path):
            if "\n" not in text or not re.search(r"(?m)^\s*[\w.-]+\s*:", text):
                continue
            name = f"{path.name} {function}"
            files = {"compose.yaml": text}
            self.add(suite, name, files, ["-f", "compose.yaml"])
            if "$" in text:
                self.add(suite, name + " with variables", files, ["-f", "compose.yaml"], environment)
            for _, other in [each for each in before if each[0] == function][-2:]:
                for pair in ((other, text), (text, other)):
                    merged = {"compose.yaml": pair[0], "second.yaml": pair[1]}
                    self.add(suite, name + " merged", merged, ["-f", "compose.yaml", "-f", "second.yaml"])
            before.append((function, text))

    def values(self, suite: str, path: pathlib.Path, wrap, wanted) -> None:
        """Every text that `wanted` picks, put into a Compose file by `wrap`."""
        for function, text in go_strings(path):
            if not wanted(text):
                continue
            for environment in ({}, {"FOO": "first", "BAR": "", "ENV_VAR": "x", "json_val": "{}"}):
                self.add(suite, f"{path.name} {function} {text[:40]!r}", wrap(text), ["-f", "compose.yaml"], environment)


def service(**attributes) -> str:
    return json.dumps({"services": {"web": {"image": "nginx", **attributes}}})


def test_cases(checkout: pathlib.Path) -> dict[str, list[Case]]:
    suite = Suite(checkout)
    for folder in ("loader", "loader/tests", "override", "transform", "validation", "schema", "graph", "types", "paths"):
        for path in sorted((checkout / folder).glob("*_test.go")):
            if "windows" not in path.name:
                suite.documents(folder.replace("/", "-"), path)
    for folder in ("template", "interpolation"):
        for path in sorted((checkout / folder).glob("*_test.go")):
            suite.values(
                folder,
                path,
                lambda text: {"compose.yaml": service(environment={"VALUE": text})},
                lambda text: "$" in text,
            )
    for path in sorted((checkout / "dotenv").glob("*_test.go")):
        suite.values(
            "dotenv",
            path,
            lambda text: {"compose.yaml": service(env_file=["some.env"]), "some.env": text},
            lambda text: "=" in text or ":" in text or "\n" in text,
        )
    for path in sorted((checkout / "dotenv" / "fixtures").iterdir()):
        text = path.read_text(errors="surrogateescape")
        suite.add("dotenv", path.name, {"compose.yaml": service(env_file=["some.env"]), "some.env": text}, [])
        suite.add("dotenv", path.name + " as .env", {"compose.yaml": service(environment=["FOO"]), ".env": text}, [])
    suite.values(
        "format",
        checkout / "format" / "volume_test.go",
        lambda text: {"compose.yaml": service(volumes=[text])},
        lambda text: "/" in text or ":" in text,
    )
    suite.values(
        "ports",
        checkout / "types" / "types_test.go",
        lambda text: {"compose.yaml": service(ports=[text])},
        lambda text: re.search(r"\d", text),
    )
    suite.values(
        "sizes",
        checkout / "types" / "bytes_test.go",
        lambda text: {"compose.yaml": service(mem_limit=text, stop_grace_period=text)},
        lambda text: re.search(r"\d", text),
    )
    suite.cases["testdata"] = stack_cases([checkout / "loader" / "testdata"], [["--format", "json"], ["--format", "yaml"]])
    for path in sorted((checkout / "loader" / "testdata").rglob("*.yaml")):
        if not COMPOSE_FILE.search(path.name):
            for output in (["--format", "json"], ["--format", "yaml"]):
                suite.cases["testdata"].append(
                    Case(f"testdata: {path.name} {' '.join(output)}", path.parent, ["-f", path.name], output)
                )
    return suite.cases


FLAGS = (
    ["--services"],
    ["--images"],
    ["--volumes"],
    ["--networks"],
    ["--models"],
    ["--profiles"],
    ["--variables"],
    ["--variables", "--format", "json"],
    ["--variables", "--format", "yaml"],
    ["--hash", "*"],
    ["--environment"],
    ["--quiet"],
    *(
        [option, "--format", form]
        for option in (
            "--no-interpolate",
            "--no-normalize",
            "--no-path-resolution",
            "--no-consistency",
            "--no-env-resolution",
        )
        for form in ("json", "yaml")
    ),
)


def flag_cases(folders: list[pathlib.Path], every: int) -> list[Case]:
    stacks = stack_cases(folders, [[]])[::every]
    cases = []
    for number, stack in enumerate(stacks):
        for index, flag in enumerate(FLAGS):
            if (number + index) % 4 == 0:
                cases.append(Case(f"{stack.name} {' '.join(flag)}", stack.folder, stack.arguments, flag))
        for before in (
            ["--profile", "*"],
            ["-p", "named"],
            ["--project-directory", ".."],
            ["--project-name", "other_1", "--profile", "debug"],
        ):
            arguments = [*before, *stack.arguments]
            cases.append(Case(f"{stack.name} {' '.join(before)}", stack.folder, arguments, ["--format", "json"]))
    return cases


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("build", "stacks", "tests", "flags"))
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "debug" / "seaworthy")
    parser.add_argument("--oracle", type=pathlib.Path, default=ORACLE)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="take only each n-th stack (flags)")
    parser.add_argument("--format", choices=("json", "yaml", "both"), default="json", help="of the output (stacks)")
    parser.add_argument("--only", help="run only this suite (tests)")
    options = parser.parse_args()
    if options.command == "build":
        return build()
    options.program = options.program.resolve()
    options.oracle = options.oracle.resolve()
    folders = [folder.resolve() for folder in options.folders]
    if not options.oracle.exists():
        print("there is no reference; run `compose.py build`", file=sys.stderr)
        return 2
    if options.command == "stacks":
        formats = ("json", "yaml") if options.format == "both" else (options.format,)
        return compare_all(options, stack_cases(folders, [["--format", each] for each in formats]))
    if options.command == "flags":
        return compare_all(options, flag_cases(folders, options.every))
    status = 0
    cases = test_cases(folders[0])
    everything = []
    for suite, members in cases.items():
        if options.only in (None, suite):
            everything += members
    print(" ".join(f"{suite}={len(members)}" for suite, members in cases.items()))
    return compare_all(options, everything) or status


if __name__ == "__main__":
    sys.exit(main())
