#!/usr/bin/env python3
"""Runs every command of the tutorial, and looks for each line that it says the command prints.

    tutorial_test.py TRIWIRE SOURCE     the program, and the folder with conformance/ in it
"""

import pathlib
import re
import subprocess
import sys

triwire, source = sys.argv[1], pathlib.Path(sys.argv[2])
tutorial = (source / "conformance" / "README.md").read_text()
steps = re.findall(r"```sh\n(.*?)\n```\n\n```\n(.*?)\n```", tutorial, re.DOTALL)
assert len(steps) == tutorial.count("```sh\n") > 0, "a command of the tutorial has no output beside it"

missing = []
for command, expected in steps:
    run = subprocess.run(command.replace("build/release/bin/triwire", triwire), shell=True, cwd=source,
                         capture_output=True, text=True, check=False)
    lines = [line for line in expected.splitlines() if line not in run.stdout]
    missing += [f"{command}\n  does not print: {line}\n{run.stdout}{run.stderr}" for line in lines]
sys.exit("\n".join(missing) or 0)
