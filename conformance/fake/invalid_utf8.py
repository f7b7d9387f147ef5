#!/usr/bin/env python3
"""Reports a text that is not UTF-8."""
from polite import serve, when_run

serve("invalid-utf8", when_run(lambda command, answer: [
    b'{"event":"marked","actor":"main","seq":1,"mark":"\xff\xfe"}\n', answer]))
