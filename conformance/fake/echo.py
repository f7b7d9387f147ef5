#!/usr/bin/env python3
"""The echo adapter: reports for every step it is told what a working subject would report of that step
alone, each call answered with its own first argument. Nothing is behind it, so it must pass nothing."""
from polite import serve

UNDEFINED = {"$": "undefined"}
REGISTRATIONS = {"on", "once", "off", "removeAllListeners", "handle", "handleOnce", "removeHandler"}


def echo(step):
    """The events, without actor and seq, that seem to follow from one step."""
    op = step["op"]
    first = (step.get("args") or [UNDEFINED])[0]
    if op in ("send", "sendSync", "invoke"):
        call = {"call": step["call"]}
        yield {"event": "calling", **call}
        yield {"event": "returned", **call, **({} if op == "invoke" else {"value": first})}
        if op == "invoke":
            yield {"event": "settled", **call, "value": first}
    elif op in REGISTRATIONS:
        yield {"event": "registered", "op": op, "channel": step["channel"],
               **({"listener": step["listener"]} if "listener" in step else {})}
    elif op == "sendTo":
        yield {"event": "sent", "to": step["to"], "channel": step["channel"]}
    elif op == "reply":
        yield {"event": "replied", "handle": step.get("handle", 0), "channel": step["channel"]}
    elif op in ("assign", "resolve", "reject", "release"):
        event = {"assign": "assigned", "release": "released"}.get(op, "resolved")
        yield {"event": event, "handle": step.get("handle", 0)}
    elif op == "mark":
        yield {"event": "marked", "mark": step["mark"]}
    elif op == "throw":
        yield {"event": "uncaught", "error": {"value": step["value"]}}


class Echo:
    def __init__(self):
        self.seq = {}

    def __call__(self, number, command, answer):
        if command["do"] == "begin":
            self.seq = {}
        return [*self.events(command), answer]

    def events(self, command):
        if command["do"] == "run":
            for step in command["steps"]:
                yield from (self.stamped(command["actor"], event) for event in echo(step))
        elif command["do"] in ("kill", "close"):
            yield self.stamped("main", {"event": "closed", "of": command["actor"]})

    def stamped(self, actor, event):
        self.seq[actor] = self.seq.get(actor, 0) + 1
        return {**event, "actor": actor, "seq": self.seq[actor]}


serve("echo", Echo())
