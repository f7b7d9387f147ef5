#!/usr/bin/env python3
"""Exits with status 7, without answering, on its K-th command (the first argument; 4)."""
import sys

from polite import serve

last = int((sys.argv[1:] or ["4"])[0])
serve("exits-on-command",
      lambda number, command, answer: sys.exit(7) if number == last else [answer])
