"""The arithmetic: what the rounds of a case say."""

import dataclasses
import statistics
from collections.abc import Iterable

from triwire_bench.case import Case


@dataclasses.dataclass(frozen=True)
class Spread:
    median: float
    least: float
    most: float


def spread(numbers: Iterable[float]) -> Spread:
    """Of at least one number."""
    numbers = list(numbers)
    return Spread(statistics.median(numbers), min(numbers), max(numbers))


class Rounds:
    """The samples of a run: for each case, what each round gave."""

    def __init__(self, samples: Iterable[tuple[Case, int, dict]]):
        """`samples`: case, round and figures."""
        self._samples: dict[Case, dict[int, dict]] = {}
        for case, index, figures in samples:
            self._samples.setdefault(case, {})[index] = figures

    def __contains__(self, case: Case) -> bool:
        return case in self._samples

    def cases(self) -> list[Case]:
        return list(self._samples)

    def figure(self, case: Case, name: str) -> dict[int, float]:
        """`name` of each round that has it."""
        rounds = self._samples.get(case, {})
        return {index: figures[name] for index, figures in rounds.items() if name in figures}

    def values(self, case: Case) -> dict[int, float]:
        """The one number of each round: nanoseconds of a round trip (its median) or of a message."""
        return self.figure(case, "value")

    def value(self, case: Case) -> Spread | None:
        values = self.values(case)
        return spread(values.values()) if values else None

    def median(self, case: Case, name: str) -> float | None:
        figures = self.figure(case, name)
        return statistics.median(figures.values()) if figures else None

    def ratios(self, case: Case, other: Case) -> list[float]:
        """Taken within each round, so that a drift of the machine falls out."""
        values, others = self.values(case), self.values(other)
        return [values[index] / others[index] for index in sorted(values) if others.get(index)]

    def ratio(self, case: Case, other: Case) -> Spread | None:
        ratios = self.ratios(case, other)
        return spread(ratios) if ratios else None

    def noisy(self) -> tuple[int, int]:
        """How many samples are marked, of how many."""
        samples = [figures for rounds in self._samples.values() for figures in rounds.values()]
        return sum(1 for figures in samples if figures.get("noisy")), len(samples)


def value_of(case: Case, sample: dict) -> float:
    """The one number of a sample, in nanoseconds."""
    if case.measure in ("roundTrip", "connect"):
        return sample["p50"]
    if case.measure == "quiet":
        return sample["farCpuNs"] / sample["iterations"]
    return sample["wallNs"] / sample["items"]
