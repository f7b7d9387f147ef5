#!/usr/bin/env python3
"""Adds a field that the contract does not have."""
from polite import serve, when_run

serve("unknown-field", when_run(lambda command, answer: [
    {"event": "marked", "actor": command["actor"], "seq": 1, "mark": "m", "verdict": "pass"}, answer]))
