"""A run as a file in Google Benchmark's JSON format, and back."""

import json
import pathlib

from triwire_bench.case import Case
from triwire_bench.figures import Rounds

# Counters that are totals in a sample and counts per item in the file.
_PER_ITEM = {"nearCpuNs": "near_cpu_ns", "farCpuNs": "far_cpu_ns", "systemCalls": "system_calls",
             "writes": "writes", "reads": "reads", "allocations": "allocations"}
_AS_THEY_ARE = ("p01", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "p999")


def entry(case: Case, round_index: int, rounds: int, sample: dict) -> dict:
    """One sample as one run; `value` and `noisy` are counters too."""
    items = sample["items"]
    run = {
        "name": case.name, "run_name": case.name, "run_type": "iteration", "threads": 1,
        "repetitions": rounds, "repetition_index": round_index, "iterations": items,
        "real_time": sample["wallNs"] / items,
        "cpu_time": (sample["nearCpuNs"] + sample["farCpuNs"]) / items,
        "time_unit": "ns", "items_per_second": items / sample["wallNs"] * 1e9,
        "value": sample["value"], "noisy": 1 if sample["noisy"] else 0,
    }
    run |= {name: sample[name] for name in _AS_THEY_ARE if name in sample}
    run |= {name: sample[old] / items for old, name in _PER_ITEM.items() if old in sample}
    if case.idlers:
        run["bytes_per_idler"] = sample["idleBytes"] / case.idlers
    return run


def write(path: pathlib.Path, context: dict, runs: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"context": context, "benchmarks": runs}, indent=1, ensure_ascii=False) + "\n",
                    encoding="utf-8")


class Run:
    """A file that was read."""

    def __init__(self, context: dict, runs: list[dict]):
        self.context = context
        self.rounds = Rounds((case, run["repetition_index"], run) for run in runs
                             if run.get("run_type") == "iteration" and (case := Case.parse(run["name"])))
        # The parts of the library alone, by Google Benchmark itself.
        self.parts: dict[str, list[float]] = {}
        for run in runs:
            if run.get("run_type") == "iteration" and not Case.parse(run["name"]):
                self.parts.setdefault(run["name"], []).append(run["cpu_time"])


def read(path: pathlib.Path) -> Run:
    """Raises ValueError if it is no such file."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Run(said["context"], said["benchmarks"])
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: not a run in Google Benchmark's JSON format: {error!r}") from error
