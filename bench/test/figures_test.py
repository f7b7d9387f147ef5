"""Medians, ratios within a round, and targets judged by them."""

import unittest

from triwire_bench import targets
from triwire_bench.case import Case
from triwire_bench.figures import Rounds, Spread, spread, value_of

FLOOR, SUBJECT = Case("roundTrip", "socket"), Case("roundTrip", "triwire.sendSync")


def rounds(**values) -> Rounds:
    """Of the plain socket and of sendSync; None for a round without a sample."""
    cases = {"floor": FLOOR, "subject": SUBJECT}
    return Rounds((cases[name], index, {"value": value}) for name, numbers in values.items()
                  for index, value in enumerate(numbers) if value is not None)


class FiguresTest(unittest.TestCase):
    def test_median_is_the_middle_or_the_mean_of_the_two_in_the_middle(self):
        self.assertEqual(spread([3, 1, 9]), Spread(3, 1, 9))
        self.assertEqual(spread([4, 1, 9, 2]), Spread(3, 1, 9))

    def test_ratios_are_taken_within_a_round(self):
        self.assertEqual(rounds(floor=[1, 10, 100], subject=[2, 20, 300]).ratio(SUBJECT, FLOOR), Spread(2, 2, 3))

    def test_a_round_that_only_one_has_gives_no_ratio(self):
        self.assertEqual(rounds(floor=[1, None, 4], subject=[2, 50, 4]).ratios(SUBJECT, FLOOR), [2, 1])
        self.assertIsNone(rounds(floor=[1], subject=[]).ratio(SUBJECT, FLOOR))

    def test_the_value_of_messages_is_wall_time_per_message(self):
        sample = {"p50": 7, "wallNs": 1000, "items": 10, "farCpuNs": 30, "iterations": 2}
        self.assertEqual([value_of(Case(measure, "c"), sample) for measure in
                          ("roundTrip", "connect", "oneWay", "inFlight", "quiet")], [7, 7, 100, 100, 15])

    def test_noisy_samples_are_counted_and_kept(self):
        marked = Rounds([(FLOOR, 0, {"value": 1, "noisy": 1}), (FLOOR, 1, {"value": 3, "noisy": 0})])
        self.assertEqual(marked.noisy(), (1, 2))
        self.assertEqual(marked.value(FLOOR), Spread(2, 1, 3))


class TargetsTest(unittest.TestCase):
    def first(self, measured: Rounds) -> targets.Row:
        return targets.judge(measured)[0]

    def test_sendsync_beside_the_plain_socket_is_met_at_its_limit_and_missed_beyond(self):
        self.assertTrue(self.first(rounds(floor=[100] * 3, subject=[15, 15, 90])).is_met)
        self.assertFalse(self.first(rounds(floor=[100] * 3, subject=[16, 16, 1])).is_met)

    def test_what_was_not_measured_is_neither_met_nor_missed(self):
        self.assertIsNone(self.first(rounds(floor=[100])).is_met)

    def test_a_rate_is_the_time_of_the_other_over_its_own(self):
        case, other = Case("oneWay", "triwire.send"), Case("oneWay", "zeromq")
        judged = targets.judge(Rounds([(case, 0, {"value": 1}), (other, 0, {"value": 2})]))
        row = next(row for row in judged if row.target.what == "send" and "ZeroMQ" in row.target.beside)
        self.assertEqual(row.measured.median, 2)
        self.assertTrue(row.is_met)

    def test_bare_steps_stand_beside_in_the_same_unit(self):
        other, bare = Case("oneWay", "zeromq"), Case("oneWay", "socket")
        judged = targets.judge(Rounds([(bare, 0, {"value": 4}), (other, 0, {"value": 2})]))
        row = next(row for row in judged if row.target.what == "send" and "ZeroMQ" in row.target.beside)
        self.assertIsNone(row.measured)
        self.assertEqual(row.bare.median, 0.5)

    def test_a_count_above_its_limit_is_missed(self):
        counted = Case("oneWay", "triwire.send", counted=True)
        for writes, met in ((1.0002, True), (1.02, False)):
            judged = targets.judge(Rounds([(counted, 0, {"writes": writes})]))
            self.assertEqual(next(row for row in judged if row.target.beside == "writes a message").is_met, met)


unittest.main()
