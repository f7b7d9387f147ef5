#!/usr/bin/env python3
"""Exits in the middle of a line."""
import sys

from polite import serve, when_run


def break_off(command, answer):
    yield b'{"event":"mar'
    sys.exit(0)


serve("breaks-off", when_run(break_off))
