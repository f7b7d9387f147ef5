#!/usr/bin/env python3
"""Reports an event after `end` was answered."""
from polite import serve

serve("talks-after-end", lambda number, command, answer: [answer] + [
    {"event": "marked", "actor": "main", "seq": 1, "mark": "late"}] * (command["do"] == "end"))
