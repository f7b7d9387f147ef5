#!/usr/bin/env python3
"""Reports for an actor that the world does not have."""
from polite import serve, when_run

serve("unknown-actor", when_run(lambda command, answer: [
    {"event": "marked", "actor": "r99", "seq": 1, "mark": "m"}, answer]))
