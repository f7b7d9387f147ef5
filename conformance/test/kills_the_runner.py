#!/usr/bin/env python3
"""Writes its own process id into the file named, and kills the runner at its third `run`."""
import os
import signal
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fake"))
from polite import serve, when_run  # noqa: E402

runs = 0


def kill_at_third(command, answer):
    global runs
    runs += 1
    if runs == 3:
        with open(sys.argv[1], "w") as file:
            file.write(str(os.getpid()))
        os.kill(os.getppid(), signal.SIGKILL)
        while True:  # It does not end by itself: somebody must see to that.
            signal.pause()
    return [answer]


serve("kills-the-runner", when_run(kill_at_third))
