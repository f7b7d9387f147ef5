#!/usr/bin/env python3
"""Leaves a child behind that holds its output open. The child's id is the first line on stderr."""
import subprocess
import sys

from polite import serve

child = subprocess.Popen(["tail", "-f", "/dev/null"])
print(child.pid, file=sys.stderr, flush=True)
serve("leaves-children")
