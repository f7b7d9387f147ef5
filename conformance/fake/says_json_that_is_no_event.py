#!/usr/bin/env python3
"""Prints JSON, but an array."""
from polite import serve, when_run

serve("no-event", when_run(lambda command, answer: [b"[1,2,3]\n", answer]))
