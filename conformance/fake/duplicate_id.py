#!/usr/bin/env python3
"""Answers twice."""
from polite import serve, when_run

serve("duplicate-id", when_run(lambda command, answer: [answer, answer]))
