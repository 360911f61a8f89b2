#!/usr/bin/env python3
"""Measures the audit against the floor, in one run, and prints a table.

Trees of several sizes are generated once below build/bench/trees. They are shaped like the repositories that the program
is made for: some twenty files to a folder, two fifths of all files in .git and node_modules, and per 11,600 files one
deployment, a copy of examples/medianest. Floor and audit take turns, so that both see the same machine; medians count.
"""

import argparse
import os
import pathlib
import random
import shutil
import statistics
import sys
import time

from targets import report as report_missed

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREES = ROOT / "build" / "bench" / "trees"
VERSION = "1"  # Changes when trees have to be generated anew.
FILES_PER_DEPLOYMENT = 11_600
SIZES = (1_000, 2_000, 10_000, 46_500, 100_000)


def deployment_files() -> list[pathlib.Path]:
    example = ROOT / "examples" / "medianest"
    return [path for path in sorted(example.rglob("*")) if path.is_file() and not path.is_symlink()]


def generate(count: int) -> pathlib.Path:
    tree = TREES / str(count)
    stamp = TREES / f"{count}.stamp"
    if stamp.exists() and stamp.read_text() == VERSION:
        return tree
    print(f"generating a tree of {count:,} files", file=sys.stderr)
    shutil.rmtree(tree, ignore_errors=True)
    chance = random.Random(count)
    files = deployment_files()
    made = 0
    for number in range(max(1, round(count / FILES_PER_DEPLOYMENT))):
        base = tree if number == 0 else tree / "apps" / f"app-{number}"
        for file in files:
            target = base / file.relative_to(ROOT / "examples" / "medianest")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            made += 1
    kinds = {
        ".git/objects": [""],
        "node_modules": [".js", ".d.ts", ".json", ".md", ".map"],
        "src": [".ts", ".tsx", ".test.ts", ".css"],
        "services": [".py", ".go", ".json", ".html"],
        "docs": [".md", ".png", ".svg"],
        "public": [".png", ".woff2", ".json", ".css"],
    }
    shares = {".git/objects": 0.12, "node_modules": 0.30, "src": 0.28, "services": 0.15, "docs": 0.07, "public": 0.08}
    for top, share in shares.items():
        left = round((count - made) * share)
        folders = [tree / top]
        while left > 0:
            folder = chance.choice(folders[-8:])
            if chance.random() < 0.9:
                folder = folder / f"{chance.choice(('api', 'lib', 'core', 'view', 'model', 'util'))}-{len(folders)}"
            if len(folder.relative_to(tree).parts) < 9:
                folders.append(folder)
            folder.mkdir(parents=True, exist_ok=True)
            for index in range(min(left, max(1, int(chance.expovariate(1 / 21))))):
                suffix = chance.choice(kinds[top])
                name = f"{chance.choice(('index', 'user', 'list', 'config-of-the', 'handler'))}-{index}{suffix}"
                (folder / name).write_bytes(b"x" * chance.randrange(40, 4000))
                left -= 1
    TREES.mkdir(parents=True, exist_ok=True)
    stamp.write_text(VERSION)
    return tree


def run(command: list[str], stdin: str | None = None) -> tuple[float, float]:
    """Milliseconds from start to exit, and megabytes used at most."""
    actions = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    if stdin is not None:
        actions.append((os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0))
    begin = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    elapsed = (time.perf_counter() - begin) * 1000
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(command)} failed: {os.waitstatus_to_exitcode(status)}")
    return elapsed, usage.ru_maxrss / 1024


def measure(commands: list[list[str]], runs: int) -> list[tuple[float, float]]:
    """Median time and highest memory of each command; they take turns."""
    for command in commands:
        run(command)
    times: list[list[float]] = [[] for _ in commands]
    memory = [0.0] * len(commands)
    for _ in range(runs):
        for index, command in enumerate(commands):
            elapsed, megabytes = run(command)
            times[index].append(elapsed)
            memory[index] = max(memory[index], megabytes)
    return [(statistics.median(times[index]), memory[index]) for index in range(len(commands))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--floor", required=True)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a target is missed")
    arguments = parser.parse_args()
    program, floor = (str(pathlib.Path(path).resolve()) for path in (arguments.program, arguments.floor))

    missed = []

    def judge(name: str, value: float, limit: float) -> str:
        if value > limit:
            missed.append(f"{name}: {value:.2f}, target {limit:g}")
        return "ok" if value <= limit else "OVER"

    print(f"{'files':>8} {'floor ms':>9} {'audit ms':>9} {'ratio':>6} {'us/file':>8} {'peak MB':>8}  targets")
    per_file = {}
    for size in arguments.sizes:
        tree = str(generate(size))
        (floor_time, _), (audit_time, memory) = measure(
            [[floor, tree], [program, "audit", "--fail-on", "never", tree]], arguments.runs
        )
        ratio = audit_time / floor_time
        per_file[size] = audit_time / size * 1000
        targets = [f"64 MB {judge(f'{size} files, MB', memory, 64)}"]
        if size == 46_500:
            targets.append(f"2.5 x floor {judge('46,500 files, ratio', ratio, 2.5)}")
        if size == 2_000:
            targets.append(f"40 ms {judge('2,000 files, ms', audit_time, 40)}")
        if size == max(arguments.sizes) and len(per_file) > 1:
            least = per_file[min(arguments.sizes)]
            targets.append(f"{least:.1f} us/file {judge('us per file, largest tree', per_file[size], least)}")
        print(
            f"{size:>8,} {floor_time:>9.2f} {audit_time:>9.2f} {ratio:>6.2f} {per_file[size]:>8.2f} {memory:>8.1f}  "
            + ", ".join(targets)
        )
    dockerfile = str(ROOT / "examples" / "ready" / "api" / "Dockerfile")
    if not os.path.exists(dockerfile):
        dockerfile = str(next((ROOT / "examples").rglob("Dockerfile")))
    [(version_time, _), (single_time, single_memory)] = measure(
        [[program, "--version"], [program, "audit", "--fail-on", "never", dockerfile]], arguments.runs * 3
    )
    print(f"\nstart to exit: --version {version_time:.2f} ms; one Dockerfile {single_time:.2f} ms, {single_memory:.1f} MB")
    print(f"  target 5 ms {judge('one Dockerfile, ms', single_time, 5)}")
    report_missed(missed, arguments.check)


if __name__ == "__main__":
    main()
