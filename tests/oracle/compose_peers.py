#!/usr/bin/env python3
"""Compares the Compose rules with those of other tools, for development only.

    compose_peers.py --program SEAWORTHY kics QUERIES_FOLDER          a checkout's assets/queries/dockerCompose
    compose_peers.py --program SEAWORTHY semgrep RULES_FOLDER         a checkout's yaml/docker-compose
    compose_peers.py --program SEAWORTHY dclint DCLINT PATH...        its program, and files or test sources to take YAML from
    compose_peers.py --program SEAWORTHY compose-lint PYTHON PATH...  a Python that can import it, and the same

What a tool says of each file and service is compared with our findings by their aliases. Prints agreement per rule,
and with --show RULE each case that differs. Nothing of the checkouts belongs into this repository.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import textwrap

import yaml



class Subject:
    """One service as a difference is judged by: its mapping, its lines, and its neighbours."""

    def __init__(self, name, services, text, spans):
        self.name, self.services, self.text = name, services, text
        self.service = services.get(name, {})
        first, last = spans.get(name, (1, 0))
        self.block = "\n".join(text.splitlines()[first - 1:last])

    def get(self, key, default=None):
        return self.service.get(key, default)

    def ports(self):
        return self.get("ports") or []

    def published(self):
        """Host ports that are plain numbers."""
        found = []
        for port in self.ports():
            if isinstance(port, dict):
                found.append(str(port.get("published", "")))
            else:
                parts = str(port).split("/")[0].split(":")
                found.append(parts[-2] if len(parts) > 1 else "")
        return [int(port) for port in found if port.isdigit()]

    def quotes(self):
        """How its short ports are quoted: a set of `'`, `"` and "" for not at all."""
        port = r"""(?m)(?:^\s*-|[\[,])\s*(["']?)(?:[\d.]+:|\[[^]]*\]:|\$\{[^}]+\}:)*(?:[\d-]+|\$\{[^}]+\})(?:/\w+)?\1\s*(?:#.*|[],].*)?$"""
        return {match.group(1) for match in re.finditer(port, self.block)}

    def volumes(self):
        for volume in self.get("volumes") or []:
            yield volume.get("source", "") if isinstance(volume, dict) else str(volume).split(":")[0]

    def is_built_beside(self):
        """Whether another service of the file builds the image under this name."""
        image = self.get("image")
        return image is not None and any(str(other.get("image")).removesuffix(":latest") == str(image).removesuffix(":latest")
                                         and "build" in other for other in self.services.values())

    def shares(self, source):
        """Whether another service mounts the same source."""
        return any(source in [str(v.get("source", "") if isinstance(v, dict) else v).split(":")[0]
                              for v in other.get("volumes") or []]
                   for name, other in self.services.items() if name != self.name)


WEB = {80, 443}


def clashes(subject, among=None):
    """Another service, of those named or of all, publishes the same number, on whatever address and protocol."""
    own = set(subject.published())
    return any(own & set(Subject(name, subject.services, "", {}).published())
               for name in (subject.services if among is None else among) if name != subject.name)


FILE = "(file)"

# Differences that are meant: alias -> (who reports, the reason, which subjects it holds for). docs/differences.md lists
# the reasons; a difference whose case does not fit counts.
MEANT = {
    "kics:container_traffic_not_bound_to_host_interface": [
        ("we", "an address in `published` is none", lambda s: any(isinstance(p, dict) for p in s.ports()))],
    "kics:default_seccomp_profile_disabled": [
        ("they", "a label is no seccomp profile", lambda s: any(str(o).startswith("label") for o in s.get("security_opt") or []))],
    "kics:healthcheck_not_set": [
        ("they", "what an image declares that is not here is not known", lambda s: "healthcheck" not in s.service)],
    "kics:privileged_ports_mapped_in_container": [
        ("they", "a range of ports whose two sides differ in length is refused as such",
         lambda s: any(len({int(last) - int(first) for first, last in re.findall(r"(\d+)-(\d+)", str(port))}
                           | ({0} if re.fullmatch(r"\d+-\d+:\d+|\d+:\d+-\d+", str(port)) else set())) > 1
                       for port in s.ports()))],
    "kics:restart_policy_on_failure_not_set_to_5": [
        ("they", "fewer tries than five are fine, and `deploy.restart_policy` wins over `restart`",
         lambda s: re.search(r":[0-4]$", str(s.get("restart", ""))) or re.search(r"'max_attempts': [0-5]\b", str(s.get("deploy"))))],
    "kics:shared_volumes_between_containers": [
        ("they", "a volume that one service uses is not shared",
         lambda s: not any(s.shares(source) for source in s.volumes() if source))],
    "kics:volume_has_sensitive_host_directory": [
        ("we", "reported where a service mounts the volume, with a note at its device",
         lambda s: any(isinstance(v, dict) and v.get("type") == "volume" for v in s.get("volumes") or [])),
        ("they", "container paths, and options of drivers that are not the engine's own, are no host paths",
         lambda s: s.name == FILE or not any(str(v.get("type")) == "bind" if isinstance(v, dict) else ":" in str(v)
                                             for v in s.get("volumes") or []))],
    "kics:volume_mounted_in_multiple_containers": [
        ("they", "slave propagation only brings mounts in", lambda s: "slave" in str(s.get("volumes")))],
    "dclint:invalid-schema": [
        ("they", "of two equal entries Compose drops one; templates are not read", lambda s: s.name == FILE),
        ("we", "values are judged with their variables filled in", lambda s: s.name == FILE and "$" in s.text)],
    "dclint:require-project-name-field": [
        ("they", "a file without a service of its own is laid over others, which give the name",
         lambda s: not any({"image", "build"} & set(service) for service in s.services.values()))],
    "dclint:require-quotes-in-ports": [
        ("they", "ports whose variables have no value here are not judged", lambda s: "$" in str(s.ports())),
        ("we", "merge keys are followed", lambda s: "<<" in s.block),
        ("they", "either kind of quotes will do; dclint names the first line with the same text",
         lambda s: s.name == FILE or "" not in s.quotes())],
    "dclint:no-duplicate-exported-ports": [
        ("they", "services of profiles that are never up together do not clash", lambda s: s.get("profiles")),
        ("we", "the default of a variable counts, and merge keys are followed",
         lambda s: "$" in str(s.ports()) or "<<" in s.block),
        ("they", "the service that takes the port first has a note of the finding at the next one",
         lambda s: clashes(s) and not clashes(s, list(s.services)[:list(s.services).index(s.name)])),
        ("they", "container ports, other addresses or protocols, ranges and variables do not clash",
         lambda s: not clashes(s) or any(re.search(r"/udp|^[\d.]+:\d+:|\$|-", str(p)) for p in s.ports()))],
    "dclint:no-unbound-port-interfaces": [
        ("we", "0.0.0.0 is every interface; aliases and merge keys are followed",
         lambda s: "0.0.0.0" in str(s.ports()) or re.search(r"[*]\w|<<", s.block)),
        ("they", "80 and 443 of a web server, and ports that are not published",
         lambda s: set(s.published()) <= WEB),
        ("they", "the default of a variable counts, which binds it", lambda s: re.search(r":-127\.0\.0\.1\b", str(s.ports())))],
    "dclint:service-image-require-explicit-tag": [
        ("they", "what is built here has a name, not a version; names that are no reference have a rule",
         lambda s: "build" in s.service or s.is_built_beside() or "_private" in s.get("image", "") or "$" in s.get("image", "")),
        ("we", "the default of a variable counts", lambda s: re.search(r"\$\{\w+:?-", s.get("image", ""))),
        ("we", "merge keys are followed; more moving tags are known",
         lambda s: "<<" in s.block or re.search(r":(edge|dev|main|master|nightly|rolling|stable|lts|alpine|[a-z][a-z-]*)$", s.get("image", "")))],
    "dclint:no-duplicate-container-names": [
        (who, "reported at the service that Compose refuses",
         lambda s: any(other.get("container_name") == s.get("container_name")
                       for name, other in s.services.items() if name != s.name)) for who in ("they", "we")],
    "dclint:top-level-properties-order": [
        (who, "dclint names the first line with that word, here the property itself", holds) for who, holds in (("we", lambda s: s.name == FILE), ("they", lambda s: s.name != FILE))]
        + [("they", "keys without a place of their own may stand anywhere", lambda s: s.name == FILE)],
    "dclint:no-build-and-image": [("we", "merge keys are followed", lambda s: "<<" in s.block)],
    "dclint:service-container-name-regex": [
        ("they", "a variable stands for what it becomes", lambda s: "$" in str(s.get("container_name")))],
    "dclint:no-quotes-in-volumes": [
        ("they", "dclint names the first line with the same text", lambda s: not re.search(r"""-\s*["']""", s.block)),
        ("we", "dclint names the first line with the same text", lambda s: re.search(r"""-\s*["']""", s.block))],
    "dclint:services-alphabetical-order": [
        (who, "`-` sorts before `_`", lambda s: "-" in s.name or "_" in s.name) for who in ("they", "we")],
    "dclint:service-ports-alphabetical-order": [
        *((who, "ports that variables give have no order", lambda s: "$" in str(s.ports())) for who in ("they", "we")),
        ("we", "aliases are followed", lambda s: re.search(r"[*]\w|<<", s.block))],
    "dclint:service-keys-order": [("they", "a merge key may stand anywhere", lambda s: "<<" in s.block)],
    "compose-lint:CL-0004": [
        ("they", "what is built here has a name, not a version", lambda s: "build" in s.service or s.is_built_beside()),
        ("they", "an image that only a variable names is not known", lambda s: str(s.get("image", "")).startswith("$")),
        ("we", "more moving tags are known, and the default of a variable counts",
         lambda s: re.search(r":[a-z][a-z-]*$|:-[a-z][a-z-]*\}$", str(s.get("image", ""))))],
    "compose-lint:CL-0019": [
        ("they", "an image behind an alias is reported once, where it stands", lambda s: re.search(r"image:\s*[*]", s.block)),
        ("they", "what is built here has no digest yet", lambda s: "build" in s.service),
        ("they", "a tag that moves, that only a variable names, or that is no reference has a finding of its own",
         lambda s: re.search(r"\$|:[a-z][a-z-]*$|[<>]|__[A-Z]", str(s.get("image", ""))))],
    "compose-lint:CL-0021": [
        (who, "an address behind an anchor is reported where it stands", lambda s: s.name == FILE or "*" in s.block or "<<" in s.block) for who in ("they", "we")],
    "compose-lint:CL-0025": [
        ("they", "kernel modules count as a path of the host", lambda s: any(str(v).startswith("/lib/modules") for v in s.volumes())),
        ("we", "the debugging interface of the kernel counts as well", lambda s: "/sys/kernel" in str(s.get("volumes")))],
    "compose-lint:CL-0020": [
        ("we", "an env file that is missing keeps nothing from being judged", lambda s: any(
            "env_file" in other for other in s.services.values())),
        ("they", "a default behind a merge key is reported once, where it stands", lambda s: "<<" in s.block),
        ("we", "a variable whose value is put into a command is shown there",
         lambda s: "$" in str(s.get("command")) or "$" in str(s.get("entrypoint")) or "$" in str(s.get("healthcheck"))),
        ("they", "a value of nothing but `*` is masked", lambda s: re.search(r"=[*]+$", s.block, re.M)),
        ("we", "a key of random letters is one under any name", lambda s: re.search(r"_KEY\W+[\w-]{24,}", s.block)),
        ("we", "a connection string holds a password", lambda s: re.search(r"(?i)password=\$\{\w+:-", s.block)),
        ("we", "a placeholder is a value as well", lambda s: re.search(r"dummy|changeme|example", s.block)),
        ("they", "what a variable without a default completes is no secret yet",
         lambda s: re.search(r"(?m)_(TOKEN|KEY|SECRET|PASSWORD)\W+[\w-]+\$\{\w+\}$", s.block)),
        ("they", "`$(cat FILE)` is no value but text that nobody runs, reported as such", lambda s: "$(cat" in s.block),
        ("they", "names of realms, issuers and certificates of a token are none", lambda s: "TOKEN_" in s.block),
        ("they", "the path of a secret, and an address without a password, are none",
         lambda s: re.search(r"_PATH|_KEY: /|_DSN\W+tcp://[^@]*$", s.block, re.M))],
    "compose-lint:CL-0013": [
        ("they", "the clock and shared memory of the host are no secrets and give nothing away",
         lambda s: any(str(v).startswith(("/etc/localtime", "/etc/timezone", "/dev/shm")) for v in s.volumes())),
        ("we", "`/tmp`, kernel modules and the journal of the host count too",
         lambda s: any(str(v).startswith(("/tmp", "/lib", "/var/log", "/srv")) for v in s.volumes()))],
    **{"compose-lint:" + rule: [("they", "an override, or a name that Compose refuses, is judged by what it says alone",
                                 lambda s: not {"image", "build", "extends"} & set(s.service) or "<" in s.name)]
       for rule in ("CL-0003", "CL-0007", "CL-0026")},
    "compose-lint:CL-0006": [("they", "an override, or a name that Compose refuses, is judged by what it says alone",
                              lambda s: not {"image", "build", "extends"} & set(s.service) or "<" in s.name),
                             ("they", "dropping changes nothing for a privileged service, or one that extends it",
                              lambda s: s.get("privileged") or "extends" in s.service),
                             ("they", "who is given every capability has the graver finding of it",
                              lambda s: "ALL" in [str(each).upper() for each in s.get("cap_add") or []])],
    "compose-lint:CL-0001": [
        ("they", "a filtering proxy is what the socket is for", lambda s: "proxy" in str(s.get("image"))),
        ("they", "without `bind` among its options the kernel mounts nothing of type `none`",
         lambda s: re.search(r"(?m)^\s+type: none$", s.text) and not re.search(r"(?m)^\s+o: .*bind", s.text))],
    "compose-lint:CL-0014": [
        ("they", "the engine knows no driver `NONE`",
         lambda s: re.fullmatch("(?!none)(?i:none)", str((s.get("logging") or {}).get("driver"))))],
    "compose-lint:CL-0016": [
        ("we", "memory, ports and other devices count too",
         lambda s: re.search(r"/dev/(mem|kmem|port|kmsg|fuse|net|kvm|usb|snd|tty|input|dri|bus|video|vhost|mapper|loop)", str(s.get("devices"))))],
    "compose-lint:CL-0005": [
        ("we", "an address that is left empty, by a variable too, is every interface",
         lambda s: re.search(r"\$\{|'host_ip': (''|None)", str(s.ports()))),
        ("they", "80 and 443 of a proxy are where they belong", lambda s: set(s.published()) <= WEB)],
}

Case = collections.namedtuple("Case", "name text expected judged")


def services_of(text):
    """Service name -> its mapping as read."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    services = document.get("services") if isinstance(document, dict) else None
    return {str(k): v for k, v in services.items() if isinstance(v, dict)} if isinstance(services, dict) else {}


def is_meant(alias, who, subject):
    return any(reporter == who and holds(subject) for reporter, _, holds in MEANT.get(alias, []))


def spans_of_services(text):
    """Service name -> (first line, last line), counted from 1."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return {}
    if not isinstance(node, yaml.MappingNode):
        return {}
    result = {}
    for key, value in node.value:
        if key.value == "services" and isinstance(value, yaml.MappingNode):
            for name, service in value.value:
                # A block ends where the next token begins.
                block = isinstance(service, yaml.MappingNode) and not service.flow_style
                end = service.end_mark.line + (0 if block else 1)
                result[str(name.value)] = (name.start_mark.line + 1, max(end, name.start_mark.line + 1))
    return result


def service_at(spans, line):
    for name, (first, last) in spans.items():
        if first <= line <= last:
            return name
    return FILE


@contextlib.contextmanager
def deep_folder():
    """A folder from which `../..` does not lead to the root."""
    with tempfile.TemporaryDirectory() as top:
        folder = pathlib.Path(top, "home", "somebody", "work", "checkout", "project")
        folder.mkdir(parents=True)
        yield folder


def ours(program, text):
    """Alias -> services that our findings reach."""
    with deep_folder() as folder:
        (pathlib.Path(folder) / "compose.yaml").write_text(text)
        run = subprocess.run([program, "--all-rules", "--format", "json", "--fail-on", "never", "--allow-unread", folder],
                             capture_output=True, check=False)
    try:
        report = json.loads(run.stdout)
    except json.JSONDecodeError:
        sys.exit(f"no report: {run.returncode} {run.stderr.decode()[:500]}")
    spans = spans_of_services(text)
    found = collections.defaultdict(set)
    for finding in report["findings"]:
        if finding.get("suppressed"):
            continue
        names = {service_at(spans, finding.get("line", 0))} - {FILE}
        others = re.search(r"\(also (.*)\)$", finding["message"])
        quoted = re.findall(r"`([^`]+)`", others.group(1)) if others else []
        quoted += re.findall(r"`([^`]+)`", finding["message"])[:1]
        if "kics:shared_volumes_between_containers" in finding["aliases"]:
            names |= {service_at(spans, note["line"]) for note in finding["notes"]} - {FILE}
        names |= {name for name in quoted if name in spans}
        for alias in finding["aliases"]:
            whole = alias.startswith("dclint:") and alias.split(":", 1)[1] in REFUSALS
            found[alias] |= {FILE} if whole else names or {FILE}
    return found


def kics_cases(folder):
    for query in sorted(pathlib.Path(folder).iterdir()):
        expected_file = query / "test" / "positive_expected_result.json"
        if not expected_file.exists():
            continue
        expected = json.loads(expected_file.read_text())
        alias = "kics:" + query.name
        for path in sorted((query / "test").glob("*.y*ml")):
            text = path.read_text()
            spans = spans_of_services(text)
            if len({item.get("filename", item.get("fileName")) for item in expected}) == 1 and \
                    len(list((query / "test").glob("positive*.y*ml"))) == 1:
                lines = [item["line"] for item in expected] if path.name.startswith("positive") else []
            else:
                lines = [item["line"] for item in expected if item.get("filename", item.get("fileName")) == path.name]
            yield Case(f"{query.name}/{path.name}", text, {alias: {service_at(spans, line) for line in lines}}, [alias])


def semgrep_cases(folder):
    for path in sorted(pathlib.Path(folder).rglob("*.test.y*ml")):
        text = path.read_text()
        spans = spans_of_services(text)
        expected, passing = collections.defaultdict(set), set()
        for number, line in enumerate(text.splitlines(), 1):
            if mark := re.search(r"#\s*(ruleid|ok):\s*(\S+)", line):
                service = service_at(spans, number + 1)
                if mark.group(1) == "ruleid":
                    expected["semgrep:" + mark.group(2)].add(service)
                else:
                    passing.add(service)
        rule = "semgrep:" + path.name.split(".")[0]
        yield Case(path.name, text, expected, [rule])


def texts_of(paths):
    """YAML files as they are, and Compose files written inside test sources."""
    for path in map(pathlib.Path, paths):
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.suffix in (".yml", ".yaml"):
                yield str(file), file.read_text(errors="replace")
            elif file.suffix in (".ts", ".py"):
                source = file.read_text(errors="replace")
                strings = re.findall(r"`([^`]*)`" if file.suffix == ".ts" else r'"""(.*?)"""', source, re.DOTALL)
                # Python spells many of them as adjacent literals.
                if file.suffix == ".py":
                    for run in re.findall(r'((?:[fb]?"(?:[^"\\\n]|\\.)*"\s*){2,})', source):
                        parts = re.findall(r'"((?:[^"\\\n]|\\.)*)"', run)
                        strings.append("".join(parts).encode().decode("unicode_escape"))
                for number, text in enumerate(strings):
                    text = textwrap.dedent(text)
                    if "services:" in text and "${{" not in text:
                        yield f"{file.name}#{number}", text


# Said of a file as a whole.
REFUSALS = {"invalid-yaml", "invalid-schema"}


def dclint_expected(command, text, folder):
    path = pathlib.Path(folder) / "compose.yaml"
    path.write_text(text)
    run = subprocess.run([command, "-f", "json", str(path)], capture_output=True, check=False, cwd=folder)
    try:
        messages = json.loads(run.stdout)[0]["messages"]
    except (json.JSONDecodeError, IndexError, KeyError):
        return None
    spans = spans_of_services(text)
    expected = collections.defaultdict(set)
    for message in messages:
        name = message.get("data", {}).get("serviceName") or service_at(spans, message.get("line", 0))
        # What its YAML reader throws has no rule of its own.
        rule = "invalid-yaml" if message["rule"] == "unknown-error" else message["rule"]
        expected["dclint:" + rule].add(name if name in spans and rule not in REFUSALS else FILE)
    return expected


def compose_lint_expected(python, text, folder):
    path = pathlib.Path(folder) / "compose.yaml"
    path.write_text(text)
    run = subprocess.run([python, "-m", "compose_lint", "--format", "json", str(path)], capture_output=True, check=False)
    try:
        report = json.loads(run.stdout)
    except json.JSONDecodeError:
        return None
    if report.get("errors"):
        return None
    expected = collections.defaultdict(set)
    for finding in report["findings"]:
        if not finding.get("suppressed"):
            expected["compose-lint:" + finding["rule_id"]].add(finding.get("service") or FILE)
    return expected


def run_tool(tool, arguments, declared):
    command, paths = arguments[0], arguments[1:]
    expect = dclint_expected if tool == "dclint" else compose_lint_expected
    prefix = tool + ":"
    judged = sorted(alias for alias in declared if alias.startswith(prefix))

    def one(item):
        name, text = item
        with deep_folder() as folder:
            expected = expect(command, text, folder)
        if expected is None:
            return None
        # Of a file that it cannot read, or that its schema refuses, the tool says nothing else; it does not know `!reset`.
        refusals = {"dclint:" + rule for rule in REFUSALS} & set(expected) if tool == "dclint" else set()
        kept = [alias for alias in judged if not refusals or alias in refusals]
        return Case(name, text, expected, [] if re.search(r"!(reset|override)\b", text) and refusals else kept)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return [case for case in pool.map(one, texts_of(paths)) if case is not None]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/debug/seaworthy")
    parser.add_argument("--show", action="append", default=[], help="print differing cases of this rule, or `all`")
    parser.add_argument("--limit", type=int, default=10, help="differing cases to print per rule")
    parser.add_argument("tool", choices=["kics", "semgrep", "dclint", "compose-lint"])
    parser.add_argument("arguments", nargs="+")
    options = parser.parse_args()
    listed = json.loads(subprocess.run([options.program, "rules", "--format", "json"], capture_output=True, check=True).stdout)
    declared = {alias for rule in listed["rules"] for alias in rule["aliases"]}
    if options.tool == "kics":
        cases = list(kics_cases(options.arguments[0]))
    elif options.tool == "semgrep":
        cases = list(semgrep_cases(options.arguments[0]))
    else:
        cases = run_tool(options.tool, options.arguments, declared)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda case: ours(options.program, case.text), cases))
    counts = collections.defaultdict(lambda: [0, 0, 0, 0, 0])  # both, neither, they only, we only, meant
    for case, found in zip(cases, results):
        spans = spans_of_services(case.text)
        subjects = set(spans) | {FILE}
        services = services_of(case.text)
        for alias in case.judged:
            theirs, mine = case.expected.get(alias, set()), found.get(alias, set())
            for subject in sorted(subjects | theirs | mine):
                they, we = subject in theirs, subject in mine
                if subject == FILE and not they and not we:
                    continue
                kind = 0 if they and we else 2 if they else 3 if we else 1
                if kind >= 2 and is_meant(alias, "they" if they else "we", Subject(subject, services, case.text, spans)):
                    kind = 4
                counts[alias][kind] += 1
                shown = "all" in options.show or alias.split(":", 1)[1] in options.show
                if kind in (2, 3) and shown and counts[alias][kind] <= options.limit:
                    print(f"{'they' if they else 'we'} only: {alias} {subject} in {case.name}")
    total = [0, 0, 0, 0, 0]
    for alias in sorted(counts):
        both, neither, they, we, meant = counts[alias]
        agreed, asked = both + neither, both + neither + they + we
        total = [total[0] + agreed, total[1] + asked, total[2] + meant, total[3] + both, total[4] + both + they + we]
        print(f"{alias:55} {agreed:5}/{asked:<5} {100 * agreed / max(asked, 1):5.1f} %  both {both}, they only {they}, "
              f"we only {we}, meant {meant}")
    raw = total[4] + total[2]
    print(f"{options.tool}: {total[3]} of {raw} places where one of both speaks agree, {100 * total[3] / max(raw, 1):.1f} %, "
          f"with those that are meant to differ")
    # Where nobody speaks agreement is cheap: the share that counts is of the places where one of both does.
    print(f"{options.tool}: {total[3]} of {total[4]} places where one of both speaks agree, "
          f"{100 * total[3] / max(total[4], 1):.1f} %")
    print(f"{options.tool}: {total[0]} of {total[1]} judgements agree, {100 * total[0] / max(total[1], 1):.1f} %, "
          f"without {total[2]} that are meant to differ; {len(cases)} files")


if __name__ == "__main__":
    main()
