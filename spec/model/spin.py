"""Runs Spin on the model: translate, compile, search, and follow what was found."""

import dataclasses
import re
import subprocess
import tempfile
import time

from runs import HERE

MODEL = HERE / "triwire.pml"
SECONDS_MAX = 900


class SpinError(Exception):
    """Spin, the compiler or the search did not do their work: no verdict."""


@dataclasses.dataclass
class Result:
    holds: bool
    states: int
    seconds: float
    found: str  # Of a failure: what failed, with its place.
    requirements: tuple  # Those of the check that failed.
    steps: list  # What the failing run showed: the lines of visible.pml, in order.


def search(run, shortest=False):
    """Searches all of `run` (or up to the first failure; `shortest`: breadth first, the nearest one)."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="triwire-model-") as folder:
        do(["spin", "-a", *run.defines, str(MODEL)], folder)
        # Long searches are worth a compiler that takes its time.
        kind = ["-DNFAIR=3"] if run.formula else ["-DSAFETY", "-DNOCLAIM"]
        level = "-O1" if run.holds else "-O0"
        do(["gcc", level, "-w", *kind, *(["-DBFS"] if shortest else []), "-DNOREDUCE", "-o", "pan", "pan.c"], folder)
        options = ["-a", "-f", "-N", run.formula] if run.formula else []
        output = do(["./pan", "-n", "-m200000", "-w20", *options], folder)
        if "max search depth too small" in output or not re.search(r"errors: \d+", output):
            raise SpinError(f"{run.name}: the search did not finish:\n{output}")
        holds = "errors: 0" in output
        found, requirements, steps = ("", (), []) if holds else _follow(run, folder, output)
        states = int(float(re.search(r"([\d.e+]+) states, stored", output)[1]))
    return Result(holds, states, time.monotonic() - began, found, requirements, steps)


def _follow(run, folder, output):
    """Replays the trail: which check failed, and what an application saw on the way there."""
    replay = do(["spin", "-t", "-B", *run.defines, "-k", MODEL.name + ".trail", str(MODEL)], folder)
    steps = [line.strip()[2:] for line in replay.splitlines() if line.strip().startswith("@ ")]
    place = re.search(r"(\w+\.pml):(\d+), Error: assertion violated", replay)
    if place:
        return f"assertion at {place[1]}:{place[2]}", _tags(place[1], int(place[2])), steps
    what = re.search(r"pan:\d: (.*?)(?: \(at depth.*)?$", output, re.MULTILINE)
    return what[1] if what else "unknown", (), steps


def _tags(file, line):
    """The requirements written beside a check: on its lines, or in a comment of its own next to it."""
    lines = (HERE / file).read_text().splitlines()
    first = last = line - 1
    while last + 1 < len(lines) and not lines[last].rstrip().endswith((";", "*/")):
        last += 1
    near = lines[max(first - 1, 0):first] if lines[first - 1].lstrip().startswith("/*") else []
    after = lines[last + 1:last + 2] if lines[last + 1].lstrip().startswith("/* TW-") else []
    return tuple(re.findall(r"TW-[A-Z]+-\d+", "\n".join([*near, *lines[first:last + 1], *after])))


def do(command, folder):
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=SECONDS_MAX)
    except subprocess.TimeoutExpired:
        raise SpinError(f"{command[0]} took longer than {SECONDS_MAX} s") from None
    if done.returncode != 0:
        raise SpinError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout
