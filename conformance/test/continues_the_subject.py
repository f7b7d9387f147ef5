#!/usr/bin/env python3
"""Runs a command that waits for a debugger, continues the process it names, and exits as it does."""
import os
import re
import signal
import subprocess
import sys

runner = subprocess.Popen(sys.argv[1:], stderr=subprocess.PIPE, text=True)
for line in runner.stderr:
    waiting = re.match(r"triwire: process (\d+) waits: gdb -p \1, then continue", line)
    if waiting:
        pid = int(waiting[1])
        while open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] != "T":
            os.sched_yield()
        os.kill(pid, signal.SIGCONT)
sys.exit(runner.wait())
