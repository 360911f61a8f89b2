#!/usr/bin/env python3
"""Holds what other tools say of real Dockerfiles against seaworthy's findings, instruction by instruction.

Development only: nothing here runs in CI. Each Dockerfile stands in a folder of its own, so that nothing beside it
counts; the tools are those on the PATH.

    real_dockerfiles.py --program build/debug/seaworthy FOLDER hadolint
    real_dockerfiles.py --program build/debug/seaworthy FOLDER trivy --show DS-0029

Prints for each rule how often both speak of an instruction, the tool alone (missed) and seaworthy alone (surplus).
Findings that a tool reports for a file as a whole agree when seaworthy has one anywhere in it. hadolint prints one of
ShellCheck's findings for each instruction; where it prints one, others of seaworthy's are left out of the count.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

from dockerfile_peers import first_lines

WHOLE_FILE = {"trivy:DS-0002", "trivy:DS-0026", "checkov:CKV_DOCKER_2", "checkov:CKV_DOCKER_3"}
PREFIXES = {"hadolint": ("hadolint:", "hadolint-shellcheck:"), "tally": ("tally:", "buildkit:"), "trivy": ("trivy:DS-",),
            "checkov": ("checkov:CKV_DOCKER", "checkov:CKV2_DOCKER"), "semgrep": ("semgrep:",)}


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
            yield file, f"{peer}:{row['code']}", row["line"]


def tally(folder, files, _):
    peers = {"buildkit": "buildkit:", "tally": "tally:tally/"}
    for file in files:
        report = output_of(["tally", "lint", "--no-config", "--slow-checks", "off", "--format", "json", "--fail-level",
                            "none", file], folder)
        for violation in (v for each in (report or {"files": []})["files"] for v in each["violations"]):
            group, _, rest = violation["rule"].partition("/")
            if group in peers:
                yield file, peers[group] + rest, violation["location"]["start"]["line"]


def trivy(folder, _, __):
    report = output_of(["trivy", "config", "--quiet", "--skip-check-update", "--format", "json", "."], folder)
    for result in (report or {}).get("Results") or []:
        for row in result.get("Misconfigurations") or []:
            number = int(re.search(r"(\d+)$", row["ID"]).group(1))
            yield result["Target"], f"trivy:DS-{number:04}", row["CauseMetadata"].get("StartLine") or 1


def checkov(folder, _, __):
    reports = output_of(["checkov", "--quiet", "--compact", "--soft-fail", "--output", "json", "--skip-download",
                         "--framework", "dockerfile", "--directory", "."], folder) or []
    for report in reports if isinstance(reports, list) else [reports]:
        for row in report["results"]["failed_checks"]:
            yield row["file_path"].lstrip("/"), f"checkov:{row['check_id']}", row["file_line_range"][0]


def semgrep(folder, files, rules):
    report = output_of(["semgrep", "--config", rules, "--metrics=off", "--disable-version-check", "--json", "--no-git-ignore",
                        *files], folder)
    for row in (report or {"results": []})["results"]:
        yield row["path"], "semgrep:" + row["check_id"].split(".")[-1], row["start"]["line"]


TOOLS = {"hadolint": hadolint, "tally": tally, "trivy": trivy, "checkov": checkov, "semgrep": semgrep}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/debug/seaworthy", type=pathlib.Path)
    parser.add_argument("--rules", help="for semgrep: the folder with its rules")
    parser.add_argument("--show", help="print the places of this rule where only one of both speaks")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("tool", choices=TOOLS)
    options = parser.parse_args()
    files = sorted(str(file.relative_to(options.folder)) for file in options.folder.glob("*/Dockerfile"))
    firsts = {file: first_lines((options.folder / file).read_text(errors="replace")) for file in files}

    def place(file, alias, line):
        lines = firsts[file]
        whole = alias in WHOLE_FILE or not lines
        return file, 1 if whole else lines[min(max(line, 1), len(lines)) - 1]

    theirs, ours = collections.defaultdict(set), collections.defaultdict(set)
    unread = set()
    for file, alias, line in TOOLS[options.tool](options.folder, files, options.rules):
        theirs[alias].add(place(file, alias, line))
        if alias == "hadolint:DL1000":
            unread.add(file)
    report = output_of([str(options.program.resolve()), "--all-rules", "--format", "json", "--fail-on", "never", "--allow-unread",
                        "."], options.folder)
    steps = {at for alias, places in theirs.items() if alias.startswith("hadolint-shellcheck:") for at in places}
    for finding in report["findings"]:
        for alias in finding["aliases"] if finding["file"] in firsts else []:
            at = place(finding["file"], alias, finding["line"])
            one_of_several = alias.startswith("hadolint-shellcheck:") and at in steps and at not in theirs[alias]
            if alias.startswith(PREFIXES[options.tool]) and not one_of_several:
                ours[alias].add(at)
    total = collections.Counter()
    for alias in sorted(set(theirs) | set(ours)):
        they, we = ({at for at in places[alias] if at[0] not in unread} for places in (theirs, ours))
        total.update(both=len(they & we), missed=len(they - we), surplus=len(we - they))
        if they != we:
            print(f"{alias:45} both {len(they & we):4}, missed {len(they - we):4}, surplus {len(we - they):4}")
        if options.show and alias.endswith(options.show):
            for kind, places in (("missed", they - we), ("surplus", we - they)):
                print("\n".join(f"  {kind} {file}:{line}" for file, line in sorted(places)))
    print(f"{options.tool}: {total['both']} of {total.total()} places agree, "
          f"{100 * total['both'] / max(total.total(), 1):.1f} %; {len(files)} files, {len(unread)} that it cannot parse")


if __name__ == "__main__":
    main()
