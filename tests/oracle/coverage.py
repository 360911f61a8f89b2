#!/usr/bin/env python3
"""Lists groups of problems that peers report and no rule of seaworthy stands for.

Development only. The table of groups is given by its path: tab-separated, with the columns slug, target and peer_ids
(blank-separated `peer:id`). A group is covered when a rule has one of its ids among its aliases, or when
docs/differences.md names it, in backticks, in the table "Not judged".

  tests/oracle/coverage.py --program build/debug/seaworthy --groups groups.tsv [--target dockerfile] [--partly]

Exit status: 0 every group is covered; 1 otherwise.
"""

import argparse
import csv
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def not_judged():
    text = (ROOT / "docs/differences.md").read_text()
    section = re.search(r"^### Not judged\n(.*?)(?=^##|\Z)", text, re.M | re.S)
    return set(re.findall(r"^\| `([\w-]+)`", section.group(1), re.M)) if section else set()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--groups", required=True, type=pathlib.Path)
    parser.add_argument("--target", default="dockerfile")
    parser.add_argument("--partly", action="store_true", help="list the ids that a covered group lacks, too")
    options = parser.parse_args()
    catalogue = json.loads(subprocess.run([options.program, "rules", "--format", "json"], capture_output=True, text=True).stdout)
    rules = catalogue["rules"] if isinstance(catalogue, dict) else catalogue
    aliases = {alias for rule in rules for alias in rule["aliases"]}
    listed, count, covered, excused, missing = not_judged(), 0, 0, 0, 0
    with options.groups.open() as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if options.target not in row["target"].split():
                continue
            count += 1
            ids = row["peer_ids"].split()
            absent = [peer for peer in ids if peer not in aliases]
            if len(absent) < len(ids):
                covered += 1
                if absent and options.partly:
                    print(f"partly: {row['slug']}: {' '.join(absent)}")
            elif row["slug"] in listed:
                excused += 1
            else:
                missing += 1
                print(f"no rule: {row['slug']}: {' '.join(ids)}")
    print(f"{count} groups: {covered} have a rule, {excused} are listed as not judged, {missing} are missing")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
