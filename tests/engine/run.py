#!/usr/bin/env python3
"""Asks a real engine whether the ladder was right.

Each folder of tests/engine/cases is a small stack with one fault, or none; its name begins with the rung that the fault
breaks, or with "good". For each of them this compares three answers: that name, the first rung that `seaworthy audit` says
is broken, and what happens: Compose refuses the files (load), an image is not built (build), a container is not created or
does not stay up (start), a probe fails (healthy), something is not reached (connect), a file is gone after the stack was
taken down and started again (keep).

Needs root, Debian's packages docker.io, docker-compose and busybox-static, and starts an engine of its own whose data lies
in a temporary folder; without them it says so and ends with 0. No registry is asked: images are made of busybox and imported
under the names that the cases use. Programs of other images are stood in for by scripts; the paths and volumes are those of the
real images.

With --said no engine is asked: only the name and what the audit says are compared, which needs neither root nor packages
and is part of the usual tests.

  run.py --program PATH [--compose PATH | --said] [CASE...]
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import yaml

HERE = pathlib.Path(__file__).resolve().parent
RUNGS = ("load", "build", "start", "healthy", "connect", "keep")
BUSYBOX = "/bin/busybox"
SETTLE_SECONDS = 2.0
PROBE_SECONDS = 30.0
# Debian's slim image has no programs that reach the network.
NETWORK_PROGRAMS = {"wget", "nc", "ping", "ping6", "telnet", "tftp", "ftpget", "ftpput", "httpd", "traceroute", "nslookup"}


class Engine:
    """An engine of our own, in a folder of its own."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.address = f"unix://{folder}/engine.sock"
        self.environment = dict(
            os.environ,
            DOCKER_HOST=self.address,
            DOCKER_BUILDKIT="1",
            COMPOSE_DOCKER_CLI_BUILD="1",
            DOCKER_CONFIG=str(folder / "client"),
            PATH="/usr/bin:/usr/sbin:/bin:/sbin",
            BUILDKIT_PROGRESS="plain",
        )
        self.log = (folder / "engine.log").open("w")
        self.process = subprocess.Popen(
            ["dockerd", "--data-root", folder / "data", "--exec-root", folder / "exec", "--pidfile", folder / "pid"]
            + ["-H", self.address],
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env=self.environment,
            start_new_session=True,
        )

    def is_ready(self, seconds: float = 30) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if self.call("docker", "version").returncode == 0:
                return True
            time.sleep(0.2)
        return False

    def call(self, *command, folder=None, given=None, seconds=120) -> subprocess.CompletedProcess:
        try:
            return subprocess.run(
                command, cwd=folder, env=self.environment, input=given, capture_output=True, timeout=seconds
            )
        except subprocess.TimeoutExpired as expired:
            return subprocess.CompletedProcess(command, 124, expired.stdout or b"", b"does not end")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


