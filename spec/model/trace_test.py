#!/usr/bin/env python3
"""Recorded histories of the reference are accepted by the model, and those of a faulty one are not.

usage: trace_test.py TRIWIRE REPORT    the program, and the report.jsonl of its run on the reference"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

TRACE = pathlib.Path(__file__).with_name("trace.py")


class TraceTest(unittest.TestCase):
    def test_histories_of_the_reference_are_explained(self):
        done = trace(REPORT, "order/*", "model/returns-*", "model/lost-*")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreaterEqual(done.stdout.count("explained      reference"), 14, done.stdout)

    def test_histories_of_faulty_ones_are_not(self):
        for fault, scenario in (("swap-sends", "order/mixed-script"), ("sync-early", "sync/no-listener"),
                                ("undefined-is-no-reply", "sync/undefined"), ("invoke-twice", "invoke/no-handler/1")):
            with self.subTest(fault), tempfile.TemporaryDirectory() as folder:
                subprocess.run([TRIWIRE, "run", "--subject", f"reference --fault {fault}", "--run", scenario, "--out", folder],
                               capture_output=True, timeout=60)
                done = trace(f"{folder}/report.jsonl")
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                self.assertIn("NOT explained", done.stdout)


def trace(report, *scenarios):
    wanted = [word for each in scenarios for word in ("--scenario", each)]
    return subprocess.run([sys.executable, TRACE, report, *wanted], capture_output=True, text=True, timeout=600)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    REPORT, TRIWIRE = sys.argv.pop(2), sys.argv.pop(1)
    unittest.main()
