#!/usr/bin/env python3
"""Logs to standard output, between the events."""
from polite import serve, when_run

serve("prints-noise", when_run(lambda command, answer: [b"debug: running a script\n", answer]))
