#!/usr/bin/env python3
"""A small in-process implementation, for tests of the suite: send, sendSync, sendTo, on.

toy_subject.py [--swap] [--early] [--name NAME]
  --swap   dispatches the messages of one script in the reverse order
  --early  returns from sendSync before main has answered
"""
import argparse
import json
import sys

options = argparse.ArgumentParser()
options.add_argument("--swap", action="store_true")
options.add_argument("--early", action="store_true")
options.add_argument("--name", default="toy")
options = options.parse_args()
UNDEFINED = {"$": "undefined"}


class World:
    def __init__(self):
        self.listeners, self.seq, self.handles = {}, {}, 0

    def report(self, actor, event, **fields):
        self.seq[actor] = self.seq.get(actor, 0) + 1
        say({"event": event, "actor": actor, "seq": self.seq[actor], **fields})

    def deliver(self, renderer, step):
        """Calls main's listeners; returns what they assigned first."""
        self.handles += 1
        handle, assigned = self.handles, []
        for listener, program in self.listeners.get(("main", step["channel"]), []):
            self.report("main", "called", listener=listener, channel=step["channel"],
                        args=step["args"], kind=step["op"], handle=handle, **{"from": renderer})
            for inner in program:
                assigned.append(inner["value"])
                self.report("main", "assigned", handle=handle)
            self.report("main", "finished", listener=listener, handle=handle)
        return assigned[0] if assigned else UNDEFINED

    def run(self, actor, steps):
        posted = []
        for step in steps:
            op = step["op"]
            if op == "on":
                entry = (step["listener"], step.get("program", []))
                self.listeners.setdefault((actor, step["channel"]), []).append(entry)
                self.report(actor, "registered", op=op, channel=step["channel"],
                            listener=step["listener"])
            elif op == "send":
                self.report(actor, "calling", call=step["call"])
                posted.append(step)
                self.report(actor, "returned", call=step["call"], value=UNDEFINED)
            elif op == "sendSync":
                self.report(actor, "calling", call=step["call"])
                if options.early:
                    self.report(actor, "returned", call=step["call"], value="early")
                self.post(actor, posted)
                value = self.deliver(actor, step)
                if not options.early:
                    self.report(actor, "returned", call=step["call"], value=value)
            elif op == "sendTo":
                self.report(actor, "sent", to=step["to"], channel=step["channel"])
                for listener, _ in self.listeners.get((step["to"], step["channel"]), []):
                    self.report(step["to"], "dispatched", listener=listener,
                                channel=step["channel"], args=step["args"])
                    self.report(step["to"], "finished", listener=listener)
            elif op == "mark":
                self.report(actor, "marked", mark=step["mark"])
        self.post(actor, posted)

    def post(self, actor, posted):
        for step in reversed(posted) if options.swap else posted:
            self.deliver(actor, step)
        posted.clear()


def say(event):
    print(json.dumps(event), flush=True)


world = None
for line in sys.stdin:
    command = json.loads(line)
    if command["do"] == "hello":
        say({"event": "hello", "id": command["id"], "protocol": 1, "name": options.name,
             "version": "1", "capabilities": ["send", "sendSync", "sendTo"]})
        continue
    if command["do"] == "begin":
        world = World()
    elif command["do"] == "run":
        world.run(command["actor"], command["steps"])
    elif command["do"] not in ("end", "collect"):
        say({"event": "unsupported", "id": command["id"], "what": command["do"]})
        continue
    say({"event": "done", "id": command["id"]})
