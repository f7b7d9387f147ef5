"""What changed between two runs beyond the noise.

The number of a round is the ratio to the plain socket in that round, where both runs have it for the same task, so
that another day's machine falls out; else the time itself. The two sets of rounds are compared by Welch's t-test on
the logarithms. A change counts if its false discovery rate among all cases compared (Benjamini and Hochberg) is at
most 5 % and its size, between the medians, is at least 5 %.
"""

import dataclasses
import math
import statistics

import scipy.stats

from triwire_bench.case import Case
from triwire_bench.figures import Rounds

FLOOR = "socket"
FALSE_DISCOVERIES_MAX = 0.05
CHANGE_MIN = 0.05
ROUNDS_MIN = 3


@dataclasses.dataclass(frozen=True)
class Change:
    case: Case
    relative_to_floor: bool
    old: float  # Medians: ratios, or nanoseconds.
    new: float
    p: float
    is_beyond_noise: bool

    @property
    def factor(self) -> float:
        """Above 1 is slower."""
        return self.new / self.old


@dataclasses.dataclass(frozen=True)
class Comparison:
    changes: list[Change]  # The largest first.
    only_old: list[Case]
    only_new: list[Case]
    too_few_rounds: list[Case]


def compare(old: Rounds, new: Rounds) -> Comparison:
    common = [case for case in new.cases() if case in old and not case.counted]
    few, drafts = [], []
    for case in common:
        floor = case.of(FLOOR)
        relative = case.candidate != FLOOR and floor in old and floor in new
        before, after = ((rounds.ratios(case, floor) if relative else list(rounds.values(case).values()))
                         for rounds in (old, new))
        if min(len(before), len(after)) < ROUNDS_MIN:
            few.append(case)
            continue
        drafts.append(Change(case, relative, statistics.median(before), statistics.median(after),
                             _p_value(before, after), False))
    limit = _largest_p(sorted(draft.p for draft in drafts))
    changes = [dataclasses.replace(draft, is_beyond_noise=draft.p <= limit
                                   and max(draft.factor, 1 / draft.factor) >= 1 + CHANGE_MIN) for draft in drafts]
    changes.sort(key=lambda change: -abs(math.log(change.factor)))
    return Comparison(changes, [case for case in old.cases() if case not in new],
                      [case for case in new.cases() if case not in old], few)


def _p_value(before: list[float], after: list[float]) -> float:
    before, after = ([math.log(number) for number in numbers] for numbers in (before, after))
    if len(set(before)) == 1 and len(set(after)) == 1:  # No spread at all: the test is not defined.
        return 1.0 if before[0] == after[0] else 0.0
    return float(scipy.stats.ttest_ind(before, after, equal_var=False).pvalue)


def _largest_p(ascending: list[float]) -> float:
    """Benjamini and Hochberg: p values up to this one count. Below 0 if none does."""
    count = len(ascending)
    counted = [p for rank, p in enumerate(ascending, 1) if p <= FALSE_DISCOVERIES_MAX * rank / count]
    return counted[-1] if counted else -1.0


def describe(comparison: Comparison) -> str:
    """For people."""
    beyond = [change for change in comparison.changes if change.is_beyond_noise]
    lines = [f"{len(beyond)} of {len(comparison.changes)} cases changed beyond the noise "
             f"(Welch's t-test on logarithms, false discovery rate {FALSE_DISCOVERIES_MAX:.0%}, "
             f"change at least {CHANGE_MIN:.0%})"]
    for change in beyond:
        unit = "× socket" if change.relative_to_floor else "ns"
        word = "slower" if change.factor > 1 else "faster"
        lines.append(f"  {change.factor:5.2f} ×  {word}  {change.case.name}: "
                     f"{change.old:.3g} to {change.new:.3g} {unit} (p = {change.p:.2g})")
    for title, cases in (("only in the old run", comparison.only_old), ("only in the new run", comparison.only_new),
                         (f"fewer than {ROUNDS_MIN} rounds", comparison.too_few_rounds)):
        if cases:
            lines.append(f"{title}: {', '.join(case.name for case in cases)}")
    return "\n".join(lines)
