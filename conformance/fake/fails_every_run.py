#!/usr/bin/env python3
"""Answers `failed` to every script: an adapter that knows that it is broken."""
from polite import serve, when_run

serve("fails-every-run", when_run(lambda command, answer: [
    {"event": "failed", "id": command["id"], "text": "no connection to the application"}]))
