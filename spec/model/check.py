#!/usr/bin/env python3
"""Checks the model: that it holds, that each seeded error is found by the check that should find it, that the
assumptions are needed, and that each witness is reached. Prints one line per run; exits 0 if all are as expected,
1 if not, 2 if it was called wrongly or could not run."""

import argparse
import concurrent.futures
import json
import shutil
import sys

import runs
import spin


def main():
    arguments = parse()
    chosen = choose(arguments)
    if arguments.list:
        for group, run in chosen:
            print(f"{group:9} {run.name:28} {run.parameters:55} {run.about}")
        return 0
    for program in ("spin", "gcc"):
        if not shutil.which(program):
            print(f"check.py: {program} is not installed (Debian: apt-get install {program})", file=sys.stderr)
            return 2
    rows = perform(chosen, arguments.jobs)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"runs": rows}, file, indent=1)
            file.write("\n")
    wrong = [row for row in rows if not row["asExpected"]]
    print(f"{len(rows) - len(wrong)} of {len(rows)} runs as expected")
    return 1 if wrong else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the smaller runs (under half a minute)")
    parser.add_argument("--deep", action="store_true", help="the largest runs too (minutes, several GB)")
    parser.add_argument("--only", metavar="NAME", nargs="+", help="only the runs with these names")
    parser.add_argument("--list", action="store_true", help="say what would be run")
    parser.add_argument("--jobs", type=int, default=2, help="searches at one time (default 2)")
    parser.add_argument("--json", metavar="FILE", help="write the results there too")
    return parser.parse_args()


def choose(arguments):
    groups = [("safety", runs.SAFETY), ("liveness", runs.LIVENESS), ("fault", runs.FAULTS), ("witness", runs.WITNESSES)]
    every = [(group, run) for group, of in groups for run in of]
    if arguments.only:
        names = {run.name for _, run in every}
        for name in arguments.only:
            if name not in names:
                sys.exit(f"check.py: no run is called '{name}'; --list --deep shows all")
        return [(group, run) for group, run in every if run.name in arguments.only]
    return [(group, run) for group, run in every
            if (run.quick or not arguments.quick) and (arguments.deep or not run.deep)
            and not (arguments.quick and group == "witness")]


def perform(chosen, jobs):
    """The longest first, so that no lane is left with one at the end; printed as they end."""
    order = sorted(chosen, key=lambda item: (item[1].quick, not item[1].holds))
    rows = []
    print(f"{'':9} {'run':28} {'states':>9} {'seconds':>7}  result", flush=True)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        futures = {pool.submit(spin.search, run, group == "witness"): (group, run) for group, run in order}
        try:
            for future in concurrent.futures.as_completed(futures):
                rows.append(judge(*futures[future], future.result()))
        except spin.SpinError as error:
            pool.shutdown(cancel_futures=True)
            sys.exit(f"check.py: {error}")
    return rows


def judge(group, run, result):
    expected = result.holds == run.holds and set(run.requirements) <= set(result.requirements)
    said = "holds" if result.holds else result.found
    if run.requirements and not result.holds:
        said = f"found by {run.requirements[0]}" if expected else f"{said}, not by {run.requirements[0]}"
    print(f"{group:9} {run.name:28} {result.states:9} {result.seconds:7.1f}  {said}{'' if expected else '  WRONG'}",
          flush=True)
    return {"group": group, "name": run.name, "about": run.about, "parameters": run.parameters,
            "formula": run.formula, "states": result.states, "seconds": round(result.seconds, 2),
            "result": "holds" if result.holds else "fails", "found": result.found,
            "requirements": list(result.requirements), "asExpected": expected}


if __name__ == "__main__":
    sys.exit(main())
