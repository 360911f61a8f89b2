#!/usr/bin/env python3
"""Measures how fast stacks load, in one run, and prints a table.

1,000 stacks of 10 services each are generated once below build/bench/compose: an override file, an env file, anchors,
`extends`, variables and profiles as real ones have them. Measured are the audit of all of them on two threads and the
audit of one, against reading the files, and `config` of one; where tests/oracle/compose.py has built the reference,
against its `config` of the same stack. What is compared takes turns, and medians count.
"""

import argparse
import pathlib
import shutil
import sys

from run import measure

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--floor", required=True)
    parser.add_argument("--oracle", type=pathlib.Path, default=ORACLE)
    parser.add_argument("--runs", type=int, default=3, help="of the audit of all stacks; the others run ten times as often")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a target is missed")
    options = parser.parse_args()
    generate()
    program, floor = (str(pathlib.Path(path).resolve()) for path in (options.program, options.floor))
    everything, one = str(STACKS), str(STACKS / "stack-0000")
    missed = []

    def show(what: str, time: float, most: float, other: str, other_time: float, least: float = 0) -> None:
        ratio = other_time / time if least else time / other_time
        held = time <= most and ratio >= least
        if not held:
            missed.append(what)
        relation = f"{ratio:8.1f} times {'faster than' if least else 'the time of'} {other}"
        targets = f"{most:,.0f} ms" + (f", {least:g} times" if least else "")
        print(f"{what:24} {time:9.1f} ms {relation:44} target {targets}: {'ok' if held else 'OVER'}")

    [(reading, _), (all_stacks, memory)] = measure(
        [[floor, everything], [program, "audit", "--threads", "2", "-q", everything]], options.runs
    )
    show(f"audit of {COUNT:,} stacks", all_stacks, 2_000, "reading them", reading)
    file = one + "/compose.yaml"
    configure = [program, "config", "-f", file]
    commands = [[floor, one], [program, "audit", "-q", one], configure]
    [(reading, _), (audit, _), (config, _)] = measure(commands, options.runs * 10)
    show("audit of one stack", audit, 10, "reading it", reading)
    if options.oracle.exists():
        [(config, _), (reference, _)] = measure(
            [configure, [str(options.oracle.resolve()), "-f", file, "config"]], options.runs * 5
        )
        show("config of one stack", config, 10, "the reference", reference, least=100)
    else:
        show("config of one stack", config, 10, "reading it", reading)
    print(f"\n{memory:.0f} MB at most")
    if missed:
        print("missed: " + "; ".join(missed))
        if options.check:
            sys.exit(1)


if __name__ == "__main__":
    main()
