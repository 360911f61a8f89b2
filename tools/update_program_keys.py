#!/usr/bin/env python3
"""Writes knowledge/program_keys.yaml from the manuals and sources of programs that read their configuration strictly.

    update_program_keys.py LOKI TEMPO TRAEFIK

LOKI, TEMPO and TRAEFIK are clones (or bare repositories) of https://github.com/grafana/loki,
https://github.com/grafana/tempo and https://github.com/traefik/traefik with their tags. The reference manual of each
release says which keys a section has. A release of Loki or Tempo counts as knowing a key as long as any field of its
sources has that name, for what a manual drops may still be read for a while; the manual of Traefik is made of its
sources and lists everything.
"""

import collections
import datetime
import pathlib
import re
import subprocess
import sys
import textwrap

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOKI_MANUALS = ("docs/sources/shared/configuration.md", "docs/sources/configure/_index.md", "docs/sources/configuration/_index.md")
TRAEFIK_MANUALS = ("docs/content/reference/dynamic-configuration/file.yaml",)
TEMPO_MANUALS = ("docs/sources/tempo/configuration/manifest.md", "docs/sources/configuration/manifest.md")
# What is written by hand in deployments; below these nothing has free names.
LOKI_SECTIONS = """
server distributor distributor.ring distributor.ring.kvstore querier query_range query_range.results_cache
query_range.results_cache.cache query_range.results_cache.cache.embedded_cache query_scheduler frontend frontend_worker
ruler ruler.storage ruler.storage.local ruler.ring ruler.ring.kvstore ruler.wal ingester ingester.wal ingester.lifecycler
ingester.lifecycler.ring ingester.lifecycler.ring.kvstore compactor compactor.compactor_ring compactor.compactor_ring.kvstore
limits_config common common.storage common.storage.filesystem common.storage.s3 common.ring common.ring.kvstore
storage_config storage_config.filesystem storage_config.tsdb_shipper storage_config.boltdb_shipper storage_config.aws
schema_config schema_config.configs schema_config.configs.index schema_config.configs.chunks chunk_store_config memberlist
table_manager analytics pattern_ingester
""".split()
TEMPO_SECTIONS = """
server distributor ingester ingester.lifecycler ingester.lifecycler.ring ingester.lifecycler.ring.kvstore compactor
compactor.compaction compactor.ring querier querier.search querier.trace_by_id query_frontend query_frontend.search
query_frontend.trace_by_id query_frontend.metrics metrics_generator metrics_generator.storage metrics_generator.processor
metrics_generator.processor.service_graphs metrics_generator.processor.span_metrics storage storage.trace storage.trace.block
storage.trace.wal storage.trace.local storage.trace.s3 storage.trace.pool memberlist
""".split()


