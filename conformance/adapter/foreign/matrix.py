#!/usr/bin/env python3
"""The matrix of implementations and groups of requirements, of a run's report, as AsciiDoc.

    matrix.py FOLDER     reads FOLDER/report.jsonl and writes FOLDER/matrix.adoc

A cell says how many of the group's requirements passed, of how many that ran. What an implementation does not
offer did not run, and is no failure: an empty cell.
"""
import collections
import json
import pathlib
import sys

RAN = {"pass", "fail", "warn", "inconclusive"}

folder = pathlib.Path(sys.argv[1])
subjects, cells, run, ended = {}, collections.defaultdict(collections.Counter), {}, ""
groups = {}
with open(folder / "report.jsonl", encoding="utf-8") as report:
    for record in map(json.loads, report):
        kind = record["record"]
        if kind == "run":
            run = record
        elif kind == "finished":
            ended = record["ended"]
        elif kind == "subject":
            subjects[record["subject"]] = record
        elif kind == "result":
            group = record["requirement"].split("-")[1]
            groups.setdefault(group)
            cells[record["subject"], group][record["verdict"]] += 1
if not ended:
    sys.exit(f"matrix.py: {folder}/report.jsonl is not finished; expected a record \"finished\" at its end")


def cell(subject, group):
    verdicts = cells[subject, group]
    ran = sum(count for verdict, count in verdicts.items() if verdict in RAN)
    if ran == 0:
        return "|"
    passed = verdicts["pass"]
    return f"|{passed} of {ran}" if passed < ran else f"|*{passed}*"


def head(subject):
    about = subjects[subject]
    name = about["name"] if about["name"] == subject else f"{about['name']} ({subject})"
    link = about["url"].removeprefix("git+").removesuffix(".git")
    link = link if link.startswith("https://") else ""
    return f"|{link + '[' + name + ']' if link else name} |{about['version']} |{about['profile']}"


columns = [group for group in groups if any(cell(subject, group) != "|" for subject in subjects)]
lines = [
    f"Run on {ended[:10]} by version {run['suite']} of the suite on {run['system'].split(' ')[0]}, of version "
    f"{run['specification']} of this specification.",
    "A cell is how many of a group's requirements passed, of how many that ran; bold: all of them. What an "
    "implementation does not offer did not run.",
    "",
    f'[cols="3,1,1{",1" * len(columns)}",options="header"]',
    "|===",
    "|Implementation |Version |Profile " + " ".join(f"|TW-{group}" for group in columns),
    *(head(subject) + " " + " ".join(cell(subject, group) for group in columns) for subject in subjects),
    "|===",
]
(folder / "matrix.adoc").write_text("\n".join(lines) + "\n", encoding="utf-8")
print(f"the matrix is {folder}/matrix.adoc")
