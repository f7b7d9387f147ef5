"""Plans, the file of a run, and the page made of it."""

import json
import pathlib
import tempfile
import unittest

from triwire_bench import gbench, plan, report
from triwire_bench.case import Case
from triwire_bench.programs import Candidate

SAMPLE = {"iterations": 10, "items": 640, "wallNs": 6400, "nearCpuNs": 640, "farCpuNs": 1280, "p01": 8, "p25": 9,
          "p50": 10, "p75": 11, "p99": 12, "idleBytes": 9 * 4096, "writes": 1280, "value": 10, "noisy": False}
CONTEXT = {"date": "a day", "commit": "c0ffee", "num_cpus": 2, "machine": "<a & b>", "virtual": True, "kernel": "6",
           "compiler": "c++", "governor": "none", "load_avg": [0.5, 0, 0]}


class CaseTest(unittest.TestCase):
    def test_a_name_gives_the_case_back(self):
        for case in (Case("roundTrip", "triwire.sendSync.shared"), Case("oneWay", "sd-bus", "nested", "apart"),
                     Case("roundTrip", "triwire.sendSync", idlers=999), Case("inFlight", "capnp", counted=True)):
            self.assertEqual(Case.parse(case.name), case)

    def test_the_name_of_something_else_is_no_case(self):
        self.assertIsNone(Case.parse("encode/bytes:64"))


class PlanTest(unittest.TestCase):
    CANDIDATES = [Candidate("socket", "", ("roundTrip", "oneWay"), False, ("floor",)),
                  Candidate("node.worker", "", ("roundTrip",), False, ("node", "script")),
                  Candidate("triwire.sendSync", "", ("roundTrip", "quiet"), True, ("triwire",))]

    def test_everyone_gets_the_tasks_that_he_has_and_no_others(self):
        cases = [case for group in plan.cases_of(plan.FULL, self.CANDIDATES) for case in group]
        self.assertIn(Case("oneWay", "socket", "1048576"), cases)
        self.assertNotIn(Case("roundTrip", "socket", "nested"), cases)
        self.assertIn(Case("roundTrip", "triwire.sendSync", "nested"), cases)
        self.assertNotIn(Case("roundTrip", "node.worker", pin="apart"), cases)
        self.assertNotIn(Case("roundTrip", "node.worker", counted=True), cases)
        self.assertEqual({case.candidate for case in cases if case.idlers}, {"triwire.sendSync"})

    def test_the_quick_form_times_other_settings_at_64_bytes_only(self):
        other = Candidate("triwire.sendSync.noPolling", "", ("roundTrip",), True, ("triwire",))
        loads = {form: {case.load for group in plan.cases_of(form, [*self.CANDIDATES, other]) for case in group
                        if case.candidate == other.name} for form in (plan.QUICK, plan.FULL)}
        self.assertEqual(loads[plan.QUICK], {"64"})
        self.assertIn("1048576", loads[plan.FULL])

    def test_each_round_has_all_cases_task_by_task_in_an_order_of_its_own(self):
        groups = plan.cases_of(plan.QUICK, self.CANDIDATES)
        orders = [plan.order(groups, index) for index in range(5)]
        for order in orders:
            self.assertEqual(set(order), {case for group in groups for case in group})
            self.assertEqual([case.of("") for case in order], [case.of("") for group in groups for case in group])
        self.assertGreater(len({tuple(order) for order in orders}), 1)
        self.assertEqual(orders[0], plan.order(groups, 0))


class FileTest(unittest.TestCase):
    CASE = Case("roundTrip", "triwire.sendSync", idlers=9)

    def run_with(self, runs: list[dict]) -> gbench.Run:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "deep" / "bench.json"
            gbench.write(path, CONTEXT, runs)
            self.assertEqual(sorted(json.loads(path.read_text())), ["benchmarks", "context"])
            return gbench.read(path)

    def test_a_sample_is_a_run_of_google_benchmark_per_item(self):
        run = gbench.entry(self.CASE, 2, 5, SAMPLE)
        self.assertEqual((run["real_time"], run["cpu_time"], run["time_unit"]), (10, 3, "ns"))
        self.assertEqual((run["run_type"], run["repetitions"], run["repetition_index"]), ("iteration", 5, 2))
        self.assertEqual((run["items_per_second"], run["writes"], run["bytes_per_idler"]), (1e8, 2, 4096))
        self.assertNotIn("allocations", run)

    def test_what_was_written_is_read_back_beside_the_parts_of_google_benchmark(self):
        part = {"name": "encode/bytes:64", "run_type": "iteration", "cpu_time": 7.0, "time_unit": "ns"}
        run = self.run_with([gbench.entry(self.CASE, 0, 1, SAMPLE), part])
        self.assertEqual(run.rounds.value(self.CASE).median, 10)
        self.assertEqual(run.parts, {"encode/bytes:64": [7.0]})

    def test_another_file_is_refused_by_name(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write("[]")
            file.flush()
            with self.assertRaisesRegex(ValueError, file.name):
                gbench.read(pathlib.Path(file.name))

    def test_the_page_is_one_file_that_fetches_nothing_and_says_what_was_missed(self):
        runs = [gbench.entry(Case("roundTrip", name), 0, 1, SAMPLE | {"value": value, "p50": value}) for name, value in
                (("socket", 100), ("socket.polling", 10), ("triwire.sendSync", 40))]
        page = report.render(self.run_with(runs), {"socket": "an AF_UNIX stream"}, ["Electron: not here"], ["round 1: oh"])
        self.assertNotRegex(page, r'(src|href)="(?!#)|@import|url\((?!#)')
        self.assertRegex(page, r'class="missed"><td>sendSync</td><td><strong>0\.40')
        for said in ("Electron: not here", "round 1: oh", "&lt;a &amp; b&gt;", "var(--triwire)", "<svg viewBox"):
            self.assertIn(said, page)
        self.assertNotIn("#060606", page)


unittest.main()
