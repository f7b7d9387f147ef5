#!/usr/bin/env python3
"""Reports an event that the contract does not have."""
from polite import serve, when_run

serve("unknown-event", when_run(lambda command, answer: [
    {"event": "succeeded", "actor": command["actor"], "seq": 1}, answer]))
