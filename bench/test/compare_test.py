"""What counts as changed between two runs."""

import random
import unittest

from triwire_bench.case import Case
from triwire_bench.compare import compare, describe
from triwire_bench.figures import Rounds

FLOOR = Case("roundTrip", "socket")
ROUNDS = 5


def run(seed: int, factors: dict[str, float], machine: float = 1.0, rounds: int = ROUNDS) -> Rounds:
    """A floor of 50 µs, and candidates at `factors` of it, each with 2 % of noise on a machine of some speed."""
    chance = random.Random(seed)
    samples = []
    for index in range(rounds):
        for name, factor in {"socket": 1.0, **factors}.items():
            value = 50_000 * machine * factor * chance.gauss(1, 0.02)
            samples.append((FLOOR.of(name), index, {"value": value}))
    return Rounds(samples)


def changed(old: Rounds, new: Rounds) -> dict[str, float]:
    return {change.case.candidate: round(change.factor, 1) for change in compare(old, new).changes
            if change.is_beyond_noise}


class CompareTest(unittest.TestCase):
    STEADY = {f"c{number}": 0.1 * (number + 1) for number in range(30)}

    def test_the_same_again_is_no_change(self):
        for seed in range(0, 40, 2):
            self.assertEqual(changed(run(seed, self.STEADY), run(seed + 1, self.STEADY)), {})

    def test_one_that_is_a_third_slower_is_found_among_thirty(self):
        slower = self.STEADY | {"c7": self.STEADY["c7"] * 1.33}
        self.assertEqual(changed(run(1, self.STEADY), run(2, slower)), {"c7": 1.3})

    def test_a_slower_machine_is_no_change_of_what_is_told_beside_the_floor(self):
        self.assertEqual(changed(run(1, self.STEADY), run(2, self.STEADY, machine=3)), {"socket": 3.0})

    def test_a_change_below_five_percent_does_not_count_however_sure(self):
        exact = Rounds((FLOOR, index, {"value": 100}) for index in range(ROUNDS))
        larger = Rounds((FLOOR, index, {"value": 104}) for index in range(ROUNDS))
        self.assertEqual(changed(exact, larger), {})

    def test_numbers_without_any_spread_are_compared_as_they_are(self):
        exact = Rounds((FLOOR, index, {"value": 100}) for index in range(ROUNDS))
        larger = Rounds((FLOOR, index, {"value": 150}) for index in range(ROUNDS))
        self.assertEqual(changed(exact, larger), {"socket": 1.5})
        self.assertEqual(changed(exact, exact), {})

    def test_too_few_rounds_and_cases_of_one_run_are_named_not_judged(self):
        compared = compare(run(1, {"a": 1, "b": 1}, rounds=2), run(2, {"a": 1, "c": 1}))
        self.assertEqual(compared.changes, [])
        self.assertEqual([case.candidate for case in compared.too_few_rounds], ["socket", "a"])
        self.assertIn("only in the old run: roundTrip/b/", describe(compared))
        self.assertIn("only in the new run: roundTrip/c/", describe(compared))


unittest.main()
