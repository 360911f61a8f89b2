#!/usr/bin/env python3
"""Measures how fast stacks load, and prints a table.

1,000 stacks of 10 services each are generated once below build/bench/compose: an override file, an env file, anchors,
`extends`, variables and profiles as real ones have them. Measured are the audit of all of them on two threads, the
audit of one, and `config` of one; where tests/oracle/compose.py has built the reference, its `config` of the same
stack as well. Medians count.
"""

import argparse
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
STACKS = ROOT / "build" / "bench" / "compose"
ORACLE = ROOT / "build" / "oracle" / "docker-compose"
VERSION = "1"  # Changes when the stacks have to be generated anew.
COUNT = 1_000
SERVICES = 10


def service(stack: int, number: int) -> str:
    name = f"service-{number}"
    lines = [f"  {name}:"]
    if number % 5 == 4:
        lines += ["    extends:", "      file: ../common.yaml", "      service: worker"]
    else:
        lines += [f"    image: registry.example.com/{name}:${{TAG:-1.{stack % 7}}}", "    restart: unless-stopped"]
    lines += [
        "    <<: *defaults",
        "    environment:",
        f"      SERVICE_NAME: {name}",
        "      LOG_LEVEL: ${LOG_LEVEL}",
        "      DATABASE_URL: postgres://db:5432/${DATABASE:-app}",
        "    deploy:",
        "      resources:",
        "        limits: {cpus: '0.5', memory: 256M}",
        "    healthcheck:",
        f"      test: [CMD, wget, -q, http://localhost:{8000 + number}/health]",
        "      interval: 30s",
        "      timeout: 5s",
        f"    volumes: ['data-{number}:/var/lib/{name}', './config/{name}.yaml:/etc/{name}.yaml:ro']",
    ]
    if number % 2 == 0:
        lines.append(f"    ports: ['127.0.0.1:{8000 + number}:{8000 + number}']")
    if number > 0:
        lines += ["    depends_on:", f"      service-{number - 1}:", "        condition: service_healthy"]
    if number % 5 == 3:
        lines.append("    profiles: [tools]")
        lines = lines[: lines.index("    depends_on:")] + lines[lines.index("    profiles: [tools]") :]
    return "\n".join(lines)


def generate() -> None:
    stamp = STACKS / ".stamp"
    if stamp.exists() and stamp.read_text() == VERSION:
        return
    shutil.rmtree(STACKS, ignore_errors=True)
    STACKS.mkdir(parents=True)
    (STACKS / "common.yaml").write_text(
        "services:\n  worker:\n    image: registry.example.com/worker:${TAG:-2}\n    restart: always\n    init: true\n"
    )
    for stack in range(COUNT):
        folder = STACKS / f"stack-{stack:04}"
        folder.mkdir()
        # What stands behind a profile is nothing that others may depend on.
        services = [service(stack, number) for number in range(SERVICES)]
        for hidden, instead in ((3, 2), (8, 7)):
            services = [text.replace(f"      service-{hidden}:\n", f"      service-{instead}:\n") for text in services]
        volumes = "\n".join(f"  data-{number}: {{}}" for number in range(SERVICES))
        head = "x-defaults: &defaults\n  logging:\n    driver: json-file\n    options: {max-size: 10m, max-file: '3'}\n"
        text = head + "services:\n" + "\n".join(services) + "\nvolumes:\n" + volumes + "\n"
        (folder / "compose.yaml").write_text(text)
        (folder / "compose.override.yaml").write_text(
            "services:\n  service-0:\n    environment:\n      LOG_LEVEL: debug\n    ports: !override ['8080:8000']\n"
        )
        (folder / ".env").write_text(f"TAG=3.{stack % 9}\nLOG_LEVEL=info\n")
    stamp.write_text(VERSION)


def milliseconds(command: list[str], folder: pathlib.Path, times: int) -> float:
    measured = []
    for _ in range(times):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        measured.append((time.perf_counter() - start) * 1000)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()[:300]}")
    return statistics.median(measured)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build" / "release" / "seaworthy")
    parser.add_argument("--oracle", type=pathlib.Path, default=ORACLE)
    options = parser.parse_args()
    generate()
    program = str(options.program.resolve())
    one = STACKS / "stack-0000"
    rows = [
        ("audit of 1,000 stacks, 2 threads", [program, "audit", "--threads", "2", "-q", "."], STACKS, 5, 2_000.0),
        ("audit of one stack", [program, "audit", "-q", "."], one, 30, 10.0),
        ("config of one stack", [program, "config"], one, 30, 10.0),
    ]
    failed = False
    config = 0.0
    for what, command, folder, times, allowed in rows:
        taken = config = milliseconds(command, folder, times)
        failed = failed or taken > allowed
        print(f"{what:34} {taken:9.1f} ms   at most {allowed:,.0f}")
    if options.oracle.exists():
        reference = milliseconds([str(options.oracle.resolve()), "config"], one, 15)
        print(f"{'the reference, config of one stack':34} {reference:9.1f} ms   {reference / config:.0f} times as long")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
