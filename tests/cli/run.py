#!/usr/bin/env python3
"""Runs the program as users do, one folder of tests/cli per case.

A case may have
  args        arguments, one per line; default: none
  stdin       what the program reads
  files/      what stands in the folder that the program runs in
  prepare.py  makes what cannot stand in a repository: pipes, links, huge files
  status      the exit status expected; default 0
  stdout, stderr            expected, byte for byte
  stdout.has, stderr.has    expected lines, anywhere in the output and in this order; "..." at the start or end of a line
                            stands for any text
  stdout.not                texts that must not be there
  unprivileged              run without root's rights (a case that only root could not see)
  limits      "seconds=10 megabytes=64": how long it may take and how much memory it may use
Every JSON report that a case writes is checked against docs/report.schema.json.

Then come tests of determinism over examples/: any number of threads, any folder, any order of files on the disk.

  run.py --program PATH [--update] [CASE...]     --update writes stdout, stderr and status as they are
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time

import jsonschema

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NOBODY = 65534


class Failure(Exception):
    pass


def read(path: pathlib.Path, default: str = "") -> str:
    return path.read_text(encoding="utf-8") if path.exists() else default


def limits_of(case: pathlib.Path) -> tuple[float, float]:
    words = dict(word.split("=") for word in read(case / "limits").split())
    return float(words.get("seconds", 10)), float(words.get("megabytes", 64))


class Runner:
    def __init__(self, program: pathlib.Path, instrumented: bool, update: bool):
        self.program = program
        self.update = update
        # A program with sanitizers is slower and larger; what it does stays the same.
        self.slack = 10 if instrumented else 1
        self.check_memory = not instrumented
        schema = json.loads((ROOT / "docs/report.schema.json").read_text(encoding="utf-8"))
        schema.pop("$id", None)  # References are local; nothing is to be fetched.
        self.schema = jsonschema.validators.validator_for(schema)(schema)

    def call(self, arguments, folder, stdin=b"", seconds=10.0, unprivileged=False, environment=None):
        """Status, output, errors, and megabytes used at most."""
        program = self.program
        drop = None
        if unprivileged and os.geteuid() == 0:
            # The build folder may be closed to others, so they get a copy.
            program = folder.parent / "seaworthy"
            shutil.copy(self.program, program)
            program.chmod(0o755)
            drop = lambda: (os.setgid(NOBODY), os.setuid(NOBODY))  # noqa: E731
        variables = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm", **(environment or {})}
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as given:
            given.write(stdin)
            given.seek(0)
            process = subprocess.Popen(
                [program, *arguments], cwd=folder, stdin=given, stdout=output, stderr=errors, env=variables, preexec_fn=drop
            )
            end = time.monotonic() + seconds * self.slack
            while True:
                pid, code, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() > end:
                    process.kill()
                    os.wait4(process.pid, 0)
                    process.returncode = -9
                    raise Failure(f"does not end within {seconds:g} s")
                time.sleep(0.002)
            process.returncode = os.waitstatus_to_exitcode(code)
            output.seek(0)
            errors.seek(0)
            return process.returncode, output.read(), errors.read(), usage.ru_maxrss / 1024

    def validate(self, text: bytes) -> None:
        fault = next(self.schema.iter_errors(json.loads(text)), None)
        if fault is not None:
            raise Failure(f"the report breaks the schema at {fault.json_path}: {fault.message[:300]}")

    def run_case(self, case: pathlib.Path) -> None:
        seconds, megabytes = limits_of(case)
        arguments = read(case / "args").splitlines()
        with tempfile.TemporaryDirectory(prefix="seaworthy-case-") as temporary:
            base = pathlib.Path(temporary)
            base.chmod(0o755)
            folder = base / "here"
            if (case / "files").is_dir():
                shutil.copytree(case / "files", folder, symlinks=True)
            else:
                folder.mkdir()
            if (case / "prepare.py").exists():
                subprocess.run([sys.executable, case / "prepare.py"], cwd=folder, check=True)
            stdin = (case / "stdin").read_bytes() if (case / "stdin").exists() else b""
            try:
                status, output, errors, used = self.call(
                    arguments, folder, stdin, seconds, (case / "unprivileged").exists()
                )
                self.check(case, folder, status, output, errors)
            finally:
                # A folder without rights could not be removed otherwise.
                for path, _, _ in os.walk(folder):
                    os.chmod(path, stat.S_IRWXU)
            if self.check_memory and used > megabytes:
                raise Failure(f"uses {used:.0f} MB; {megabytes:g} are the most")
            for report in folder.glob("*.json"):
                if b'"seaworthy.report/1"' in report.read_bytes()[:100]:
                    self.validate(report.read_bytes())
            if output.startswith(b'{"schema":"seaworthy.report/1"') or b'"seaworthy.report/1"' in output[:100]:
                self.validate(output)

    def check(self, case, folder, status, output, errors) -> None:
        texts = {}
        for name, data in (("stdout", output), ("stderr", errors)):
            try:
                texts[name] = data.decode("utf-8").replace(str(folder), "HERE")
            except UnicodeDecodeError as fault:
                raise Failure(f"{name} is not UTF-8: {fault}") from None
        if self.update:
            (case / "status").write_text(f"{status}\n") if status else (case / "status").unlink(missing_ok=True)
            for name, text in texts.items():
                if (case / name).exists():
                    (case / name).write_text(text, encoding="utf-8")
            return
        expected = int(read(case / "status", "0"))
        if status != expected:
            raise Failure(f"exit status {status}; expected {expected}\n{texts['stderr'][-2000:]}{texts['stdout'][-2000:]}")
        for name, text in texts.items():
            if (case / name).exists() and text != read(case / name):
                raise Failure(f"{name} differs:\n--- expected\n{read(case / name)}--- got\n{text}")
            at = 0
            lines = text.splitlines()
            for wanted in read(case / f"{name}.has").splitlines():
                pattern = re.escape(wanted).replace(r"\.\.\.", ".*")
                while at < len(lines) and not re.fullmatch(pattern, lines[at].rstrip()):
                    at += 1
                if at == len(lines):
                    raise Failure(f"{name} lacks the line (or it comes too early):\n  {wanted}\ngot:\n{text[:6000]}")
            for unwanted in read(case / f"{name}.not").splitlines():
                if unwanted and unwanted in text:
                    raise Failure(f"{name} has `{unwanted}`:\n{text[:6000]}")

    def run_determinism(self, example: pathlib.Path) -> None:
        """The same bytes at any thread count, from any folder, for any order of files on the disk, in any format."""
        with tempfile.TemporaryDirectory(prefix="seaworthy-order-") as temporary:
            base = pathlib.Path(temporary)
            copies = [base / "a" / example.name, base / "b" / example.name]
            for seed, copy in enumerate(copies):
                files = sorted(path for path in example.rglob("*") if not path.is_dir())
                random.Random(seed).shuffle(files)
                for file in files:
                    target = copy / file.relative_to(example)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, target, follow_symlinks=False)
                    os.utime(target, (seed * 1e6, seed * 1e6))
            for format_name in ("json", "markdown", "terminal"):
                first = None
                for folder, path, threads in (
                    (copies[0], ".", 1), (copies[0], ".", 8), (base, f"a/{example.name}", 2), (copies[1], ".", 3),
                    (pathlib.Path("/"), str(copies[1]), 1),
                ):  # fmt: skip
                    arguments = ["--format", format_name, "--threads", str(threads), "--min-severity", "info", path]
                    status, output, errors, _ = self.call(arguments, folder, seconds=20)
                    if status not in (0, 1):
                        raise Failure(f"exit status {status}: {errors.decode(errors='replace')[-2000:]}")
                    if first is None:
                        first = output
                    elif output != first:
                        differing = next(
                            (one, two) for one, two in zip(first.splitlines(), output.splitlines()) if one != two
                        )
                        raise Failure(f"{format_name} differs with {threads} threads in {folder}: {differing}")
                if format_name == "json":
                    self.validate(first)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--instrumented", action="store_true", help="built with sanitizers")
    parser.add_argument("cases", nargs="*", help="default: all")
    arguments = parser.parse_args()
    runner = Runner(arguments.program.resolve(), arguments.instrumented, arguments.update)

    jobs = {case.name: (runner.run_case, case) for case in sorted(HERE.iterdir()) if case.is_dir() and case.name[0] != "_"}
    if not arguments.update:
        for example in sorted((ROOT / "examples").iterdir()):
            if example.is_dir():
                jobs[f"determinism of {example.name}"] = (runner.run_determinism, example)
    unknown = set(arguments.cases) - set(jobs)
    if unknown:
        sys.exit(f"no such case: {', '.join(sorted(unknown))}")
    chosen = {name: job for name, job in jobs.items() if not arguments.cases or name in arguments.cases}
    failed = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = {name: pool.submit(*job) for name, job in chosen.items()}
        for name, future in futures.items():
            try:
                future.result()
            except Exception as fault:  # noqa: BLE001 The other cases still tell something.
                failed.append(name)
                print(f"FAILED {name}: {fault if isinstance(fault, Failure) else repr(fault)}\n")
    print(f"{len(chosen) - len(failed)} of {len(chosen)} cases passed")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
