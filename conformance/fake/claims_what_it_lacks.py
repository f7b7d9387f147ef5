#!/usr/bin/env python3
"""Claims every capability and then declines every script."""
from polite import serve, when_run

serve("claims-what-it-lacks", when_run(lambda command, answer: [
    {"event": "unsupported", "id": command["id"], "what": command["steps"][0]["op"]}]))
