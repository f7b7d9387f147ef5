#!/usr/bin/env python3
"""Prints a line without end."""
from polite import serve, when_run


def endless(command, answer):
    while True:
        yield b"x" * 65536


serve("huge-line", when_run(endless))
