#!/usr/bin/env python3
"""Gives a field a value of another type."""
from polite import serve, when_run

serve("wrong-type", when_run(lambda command, answer: [
    {"event": "marked", "actor": command["actor"], "seq": "one", "mark": "m"}, answer]))
