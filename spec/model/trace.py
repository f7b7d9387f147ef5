#!/usr/bin/env python3
"""Asks whether the model explains recorded histories: the cases of a report.jsonl that the conformance suite wrote.

Only the order within each actor's own log is trusted; Spin searches for an order of everything that the model can
show. Prints one line per history, and exits 0 if all are explained, 1 if one is not, 2 if it could not run."""

import argparse
import concurrent.futures
import fnmatch
import itertools
import json
import os
import subprocess
import sys
import tempfile

import spin
from history import Logs, NotModelled

SECONDS_MAX = 60


def cases(path, wanted):
    with open(path, encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record.get("record") == "case" and record.get("ending") == "ended" and (
                    not wanted or any(fnmatch.fnmatch(record["scenario"], glob) for glob in wanted)):
                yield record


def read(path, wanted):
    """The logs of the cases that the model can follow, and the others with the reason."""
    followed, left = [], []
    for case in cases(path, wanted):
        name = f"{case['subject']} {case['scenario']}"
        try:
            followed.append((name, Logs(case["history"])))
        except NotModelled as reason:
            left.append((name, str(reason)))
    return followed, left


def likeness(item):
    return sorted(item[1].uses), item[1].renderers


def compile_all(followed, folder):
    """One program for all histories: what they have in common is the largest of each."""
    renderers = max(logs.renderers for _, logs in followed)
    entries, starts = [], []
    for _, logs in followed:
        for actor in [*(f"r{r}" for r in range(renderers)), "main"]:
            starts.append(len(entries))
            entries += [*logs.log.get(actor, []), ("END", 0, 0, 0)]
    with open(os.path.join(folder, "history.pml"), "w", encoding="utf-8") as file:
        for at, column in enumerate(("What", "Who", "Id", "Detail")):
            values = ", ".join(str(entry[at]) for entry in entries)
            file.write(f"hidden byte logged{column}[{len(entries)}] = {{ {values} }};\n")
        file.write(f"hidden int startOf[{len(starts)}] = {{ {', '.join(map(str, starts))} }};\n")
    calls = max(logs.calls for _, logs in followed)
    uses = set().union(*(logs.uses for _, logs in followed))
    defines = [f"-DRENDERERS={renderers}", f"-DCALLS={calls}", f"-DEVENTS={max(logs.events for _, logs in followed)}",
               "-DTRACE=1", f"-DHISTORY={folder}/history.pml",
               *(f"-D{name}={int(name in uses)}" for name in ("DEADLINES", "DEATHS", "CLOSES", "MAIN_DIES", "RENDERER_DIES"))]
    spin.do(["spin", "-a", *defines, str(spin.MODEL)], folder)
    spin.do(["gcc", "-O0", "-w", "-DSAFETY", "-DVECTORSZ=16384", "-DCOLLAPSE", "-DNOCLAIM", "-DNOREDUCE", "-o", "pan", "pan.c"], folder)


def explained(folder, which):
    """True, False, or None if the search took too long."""
    try:
        done = subprocess.run([os.path.join(folder, "pan"), "-n", "-E", "-m100000", "-w18"], cwd=folder, capture_output=True,
                              text=True, timeout=SECONDS_MAX, env={**os.environ, "WHICH": str(which)}, check=True)
    except subprocess.TimeoutExpired:
        return None
    if "errors: " not in done.stdout or "VECTORSZ" in done.stdout:
        raise spin.SpinError(done.stdout + done.stderr)
    return "assertion violated 0" in done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", help="a report.jsonl")
    parser.add_argument("--scenario", metavar="GLOB", action="append", default=[],
                        help="only the cases of these scenarios, as in 'sync/*'; again for more")
    parser.add_argument("--jobs", type=int, default=2, help="searches at one time (default 2)")
    arguments = parser.parse_args()
    try:
        followed, left = read(arguments.report, arguments.scenario)
    except (OSError, ValueError) as error:
        print(f"trace.py: {arguments.report}: {error}", file=sys.stderr)
        return 2
    for name, reason in left:
        print(f"not modelled   {name}: {reason}")
    if not followed:
        print("trace.py: no history that the model can follow", file=sys.stderr)
        return 2
    # Those alike in what can happen share a program.
    groups = [list(group) for _, group in itertools.groupby(sorted(followed, key=likeness), likeness)]
    verdicts = []
    try:
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            for group in groups:
                with tempfile.TemporaryDirectory(prefix="triwire-trace-") as folder:
                    compile_all(group, folder)
                    verdicts += pool.map(lambda which: explained(folder, which), range(len(group)))
    except spin.SpinError as error:
        print(f"trace.py: {error}", file=sys.stderr)
        return 2
    followed = [item for group in groups for item in group]
    words = {True: "explained", False: "NOT explained", None: "undecided"}
    for (name, _), verdict in zip(followed, verdicts):
        print(f"{words[verdict]:14} {name}")
    print(f"{verdicts.count(True)} explained, {verdicts.count(False)} not, {verdicts.count(None)} undecided, "
          f"{len(left)} not modelled")
    return 1 if False in verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
