"""Searches the model of the ring's sleep and wake-up with Spin, and shows that the seeded errors are found."""

import pathlib
import re
import subprocess
import sys
import tempfile

MODEL = pathlib.Path(__file__).with_name("ring.pml")
FAULTS = ["NO_LOOK", "FLAG_LATE", "RING_EARLY"]


def holds(*defines):
    with tempfile.TemporaryDirectory(prefix="triwire-ring-") as folder:
        for command in (["spin", "-a", *defines, str(MODEL)],
                        ["gcc", "-w", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c"]):
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        output = subprocess.run(["./pan"], cwd=folder, check=True, capture_output=True, text=True).stdout
    errors = re.search(r"errors: (\d+)", output)
    if errors is None or "max search depth too small" in output:
        sys.exit(f"ring.pml: the search did not end:\n{output}")
    return errors.group(1) == "0"


if not holds():
    sys.exit("ring.pml: a wake-up can be lost")
for fault in FAULTS:
    if holds(f"-D{fault}"):
        sys.exit(f"ring.pml: the search does not find {fault}")
print(f"ring.pml: no wake-up is lost; {len(FAULTS)} seeded errors are found")
