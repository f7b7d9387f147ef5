#!/usr/bin/env python3
"""What each implementation passed, in groups of requirements, of a run's report. As JSON, for the specification's site:

    matrix.py out/conformance/report.jsonl >conformance/implementations.json

One run of several subjects. Nothing is judged here: verdicts, reasons, names and versions are the report's.
"""
import json
import sys

RAN = {"pass", "fail", "warn", "inconclusive"}

if len(sys.argv) != 2:
    sys.exit(__doc__.strip())
subjects, run, ended = {}, {}, ""
with open(sys.argv[1], encoding="utf-8") as report:
    for record in map(json.loads, report):
        kind = record["record"]
        if kind == "run":
            run = record
        elif kind == "finished":
            ended = record["ended"]
        elif kind == "subject":
            about = {name: record[name] for name in ("name", "version", "url", "profile")}
            subjects[record["subject"]] = {"subject": record["subject"], **about, "groups": {}, "deviations": []}
        elif kind == "result":
            subject, requirement, verdict = (record[name] for name in ("subject", "requirement", "verdict"))
            group = requirement.split("-")[1]
            count = subjects[subject]["groups"].setdefault(group, {"passed": 0, "ran": 0})
            count["passed"] += verdict == "pass"
            count["ran"] += verdict in RAN
            if verdict in RAN - {"pass"}:
                subjects[subject]["deviations"].append(
                    {"requirement": requirement, "verdict": verdict, "reason": record.get("known", "")})
if not ended:
    sys.exit(f"matrix.py: {sys.argv[1]} is not finished; expected a record \"finished\" at its end")
of_run = {"ended": ended, "suite": run["suite"], "specification": run["specification"], "system": run["system"].split(" ")[0]}
lines = ",\n  ".join(json.dumps(subject, ensure_ascii=False) for subject in subjects.values())
print(json.dumps(of_run)[:-1] + f',\n "subjects": [\n  {lines}]}}')
