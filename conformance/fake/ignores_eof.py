#!/usr/bin/env python3
"""Stays when its input ends, and ignores polite signals."""
import signal

from polite import serve

signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGINT, signal.SIG_IGN)
serve("ignores-eof")
signal.pause()