def busybox_tree(folder: pathlib.Path, without: set[str], files: dict[str, str]) -> None:
    for name in ("bin", "etc", "tmp", "proc", "sys", "dev", "root", "usr/bin", "usr/local/bin", "var/lib", "srv", "run"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "tmp").chmod(0o1777)
    shutil.copy(BUSYBOX, folder / "bin/busybox")
    for applet in subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True, check=True).stdout.split():
        if applet not in without and not (folder / "bin" / applet).exists():
            (folder / "bin" / applet).symlink_to("busybox")
    # A static busybox looks names up through these all the same.
    for pattern in ("libc.so.6", "libresolv.so.2", "libnss_dns.so.2", "libnss_files.so.2", "ld-linux*.so.*"):
        for library in [*pathlib.Path("/lib").glob(f"*-linux-gnu*/{pattern}"), *pathlib.Path("/lib64").glob(pattern)]:
            target = folder / library.relative_to("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, target)
    (folder / "etc/nsswitch.conf").write_text("hosts: files dns\n")
    users = "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\nnobody:x:65534:65534::/:/bin/false\n"
    (folder / "etc/passwd").write_text(users)
    (folder / "etc/group").write_text("root:x:0:\ndaemon:x:1:\nnobody:x:65534:\n")
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        if text.startswith("#!"):
            target.chmod(0o755)


STAYS = "#!/bin/sh\nexec sleep 3600\n"
IMAGES = {
    "busybox:1.36": ({}, set(), ["CMD sh"]),
    "alpine:3.20": ({"etc/alpine-release": "3.20.0\n"}, {"httpd"}, ["CMD /bin/sh"]),
    "debian:12-slim": ({"etc/debian_version": "12\n"}, NETWORK_PROGRAMS, ["CMD /bin/sh"]),
    "redis:7-alpine": (
        {"usr/local/bin/redis-server": STAYS, "data/.keep": ""},
        {"httpd"},
        ["WORKDIR /data", "VOLUME /data", "CMD redis-server", "EXPOSE 6379"],
    ),
    "postgres:16-alpine": (
        {"usr/local/bin/postgres": STAYS, "var/lib/postgresql/data/.keep": ""},
        {"httpd"},
        ["VOLUME /var/lib/postgresql/data", "CMD postgres", "EXPOSE 5432"],
    ),
}


def make_images(engine: Engine) -> None:
    for name, (files, without, changes) in IMAGES.items():
        with tempfile.TemporaryDirectory() as temporary:
            tree = pathlib.Path(temporary)
            busybox_tree(tree, without, files)
            archive = subprocess.run(["tar", "-C", tree, "-c", "."], capture_output=True, check=True).stdout
        options = [word for change in [*changes, "ENV PATH=/usr/local/bin:/usr/bin:/bin"] for word in ("--change", change)]
        done = engine.call("docker", "import", *options, "-", name, given=archive)
        if done.returncode != 0:
            sys.exit(f"cannot import {name}: {done.stderr.decode()}")


def said_of(program: pathlib.Path, folder: pathlib.Path) -> tuple[str, str, list[str]]:
    """The first rung that the audit says is broken, or "good"; the finding that breaks it; the rungs it cannot judge."""
    done = subprocess.run([program, "--format", "json", folder], capture_output=True)
    report = json.loads(done.stdout)
    findings = {finding["id"]: finding for finding in report["findings"]}
    ladders = [stack["ladder"] for stack in report["stacks"]]
    unknown = [rung for rung in RUNGS if any(ladder[rung]["status"] == "unknown" for ladder in ladders)]
    for rung in RUNGS:
        for ladder in ladders:
            if ladder[rung]["status"] == "fail":
                first = findings.get((ladder[rung]["findings"] or [""])[0])
                return rung, f"{first['rule']}: {first['message']}" if first else "", unknown
    return "good", "", unknown


class Reality:
    """Takes one case up the ladder on the engine."""

    def __init__(self, engine: Engine, compose: str, folder: pathlib.Path, check: dict):
        self.engine, self.program, self.folder, self.check = engine, compose, folder, check

    def compose(self, *words, seconds=120):
        return self.engine.call(self.program, *words, folder=self.folder, seconds=seconds)

    def containers(self) -> list[dict]:
        ids = self.compose("ps", "-a", "-q").stdout.decode().split()
        return json.loads(self.engine.call("docker", "inspect", *ids).stdout) if ids else []

    def last_lines(self, done) -> str:
        lines = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines()
        return " / ".join(line.strip()[:160] for line in lines[-4:])

    def climb(self) -> tuple[str, str]:
        done = self.compose("config", "-q")
        if done.returncode != 0:
            return "load", self.last_lines(done)
        done = self.compose("build")
        if done.returncode != 0:
            # Compose 1 looks at networks and secrets only now.
            return "load" if b"undefined" in done.stderr else "build", self.last_lines(done)
        done = self.compose("up", "-d", "--no-build")
        if done.returncode != 0:
            text = (done.stderr + done.stdout).decode(errors="replace")
            # Compose waits for a probe that is not there, or that never passes.
            rung = "healthy" if "healthcheck" in text or "is unhealthy" in text else "start"
            return rung, self.last_lines(done)
        return self.watch() or self.reach() or self.keep() or ("good", "")

    def watch(self):
        jobs = self.jobs()
        time.sleep(SETTLE_SECONDS)
        end = time.monotonic() + PROBE_SECONDS
        while True:
            starting = False
            for container in self.containers():
                name, state = container["Name"], container["State"]
                if container["Config"]["Labels"]["com.docker.compose.service"] in jobs and state["ExitCode"] == 0:
                    continue
                if state["Status"] != "running" or container["RestartCount"] > 0:
                    return "start", f"{name} is {state['Status']} with {state['ExitCode']}: {state['Error'][:160]}"
                health = state.get("Health", {}).get("Status", "healthy")
                if health == "unhealthy":
                    return "healthy", f"{name}: {state['Health']['Log'][-1]['Output'].strip()[:160]}"
                starting |= health == "starting"
            if not starting:
                return None
            if time.monotonic() > end:
                return "healthy", "a probe does not pass in time"
            time.sleep(0.3)

    def jobs(self) -> set[str]:
        """Services that others wait for to end."""
        model = yaml.safe_load((self.folder / "compose.yaml").read_text())
        return {
            name
            for service in model["services"].values()
            if isinstance(service.get("depends_on"), dict)
            for name, how in service["depends_on"].items()
            if how.get("condition") == "service_completed_successfully"
        }

    def reach(self):
        if "reach" not in self.check:
            return None
        wanted = self.check["reach"]
        if "url" in wanted:
            try:
                urllib.request.urlopen(wanted["url"], timeout=3).close()
            except OSError as fault:
                return "connect", f"{wanted['url']}: {fault}"
            return None
        # Debian's static busybox looks names up in nc, but crashes over them in wget.
        command = f"address=${{{wanted['address']}#http://}}; nc -w 2 ${{address%:*}} ${{address#*:}} < /dev/null"
        done = self.compose("exec", "-T", wanted["in"], "sh", "-c", command)
        return ("connect", f"{wanted['in']} does not reach {wanted['address']}") if done.returncode != 0 else None

    def keep(self):
        if "state" not in self.check:
            return None
        service, marker = self.check["state"]["of"], self.check["state"]["folder"] + "/marker"
        self.compose("exec", "-T", service, "sh", "-c", f"echo kept > {marker}")
        self.compose("down", "-t", "0")
        self.compose("up", "-d", "--no-build")
        done = self.compose("exec", "-T", service, "cat", marker)
        return ("keep", self.last_lines(done)) if done.returncode != 0 else None

    def clear(self) -> None:
        self.compose("down", "-t", "0", "-v", "--remove-orphans")


def why_not(compose: str) -> str:
    if os.geteuid() != 0:
        return "starting an engine needs root"
    missing = [name for name in ("dockerd", compose) if not shutil.which(name, path="/usr/bin:/usr/sbin:/bin:/sbin")]
    if not os.path.exists(BUSYBOX):
        missing.append("busybox-static")
    return f"not installed: {', '.join(missing)} (apt-get install docker.io docker-compose busybox-static)" if missing else ""


def cases_said_otherwise(program: pathlib.Path, cases: list[pathlib.Path]) -> list[str]:
    """The cases of whose rung the audit says something else, each with what it says."""
    otherwise = []
    for case in cases:
        said, finding, _ = said_of(program, case)
        if said != case.name.split("-")[0]:
            otherwise.append(f"{case.name}: said {said} ({finding or 'nothing breaks'})")
    return otherwise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--compose", default="docker-compose", help="the Compose to ask (default: the one in PATH)")
    parser.add_argument("--said", action="store_true", help="compare the names and the audit alone")
    parser.add_argument("cases", nargs="*", help="default: all")
    arguments = parser.parse_args()
    cases = sorted(case for case in (HERE / "cases").iterdir() if not arguments.cases or case.name in arguments.cases)
    if arguments.said:
        if otherwise := cases_said_otherwise(arguments.program.resolve(), cases):
            sys.exit("\n".join(["the audit says another rung than the name:", *otherwise]))
        print(f"of all {len(cases)} stacks the audit says the rung that their names say")
        return
    if reason := why_not(arguments.compose):
        print(f"SKIPPED: nothing was compared with a real engine, since {reason}")
        return
    checks = yaml.safe_load((HERE / "checks.yaml").read_text())
    missed = []
    counts = {"ok": 0, "NONE": 0, "WRONG": 0}
    with tempfile.TemporaryDirectory(prefix="seaworthy-engine-") as temporary:
        base = pathlib.Path(temporary)
        engine = Engine(base)
        try:
            if not engine.is_ready():
                print(f"SKIPPED: the engine does not start:\n{(base / 'engine.log').read_text()[-2000:]}")
                return
            make_images(engine)
            for case in cases:
                expected = case.name.split("-")[0]
                folder = base / "cases" / case.name
                shutil.copytree(case, folder)
                said, finding, unknown = said_of(arguments.program.resolve(), folder)
                reality = Reality(engine, arguments.compose, folder, checks.get(case.name, {}))
                try:
                    happened, detail = reality.climb()
                finally:
                    reality.clear()
                if said == "good" and expected in unknown:
                    # No statement: neither right nor wrong, and not counted as right.
                    said = "unknown"
                agree = said == happened == expected
                verdict = "ok   " if agree else "NONE " if said == "unknown" and happened == expected else "WRONG"
                counts[verdict.strip()] += 1
                judged = ", ".join(rung for rung in RUNGS if rung not in unknown) if agree and said == "good" else ""
                note = f" (judged: {judged})" if judged else ""
                print(f"{verdict} {case.name}: said {said}, happened {happened}{note}", flush=True)
                if not agree:
                    missed.append(case.name)
                    print(f"        said: {finding or 'nothing breaks'}\n        happened: {detail or 'all well'}", flush=True)
        finally:
            engine.stop()
    print(
        f"{counts['ok']} of {len(cases)} stacks did what the ladder said; "
        f"of {counts['NONE']} it said nothing, of {counts['WRONG']} something else"
    )
    if missed:
        sys.exit(f"not so: {', '.join(missed)}")


if __name__ == "__main__":
    main()
