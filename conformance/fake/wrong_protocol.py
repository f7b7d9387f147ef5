#!/usr/bin/env python3
"""Speaks version 0 of the contract."""
from polite import serve

serve("wrong-protocol", lambda number, command, answer: [
    {**answer, "protocol": 0} if command["do"] == "hello" else answer])
