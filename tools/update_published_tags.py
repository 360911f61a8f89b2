#!/usr/bin/env python3
"""Writes knowledge/published_tags.yaml from the history of the list of official images.

    update_published_tags.py CHECKOUT

CHECKOUT is a clone of https://github.com/docker-library/official-images with its history: every tag that was ever
published stands in some version of its folder library/. Tags are told apart by what follows their version, and for each
such ending the release lines are kept between which it was published. Candidates for releases, builds for Windows and
tags of a single day are left out: nobody is told that they do not exist.
"""

import collections
import pathlib
import re
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
END_OF_LIFE = yaml.safe_load((ROOT / "knowledge" / "end_of_life.yaml").read_text())
# Images that deployments use; the others of the list would triple the table.
IMAGES = """
adminer almalinux alpine amazonlinux arangodb bash busybox buildpack-deps caddy cassandra centos chronograf composer consul
couchbase couchdb debian docker eclipse-mosquitto eclipse-temurin elasticsearch elixir emqx erlang fedora fluentd ghost
golang gradle haproxy haskell httpd influxdb julia kapacitor kibana kong logstash mariadb maven memcached mongo
mongo-express mysql nats neo4j nextcloud nginx node odoo openjdk oraclelinux perl php phpmyadmin postgres python rabbitmq
redis redmine registry rockylinux ruby rust solr sonarqube spark swift telegraf traefik ubuntu unit varnish vault wordpress
zookeeper
""".split()
LEFT_OUT = re.compile(r"windows|nanoserver|onbuild|servercore")
CANDIDATE = re.compile(r"(^|[-._\d])(rc|alpha|beta|ea|preview|milestone|dev|m|snapshot|nightly|a|b|pre)[-.]?\d*(?=-|$)|\d{6,}", re.I)
VERSION = re.compile(r"(v?)(\d+(?:\.\d+)*)(?:[_+]\d+(?:\.\d+)*|u\d+(?:-b\d+)?)?(?:-(.+))?")


CODENAMES = "trixie bookworm bullseye buster stretch jessie resolute noble jammy focal bionic xenial".split()


def published(checkout):
    """Image -> its tags, each with the codename of the distribution that the newest image of that name is built on; None
    where the list does not say."""
    log = subprocess.Popen(["git", "-C", checkout, "log", "-p", "--unified=0", "--no-renames", "--format=", "--", "library"],
                           stdout=subprocess.PIPE, text=True, errors="replace")
    tags, image, codename = collections.defaultdict(dict), None, None
    for line in log.stdout:
        if line.startswith("+++ "):
            match = re.match(r"\+\+\+ b/library/(\S+)", line)
            image = match[1] if match else None
        elif line.startswith("@@"):
            codename = None
        elif image in IMAGES and line.startswith("+"):
            if line.startswith("+Tags:"):
                named = {word for word in CODENAMES if re.search(rf"[-, ]{word}\b", line)}
                codename = named.pop() if len(named) == 1 else None
            listed = re.match(r"\+(?:Tags|SharedTags):(.*)", line)
            # As the list was written until 2016.
            single = re.match(r"\+([\w][\w.-]*):\s+(?:git|https?)://", line)
            for tag in (listed[1].split(",") if listed else [single[1]] if single else []):
                if re.fullmatch(r"[\w][\w.-]{0,127}", tag.strip()) and tag.strip() != "GitRepo":
                    # The newest change comes first.
                    tags[image].setdefault(tag.strip(), codename if listed else None)
    return tags


def current_majors(checkout, image):
    """The major releases of the tags that the newest list of an image has."""
    listed = subprocess.run(["git", "-C", checkout, "show", f"HEAD:library/{image}"], capture_output=True, text=True).stdout
    tags = [tag.strip() for line in re.findall(r"^(?:Tags|SharedTags):(.*)", listed, re.M) for tag in line.split(",")]
    return {line_of(match[2])[0] for match in map(VERSION.fullmatch, tags) if match}


def line_of(version):
    return tuple(int(part) for part in version.split(".")[:2])


def written(line):
    return ".".join(map(str, line))


def ranges(lines, majors):
    """"1.4-1.9 1.12-1.27": runs of lines between which no major release of the image is left out."""
    found = []
    for line in sorted(lines):
        if found and not any(found[-1][1][0] < major < line[0] for major in majors):
            found[-1][1] = line
        else:
            found.append([line, line])
    return " ".join(written(first) if first == last else f"{written(first)}-{written(last)}" for first, last in found)


