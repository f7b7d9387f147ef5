"""Takes the samples of a plan, in rounds."""

import json
import pathlib
import subprocess
import sys
import time

from triwire_bench import gbench, machine, plan as plans, programs
from triwire_bench.case import Case
from triwire_bench.figures import value_of

PARTS = ("bench-codec", "bench-call_and_return")
ROUNDS_MIN = 3  # Fewer say nothing about noise.


class Progress:
    """A line on a terminal that is written over; elsewhere one line a round."""

    def __init__(self, samples: int):
        self._samples, self._done, self._begin = samples, 0, time.monotonic()

    def step(self, what: str) -> None:
        self._done += 1
        if not sys.stderr.isatty():
            return
        left = (time.monotonic() - self._begin) / self._done * (self._samples - self._done)
        sys.stderr.write(f"\r\033[K{self._done} of {self._samples} · {_duration(left)} left · {what}"[:110])
        sys.stderr.flush()

    def round(self, text: str) -> None:
        sys.stderr.write(("\r\033[K" if sys.stderr.isatty() else "") + text + "\n")


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes}:{seconds:02}"


def run(plan: plans.Plan, folder: pathlib.Path, candidates: list[programs.Candidate]) -> tuple[list[dict], list[str]]:
    """The runs for the file, and what failed: one sentence each."""
    groups = plans.cases_of(plan, candidates)
    by_name = {candidate.name: candidate for candidate in candidates}
    runs: list[dict] = []
    failures: list[str] = []
    try:
        _rounds(plan, folder, groups, by_name, runs, failures)
    except KeyboardInterrupt:
        failures.append("interrupted: what was measured until then is told")
    return runs + _parts(plan, folder), failures


def _rounds(plan: plans.Plan, folder: pathlib.Path, groups: list[list[Case]],
            by_name: dict[str, programs.Candidate], runs: list[dict], failures: list[str]) -> None:
    """Adds to `runs` and `failures` as it goes."""
    samples = sum(len(group) for group in groups)
    progress, begin = Progress(samples * plan.rounds), time.monotonic()
    for index in range(plan.rounds):
        began = time.monotonic()
        noisy = 0
        for case in plans.order(groups, index):
            progress.step(case.name)
            try:
                sample = _sample(by_name[case.candidate], case, plan.seconds, folder)
            except programs.SampleError as error:
                failures.append(f"round {index + 1}: {error}")
                continue
            noisy += sample["noisy"]
            runs.append(gbench.entry(case, index, plan.rounds, sample))
        now = time.monotonic()
        left = (now - began) * (plan.rounds - index - 1)
        progress.round(f"round {index + 1} of {plan.rounds}: {samples} samples, {noisy} noisy, "
                       f"about {_duration(left)} left")
        if plan.budget_seconds and index + 1 >= ROUNDS_MIN and (now - begin) + (now - began) > plan.budget_seconds:
            if index + 1 < plan.rounds:
                progress.round(f"no more rounds: another would end after {plan.budget_seconds:g} s")
            return


def _sample(candidate: programs.Candidate, case: Case, seconds: float, folder: pathlib.Path) -> dict:
    watch = machine.Watch()
    sample = programs.take_sample(candidate, case, seconds, folder)
    return sample | {"value": value_of(case, sample), "noisy": watch.is_noisy()}


def _parts(plan: plans.Plan, folder: pathlib.Path) -> list[dict]:
    """What Google Benchmark says of the parts of the library alone."""
    runs = []
    for program in PARTS:
        done = subprocess.run(
            [str(folder / program), "--benchmark_format=json", f"--benchmark_repetitions={plan.rounds}",
             f"--benchmark_min_time={plan.seconds / 4:g}"],
            capture_output=True, text=True, check=True, timeout=600)
        runs += json.loads(done.stdout)["benchmarks"]
    return runs
