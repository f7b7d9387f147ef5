#!/usr/bin/env python3
"""Never answers `run`; deaf to everything from then on."""
import signal

from polite import serve, when_run

serve("hangs-on-run", when_run(lambda command, answer: signal.pause()))