def over(image, day):
    """The major releases of an image of which each line has an end before a day, by the table of release lines."""
    majors = collections.defaultdict(list)
    for name, row in END_OF_LIFE["products"].get(image, {"cycles": {}})["cycles"].items():
        if match := re.fullmatch(r"(\d+)\.\d+", str(name)):
            end = row.get("end") if isinstance(row, dict) else row
            majors[int(match[1])].append(end is not None and str(end) <= day)
    return {major for major, ends in majors.items() if all(ends)}


def ended(tags, current):
    """The last line of each major release that is listed or kept up no more: none comes after it."""
    last = {}
    for tag in tags:
        match = VERSION.fullmatch(tag)
        if match is None or LEFT_OUT.search(tag) or CANDIDATE.search(tag) or "." not in match[2]:
            continue
        line = line_of(match[2])
        if line[0] not in current:
            last[line[0]] = max(last.get(line[0], line), line)
    return sorted(last.values())


def row(tags):
    """Words, and for each ending the lines in which it was published, by the number of parts of the version."""
    words, endings, majors = set(), collections.defaultdict(lambda: collections.defaultdict(set)), set()
    for tag in tags:
        if LEFT_OUT.search(tag) or CANDIDATE.search(tag):
            continue
        match = VERSION.fullmatch(tag)
        if match is None:
            words.add(tag)
            continue
        ending = (match[1] and "v") + ("-" + match[3] if match[3] else "")
        line = line_of(match[2])
        majors.add(line[0])
        endings[ending][min(match[2].count(".") + 1, 3)].add(line)
    return words, {ending: {parts: ranges(lines, majors) for parts, lines in by_parts.items()}
                   for ending, by_parts in endings.items()}, majors


def releases(tags):
    """Ending -> codename -> the lines whose tags are built on it, where the tag itself does not say so."""
    found = collections.defaultdict(lambda: collections.defaultdict(set))
    for tag, codename in tags.items():
        match = VERSION.fullmatch(tag)
        if match is None or codename is None or match[1] or LEFT_OUT.search(tag) or CANDIDATE.search(tag):
            continue
        moves = match[2].count(".") < 2 and tag[len(match[2]):][:1] in ("", "-")
        if moves and not any(word in tag for word in CODENAMES):
            found["-" + match[3] if match[3] else ""][codename].add(line_of(match[2]))
    return {ending: {codename: " ".join(map(written, sorted(lines))) for codename, lines in by_codename.items()}
            for ending, by_codename in found.items()}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    day = subprocess.run(["git", "-C", sys.argv[1], "log", "-1", "--format=%as"], capture_output=True, text=True, check=True).stdout.strip()
    out = ["# Tags that official images were published under, by what follows their version: `\"-alpine\"` of `1.27-alpine`, `\"\"` of",
           "# `1.27`, `\"v\"` of `v3.1`. For each the release lines, first to last, by the number of parts that the version is written",
           "# with. `ended`: the last line of each major release that is listed no more. `words`: tags without a version. `built_on`:",
           "# the release of Debian or Ubuntu under tags that do not name it.",
           "# Written by tools/update_published_tags.py.",
           f"date: {day}", "source: https://github.com/docker-library/official-images", "rows:"]
    for image, tags in sorted(published(sys.argv[1]).items()):
        words, endings, majors = row(tags)
        if not endings and not words:
            continue
        out.append(f"  {image}:")
        out.append(f"    majors: [{', '.join(map(str, sorted(majors)))}]")
        if last := ended(tags, current_majors(sys.argv[1], image) - over(image, day)):
            out.append(f"    ended: {' '.join(map(written, last)) if len(last) > 1 else chr(34) + written(last[0]) + chr(34)}")
        out.append(f"    words: [{', '.join(sorted(words))}]")
        out.append("    endings:")
        for ending, by_parts in sorted(endings.items()):
            parts_of = collections.defaultdict(str)
            for parts, lines in sorted(by_parts.items()):
                parts_of[lines] += str(parts)
            listed = ", ".join(f'"{parts}": {lines}' if " " in lines or "-" in lines else f'"{parts}": "{lines}"'
                               for lines, parts in parts_of.items())
            out.append(f'      "{ending}": {{{listed}}}')
        built_on = releases(tags)
        if built_on:
            out.append("    built_on:")
            for ending, by_codename in sorted(built_on.items()):
                listed = ", ".join(f'{codename}: "{lines}"' for codename, lines in sorted(by_codename.items()))
                out.append(f'      "{ending}": {{{listed}}}')
    (ROOT / "knowledge" / "published_tags.yaml").write_text("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
