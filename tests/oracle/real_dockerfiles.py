#!/usr/bin/env python3
"""Holds what other tools say of real Dockerfiles against seaworthy's findings, instruction by instruction.

Development only: nothing here runs in CI. Each Dockerfile stands in a folder of its own, so that nothing beside it
counts; the tools are those on the PATH.

    real_dockerfiles.py --program build/debug/seaworthy FOLDER hadolint
    real_dockerfiles.py --program build/debug/seaworthy --keep /tmp/kept FOLDER trivy --show DS-0029

Prints for each rule how often both speak of an instruction, the tool alone (missed) and seaworthy alone (surplus), and
how many of these have their reason in real_differences.tsv. Findings that a tool reports for a file as a whole agree
when seaworthy has one anywhere in it. hadolint prints one of ShellCheck's findings for each instruction; where it prints
one, others of seaworthy's are left out of the count.

A row of real_differences.tsv holds for the tools and rules that it names (blank-separated, with `*`), on one side
(missed, surplus or both), where all its conditions hold. They are joined by ` AND `; a REGEX ignores case, and `.` stands
for line ends too:

    instruction, stage, file ~ REGEX      the text of the instruction, its stage, or the whole file; `!~`: does not match
    message ~ REGEX                       what the one of both that speaks says
    also ~ REGEX                          the other one names a rule like this at the same instruction
    elsewhere                             the other one names the same rule at another instruction of the file
    last                                  the stage is the last one of the file; `!last`: another one follows
    quiet ~ REGEX                         seaworthy has a finding of a rule with this name at the instruction
    accepted                              seaworthy has the finding there too, and a comment in the file accepts it

Every row of the table has its reason, and docs/differences.md says the same to users.
"""

import argparse
import collections
import dataclasses
import fnmatch
import json
import pathlib
import re
import subprocess
import sys

from dockerfile_peers import first_lines

DIFFERENCES = pathlib.Path(__file__).with_name("real_differences.tsv")
WHOLE_FILE = {"trivy:DS-0002", "trivy:DS-0026", "checkov:CKV_DOCKER_2", "checkov:CKV_DOCKER_3", "tally:tally/max-lines",
              "tally:tally/prefer-multi-stage-build", "semgrep:missing-user", "semgrep:missing-user-entrypoint"}
PREFIXES = {"hadolint": ("hadolint:", "hadolint-shellcheck:"), "tally": ("tally:", "buildkit:"), "trivy": ("trivy:DS-",),
            "checkov": ("checkov:CKV_DOCKER", "checkov:CKV2_DOCKER"), "semgrep": ("semgrep:",)}


# ------------------------------------------------------------------------------------------------------------ the tools


def output_of(command, folder):
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        print(f"{command[0]}: no report: {done.stderr[-200:]}", file=sys.stderr)
        return None


def hadolint(folder, files, _):
    for file in files:
        for row in output_of(["hadolint", "--no-fail", "--format", "json", file], folder) or []:
            peer = "hadolint-shellcheck" if row["code"].startswith("SC") else "hadolint"
            yield file, f"{peer}:{row['code']}", row["line"], row["message"]


def tally(folder, files, _):
    peers = {"buildkit": "buildkit:", "tally": "tally:tally/"}
    for file in files:
        report = output_of(["tally", "lint", "--no-config", "--slow-checks", "off", "--format", "json", "--fail-level",
                            "none", file], folder)
        if report is None:
            yield file, "other:unread", 1, ""
            continue
        for violation in (v for each in report["files"] for v in each["violations"]):
            group, _, rest = violation["rule"].partition("/")
            # What it says for hadolint and ShellCheck is theirs; `also` sees it.
            alias = peers.get(group, "other:" + group + "/") + rest
            yield file, alias, violation["location"]["start"]["line"], violation["message"]


def trivy(folder, _, __):
    report = output_of(["trivy", "config", "--quiet", "--skip-check-update", "--format", "json", "."], folder)
    for result in (report or {}).get("Results") or []:
        for row in result.get("Misconfigurations") or []:
            number = int(re.search(r"(\d+)$", row["ID"]).group(1))
            yield result["Target"], f"trivy:DS-{number:04}", row["CauseMetadata"].get("StartLine") or 1, row["Message"]


