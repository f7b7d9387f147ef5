#!/usr/bin/env python3
"""Answers `done` to commands that do not exist."""
from polite import serve

serve("says-done-to-anything", lambda number, command, answer: [
    answer if command["do"] == "hello" else {"event": "done", "id": command["id"]}])