def git(clone, *command):
    # Files that a clone left out for their size do not matter here.
    return subprocess.run(["git", "-C", clone, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, errors="replace").stdout


def releases(clone, first):
    """The first release of each line, in order, from `first` on."""
    found = [tuple(map(int, match.groups())) for match in re.finditer(r"^v(\d+)\.(\d+)\.0$", git(clone, "tag"), re.M)]
    return [line for line in sorted(found) if line >= first]


def manual(clone, line, places):
    for place in places:
        text = git(clone, "show", f"v{line[0]}.{line[1]}.0:{place}")
        if text.count("\n") > 200:
            return text
    raise SystemExit(f"{clone} has no manual of {line}")


def fields(clone, line):
    """Names of all fields of the sources, and of those that no manual shows."""
    tags = git(clone, "grep", "-hoE", r'yaml:"[^"]*"[^`]*', f"v{line[0]}.{line[1]}.0", "--", "*.go")
    every, silent = set(), set()
    for name, options, rest in re.findall(r'yaml:"(\w\w[\w-]*)((?:,\w+)*)"(.*)', tags):
        every.add(name)
        if 'doc:"hidden' in rest or 'doc:"deprecated' in rest:
            silent.add(name)
    own = git(clone, "grep", "-hoE", r'yaml:"[^"]*,omitempty[^"]*"', f"v{line[0]}.{line[1]}.0", "--", "modules/*.go",
              "tempodb/*.go", "vendor/github.com/grafana/dskit/*.go")
    return every, silent | set(re.findall(r'yaml:"(\w[\w-]*),', own))


def top_fields(clone, line, place):
    """Names of the fields of the structure that holds everything."""
    text = git(clone, "show", f"v{line[0]}.{line[1]}.0:{place}")
    body = re.search(r"^type Config struct \{\n(.*?)^\}", text, re.M | re.S)
    return set(re.findall(r'yaml:"(\w[\w-]*)', body[1]))


class Manual:
    """The reference manual of Loki: blocks of YAML in which `[key: <type>]` is a setting and `<name>` another block."""

    def __init__(self, text):
        self.blocks = {"": self.block(re.search(r"^### Supported contents.*?```yaml\n(.*?)```", text, re.M | re.S)[1])}
        for name, body in re.findall(r"^### (\w+)\n(?:(?!^### ).)*?```yaml\n(.*?)```", text, re.M | re.S):
            self.blocks[name] = self.block(body)

    @staticmethod
    def block(body):
        """Key -> the mapping below it, or the name of its type."""
        root = {}
        stack = [(-1, root)]
        for line in body.splitlines():
            match = re.match(r"(\s*(?:- )?)(\[?)([\w-]+):\s*(.*)", line)
            if not match or line.lstrip().startswith("#"):
                continue
            depth, bracket, key, rest = len(match[1]), match[2], match[3], match[4]
            while stack[-1][0] >= depth:
                stack.pop()
            kind = re.match(r"<(?:list of )?(\w+?)s?>", rest)
            stack[-1][1][key] = kind[1] if bracket and kind else {}
            if not bracket:
                stack.append((depth, stack[-1][1][key]))
        return root

    def keys(self, section):
        here = self.blocks[""]
        for part in section.split(".") if section else []:
            here = here.get(part, {})
            if isinstance(here, str):
                here = next((self.blocks[name] for name in (here, here + "s", here + "_config") if name in self.blocks), {})
        return set(here) if isinstance(here, dict) else set()


class Manifest:
    """The manual of Tempo: all settings with their defaults."""

    def __init__(self, text):
        self.tree = yaml.safe_load(re.search(r"```yaml\n(.*?)```", text, re.S)[1])

    def keys(self, section):
        here = self.tree
        for part in section.split(".") if section else []:
            here = here.get(part) if isinstance(here, dict) else None
        return set(here) if isinstance(here, dict) else set()


def span(having, lines):
    """The release lines that know a key; nothing where all do."""
    first = having[0] if having[0] != lines[0] else None
    last = having[-1] if having[-1] != lines[-1] else None
    if first is None and last is None:
        return ""
    return "@" + "..".join(f"{line[0]}.{line[1]}" if line is not None else "" for line in (first, last))


def rows(clone, first, reader, places, top, sections):
    """(section, keys) with the release lines behind those keys that not all know."""
    lines = releases(clone, first)
    documented, known, silent, tops = collections.defaultdict(set), {}, set(), {}
    for line in lines:
        known[line], hidden = fields(clone, line)
        silent |= hidden
        read = reader(manual(clone, line, places))
        tops[line] = top_fields(clone, line, top) | read.keys("")
        for section in sections:
            documented[section] |= read.keys(section)
    yield "", sorted(key + span([line for line in lines if key in tops[line]], lines) for key in set().union(*tops.values()))
    for section in sections:
        yield section, sorted(key + span([line for line in lines if key in known[line]] or lines, lines)
                              for key in documented[section])
    # A name that no manual shows may stand anywhere.
    yield "**", sorted(silent)


def routes(text):
    """Section -> the keys that routes of Traefik have there; names that are free stand as `*`."""
    sections = collections.defaultdict(set)

    def read(node, path):
        if isinstance(node, list):
            for item in node:
                read(item, path)
        elif isinstance(node, dict):
            for key, value in node.items():
                name = "*" if re.search(r"\d+$", key) and key != "http2" else key
                sections[path].add(name)
                read(value, path + "." + name if path else name)

    read(yaml.safe_load(text), "")
    return sections


def traefik_rows(clone, first):
    lines = releases(clone, first)
    # Traefik takes keys in any case; the newest manual spells them best.
    read, spelt = {}, {}
    for line in reversed(lines):
        read[line] = collections.defaultdict(set)
        for section, keys in routes(manual(clone, line, TRAEFIK_MANUALS)).items():
            section = ".".join(spelt.setdefault(part.lower(), part) for part in section.split("."))
            read[line][section] |= {spelt.setdefault(key.lower(), key) for key in keys}
    for section in sorted(set().union(*read.values())):
        # Plugins have settings of their own.
        if ".plugin" in section:
            continue
        having = {line: read[line].get(section, set()) for line in lines}
        yield section, sorted(key + span([line for line in lines if key in having[line]], lines)
                              for key in set().union(*having.values()))


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    out = ["""\
# Keys of the configuration files of programs that end at any other, by section. Behind an `@` the release lines that
# know a key, where not all do from `since` on. Section `**` has those that no manual shows and any section may have.
# `part: routes`: of the files that the file provider of Traefik loads, where `*` stands for any name.
# Written by tools/update_program_keys.py.
date: %s
source: https://grafana.com/docs/loki/latest/configure/
rows:""" % datetime.date.today()]
    for image, *source in (
            ("grafana/loki", sys.argv[1], (2, 8), Manual, LOKI_MANUALS, "pkg/loki/loki.go", LOKI_SECTIONS),
            ("grafana/tempo", sys.argv[2], (2, 0), Manifest, TEMPO_MANUALS, "cmd/tempo/app/config.go", TEMPO_SECTIONS)):
        first = ".".join(map(str, source[1]))
        for section, keys in rows(*source):
            if not keys:
                continue
            head = f'  - {{image: {image}, since: "{first}", section: "{section}", keys: ['
            out += textwrap.wrap(head + ", ".join(keys) + "]}", 120, subsequent_indent=" " * 7, break_long_words=False, break_on_hyphens=False)
    for section, keys in traefik_rows(sys.argv[3], (2, 0)):
        # A section with free names alone says so by the star.
        known = ", ".join(f'"{key}"' if key.startswith("*") else key for key in keys)
        head = f'  - {{image: traefik, part: routes, since: "2.0", section: "{section}", keys: ['
        out += textwrap.wrap(head + known + "]}", 120, subsequent_indent=" " * 7, break_long_words=False, break_on_hyphens=False)
    (ROOT / "knowledge" / "program_keys.yaml").write_text("\n".join(out) + "\n")


main()