def checkov(folder, _, __):
    reports = output_of(["checkov", "--quiet", "--compact", "--soft-fail", "--output", "json", "--skip-download",
                         "--framework", "dockerfile", "--directory", "."], folder) or []
    for report in reports if isinstance(reports, list) else [reports]:
        for row in report["results"]["failed_checks"]:
            yield row["file_path"].lstrip("/"), f"checkov:{row['check_id']}", row["file_line_range"][0], row["check_name"]


def semgrep(folder, files, rules):
    report = output_of(["semgrep", "--config", rules, "--metrics=off", "--disable-version-check", "--json", "--no-git-ignore",
                        *files], folder)
    for row in (report or {"results": []})["results"]:
        yield row["path"], "semgrep:" + row["check_id"].split(".")[-1], row["start"]["line"], row["extra"]["message"]


TOOLS = {"hadolint": hadolint, "tally": tally, "trivy": trivy, "checkov": checkov, "semgrep": semgrep}


def reported(options, files):
    """What the tool says of the files; with --keep only once for each folder of Dockerfiles."""
    kept = options.keep and options.keep / f"{options.tool}.json"
    if kept and kept.exists():
        return json.loads(kept.read_text())
    rows = [list(row) for row in TOOLS[options.tool](options.folder, files, options.rules)]
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(rows))
    return rows


# ------------------------------------------------------------------------------------------- differences that are meant


@dataclasses.dataclass
class Text:
    """A Dockerfile as the conditions of a difference see it."""

    lines: list
    firsts: list

    def instruction(self, line):
        return "\n".join(text for text, first in zip(self.lines, self.firsts) if first == line)

    def froms(self):
        return [first for first in sorted(set(self.firsts)) if re.match(r"(?i)\s*FROM\b", self.lines[first - 1])]

    def is_last(self, line):
        return all(first <= line for first in self.froms())

    def stage(self, line):
        """From the last FROM at or above the line up to the next one."""
        begin = max((first for first in self.froms() if first <= line), default=1)
        end = min((first for first in self.froms() if first > line), default=len(self.lines) + 1)
        return "\n".join(self.lines[begin - 1:end - 1])


@dataclasses.dataclass
class Difference:
    """One row of real_differences.tsv."""

    tools: list
    rules: list
    side: str
    conditions: list
    reason: str

    def explains(self, tool, rule, side, seen):
        return (tool in self.tools and self.side in (side, "both") and
                any(fnmatch.fnmatchcase(rule, pattern) for pattern in self.rules) and
                all(holds(condition, seen) for condition in self.conditions))


@dataclasses.dataclass
class Seen:
    """Where one of both speaks alone."""

    text: Text
    line: int
    message: str
    also: set  # The other one's rules at this instruction.
    elsewhere: bool
    quiet: set  # Names of seaworthy's rules at this instruction.
    accepted: bool


def holds(condition, seen):
    if condition in ("elsewhere", "accepted"):
        return getattr(seen, condition)
    if condition in ("last", "!last"):
        return seen.text.is_last(seen.line) == (condition == "last")
    subject, operator, pattern = condition.split(" ", 2)
    found = {"instruction": lambda: [seen.text.instruction(seen.line)], "stage": lambda: [seen.text.stage(seen.line)],
             "file": lambda: ["\n".join(seen.text.lines)], "message": lambda: [seen.message], "also": lambda: seen.also,
             "quiet": lambda: seen.quiet}[subject]()
    return any(re.search(pattern, each, re.I | re.M | re.S) for each in found) == (operator == "~")


def differences():
    rows = []
    for row in DIFFERENCES.read_text().splitlines()[1:]:
        tools, rules, side, conditions, reason = row.split("\t")
        rows.append(Difference(tools.split(), rules.split(), side, [c for c in conditions.split(" AND ") if c], reason))
    return rows


