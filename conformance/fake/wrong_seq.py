#!/usr/bin/env python3
"""Skips and repeats sequence numbers of one actor."""
from polite import serve, when_run

serve("wrong-seq", when_run(lambda command, answer: [
    *({"event": "marked", "actor": command["actor"], "seq": seq, "mark": "m"} for seq in (1, 3, 3)),
    answer]))
