#!/usr/bin/env python3
"""Answers a command that was never given."""
from polite import serve, when_run

serve("wrong-id", when_run(lambda command, answer: [{**answer, "id": answer["id"] + 1000}]))
