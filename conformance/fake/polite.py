"""The manners that the fakes share: a subject that answers every command and does nothing.

A fake is this with one thing wrong. `serve` reads commands from standard input until it ends, and for
each prints what `react(number, command, answer)` returns: a list of events (dicts) and of raw bytes.
`number` counts commands from 1; `answer` is what a polite subject would have said.
"""

import json
import sys

COMMANDS = {"begin", "run", "kill", "close", "collect", "end"}
CAPABILITIES = [
    "send", "sendSync", "invoke", "reply", "sendTo", "hold", "release", "collect", "deadline",
    "kill", "close", "sender", "structuredClone", "outcome",
]


def answer_to(command, name, capabilities=CAPABILITIES):
    """The one answer that each command is owed."""
    if command["do"] == "hello":
        return {"event": "hello", "id": command["id"], "protocol": 1, "name": name, "version": "1",
                "renderersMax": 8, "capabilities": capabilities}
    if command["do"] in COMMANDS:
        return {"event": "done", "id": command["id"]}
    return {"event": "unsupported", "id": command["id"], "what": command["do"]}


def serve(name, react=lambda number, command, answer: [answer]):
    for number, line in enumerate(sys.stdin, 1):
        command = json.loads(line)
        for said in react(number, command, answer_to(command, name)):
            raw = said if isinstance(said, bytes) else json.dumps(said).encode() + b"\n"
            sys.stdout.buffer.write(raw)
            sys.stdout.buffer.flush()


def when_run(misbehave):
    """Polite, but for each `run` returns what `misbehave(command, answer)` does."""
    return lambda number, command, answer: (
        misbehave(command, answer) if command["do"] == "run" else [answer])
