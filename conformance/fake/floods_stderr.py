#!/usr/bin/env python3
"""Writes 10 MiB to standard error before each answer to `run`."""
import sys

from polite import serve, when_run


def flood(command, answer):
    sys.stderr.write(("x" * 1023 + "\n") * 10240)
    sys.stderr.flush()
    return [answer]


serve("floods-stderr", when_run(flood))
