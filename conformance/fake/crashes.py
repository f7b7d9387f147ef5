#!/usr/bin/env python3
"""Dies of a segmentation fault when it is to run something."""
import os
import signal

from polite import serve, when_run

serve("crashes", when_run(lambda command, answer: os.kill(os.getpid(), signal.SIGSEGV)))
