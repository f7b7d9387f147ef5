"""Which cases are sampled, in which order."""

import dataclasses
import random

from triwire_bench import style
from triwire_bench.case import Case
from triwire_bench.programs import Candidate

IDLERS = (9, 99, 999)


@dataclasses.dataclass(frozen=True)
class Plan:
    rounds: int
    seconds: float  # Of each sample.
    budget_seconds: float | None  # After it, no round begins beyond the third.
    round_trip_loads: tuple[str, ...]
    in_flight_loads: tuple[str, ...]  # Beyond 1 KiB, 64 requests do not fit into the buffers between two plain sockets.
    one_way_loads: tuple[str, ...]
    variants_at_all_loads: bool = False  # Else settings that are not the default are timed at 64 B only.


SMOKE = Plan(1, 0, None, ("64",), ("64",), ("65536",))
QUICK = Plan(5, 0.08, 150, ("64", "1024", "65536", "1048576"), ("64",), ("64", "1024"))
FULL = Plan(15, 0.5, None, ("0", "64", "1024", "65536", "1048576", "nested"),
            ("0", "64", "1024", "nested"), ("0", "64", "1024", "65536", "1048576", "nested"),
            variants_at_all_loads=True)


def tasks(plan: Plan) -> list[Case]:
    """Every task once, with no candidate yet."""
    cases = [Case("roundTrip", "", load) for load in plan.round_trip_loads]
    cases += [Case("roundTrip", "", "64", pin) for pin in ("apart", "together")]
    cases += [Case("inFlight", "", load) for load in plan.in_flight_loads]
    cases += [Case("oneWay", "", load) for load in plan.one_way_loads]
    cases += [Case("connect", ""), Case("quiet", "")]
    cases += [Case("roundTrip", "", idlers=idlers) for idlers in IDLERS]
    cases += [Case("roundTrip", "", counted=True), Case("inFlight", "", counted=True)]
    cases += [Case("oneWay", "", plan.one_way_loads[0], counted=True)]
    return cases


def cases_of(plan: Plan, candidates: list[Candidate]) -> list[list[Case]]:
    """The cases, by task: what is compared stands together."""
    groups = []
    for task in tasks(plan):
        group = [task.of(candidate.name) for candidate in candidates if candidate.has(task)]
        groups.append([case for case in group if _is_wanted(plan, case)])
    return [group for group in groups if group]


def _is_wanted(plan: Plan, case: Case) -> bool:
    if case.idlers:  # For one way to talk: it is main that has the renderers, whatever they say.
        return case.candidate in ("triwire.sendSync", "triwire.sendSync.shared")
    return plan.variants_at_all_loads or not style.is_variant(case.candidate) or case.measure != "roundTrip" or case.load == "64"


def order(groups: list[list[Case]], round_index: int) -> list[Case]:
    """Of one round. Candidates of a task alternate in an order of their own in each round, so that none
    always follows the same neighbour; the same round has the same order on every machine."""
    shuffled = []
    for group in groups:
        group = list(group)
        random.Random(round_index).shuffle(group)
        shuffled += group
    return shuffled