# ------------------------------------------------------------------------------------------------------ the comparison


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/debug/seaworthy", type=pathlib.Path)
    parser.add_argument("--rules", help="for semgrep: the folder with its rules")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the tools' reports, which are made once")
    parser.add_argument("--show", help="print the places of these rules (with `*`) where only one of both speaks, without reason")
    parser.add_argument("--text", type=int, default=0, metavar="LINES", help="with this much of the instruction")
    parser.add_argument("--listed", action="store_true", help="print how often each listed difference is met")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("tool", choices=TOOLS)
    options = parser.parse_args()
    files = sorted(str(file.relative_to(options.folder)) for file in options.folder.glob("*/Dockerfile"))
    texts = {}
    for file in files:
        text = (options.folder / file).read_text(errors="replace")
        texts[file] = Text(text.splitlines(), first_lines(text))

    def place(file, alias, line):
        lines = texts[file].firsts
        whole = alias in WHOLE_FILE or not lines
        return file, 1 if whole else lines[min(max(line, 1), len(lines)) - 1]

    theirs, ours = collections.defaultdict(dict), collections.defaultdict(dict)
    of_file = collections.defaultdict(set)  # place -> rules on the file as a whole that the tool reports there
    names = collections.defaultdict(set)  # place -> names of our rules there
    accepted = collections.defaultdict(set)
    unread = set()
    for file, alias, line, message in (row for row in reported(options, files) if row[0] in texts):
        theirs[alias][place(file, alias, line)] = message
        if alias in WHOLE_FILE:
            of_file[place(file, "", line)].add(alias.split(":", 1)[1])
        if alias in ("hadolint:DL1000", "other:unread"):
            unread.add(file)
    report = output_of([str(options.program.resolve()), "--all-rules", "--format", "json", "--fail-on", "never", "--allow-unread",
                        "."], options.folder)
    steps = {at for alias, places in theirs.items() if alias.startswith("hadolint-shellcheck:") for at in places}
    for finding in report["findings"]:
        if finding["file"] not in texts:
            continue
        if finding.get("suppressed"):
            for alias in finding["aliases"]:
                accepted[alias].add(place(finding["file"], alias, finding["line"]))
            continue
        names[place(finding["file"], "", finding["line"])].add(finding["rule"])
        for alias in finding["aliases"]:
            at = place(finding["file"], alias, finding["line"])
            one_of_several = alias.startswith("hadolint-shellcheck:") and at in steps and at not in theirs[alias]
            if alias.startswith(PREFIXES[options.tool]) and not one_of_several:
                ours[alias][at] = finding["message"]

    listed = differences()
    met = collections.Counter()
    totals = collections.defaultdict(collections.Counter)
    for alias in sorted(set(theirs) | set(ours)):
        tool, rule = alias.split(":", 1)
        if tool == "other":
            continue
        they, we = ({at for at in places[alias] if at[0] not in unread} for places in (theirs, ours))
        count = collections.Counter(both=len(they & we))
        for side, places, said, other in (("missed", they - we, theirs, ours), ("surplus", we - they, ours, theirs)):
            for at in sorted(places):
                file, line = at
                also = {each.split(":", 1)[1] for each in other if at in other[each]}
                seen = Seen(texts[file], line, said[alias][at], also | (of_file[at] if side == "surplus" else set()),
                            any(each[0] == file for each in other[alias]), names[at],
                            at in accepted[alias])
                row = next((row for row in listed if row.explains(tool, rule, side, seen)), None)
                count[side] += 1
                if row:
                    count["listed"] += 1
                    met[row.reason, tool, " ".join(row.rules)] += 1
                elif options.show and fnmatch.fnmatchcase(rule, options.show):
                    print(f"  {side} {rule} {file}:{line} {seen.message[:150]}")
                    if options.text:
                        print("\n".join(f"        | {each[:180]}" for each in seen.text.instruction(line).splitlines()[:options.text]))
        totals[tool].update(count)
        if they != we:
            print(f"{alias:45} both {count['both']:4}, missed {count['missed']:4}, surplus {count['surplus']:4}, "
                  f"listed {count['listed']:4}, unexplained {count['missed'] + count['surplus'] - count['listed']:4}")
    if options.listed:
        for (reason, tool, rules), times in met.most_common():
            print(f"{times:5} {tool} {rules}: {reason}")
    for tool, total in totals.items():
        raw = total["both"] + total["missed"] + total["surplus"]
        judged = raw - total["listed"]
        print(f"{tool}: {total['both']} of {raw} places agree, {100 * total['both'] / max(raw, 1):.1f} %; "
              f"{total['listed']} differ for a listed reason, without them {100 * total['both'] / max(judged, 1):.1f} %; "
              f"{len(files)} files, {len(unread)} that it cannot parse")


if __name__ == "__main__":
    main()
