#!/usr/bin/env python3
"""An honest adapter, and somebody between it and the suite who tells one lie of LIES.

    liar.py LIE COMMAND…     COMMAND: the honest adapter
"""
import json
import selectors
import subprocess
import sys


def keep(say):
    """The lies of those who only look at one thing: `say` changes it, or drops it by returning None."""
    class Changed:
        def event(self, event):
            said = say(event)
            return [] if said is None else [said]
    return Changed


class AnswersBeforeDoing:
    """Says that a script is done when it is told it."""
    def command(self, command):
        return [command], [{"event": "done", "id": command["id"]}] if command["do"] == "run" else []

    def event(self, event):
        return [] if event["event"] == "done" and event["id"] in runs else [event]


class BuffersItsOutput:
    """Says everything at its end."""
    def __init__(self):
        self.said = []

    def event(self, event):
        self.said.append(event)
        return []

    def end(self):
        return self.said


class HoldsEventsBack:
    """Says what happened when it answers a command of the same actor, and not before."""
    def __init__(self):
        self.held = []

    def event(self, event):
        if "id" not in event and event["actor"] != "main":
            self.held.append(event)
            return []
        if "id" not in event or runs.get(event["id"]) == "main":
            return [event]
        held, self.held = self.held, []
        return [*held, event]


class ReordersEvents:
    """Exchanges a mark with the event before it, and their numbers."""
    def __init__(self):
        self.last = None

    def event(self, event):
        last, self.last = self.last, None
        if event["event"] == "registered" and last is None:
            self.last = event
            return []
        if last and event["event"] == "marked" and event["actor"] == last["actor"]:
            return [{**event, "seq": last["seq"]}, {**last, "seq": event["seq"]}]
        return [*([last] if last else []), event]


class Renumbers:
    """Adds and drops events, and numbers what is left as if nothing had happened."""
    def __init__(self):
        self.seq = {}

    def command(self, command):
        if command["do"] == "begin":
            self.seq = {}
        return [command], []

    def event(self, event):
        return [self.numbered(said) for said in self.changed(event)]

    def numbered(self, event):
        if "id" in event:
            return event
        self.seq[event["actor"]] = self.seq.get(event["actor"], 0) + 1
        return {**event, "seq": self.seq[event["actor"]]}


class SwallowsEvents(Renumbers):
    """Thinks that nobody needs to know that a listener has ended."""
    def changed(self, event):
        return [] if event["event"] == "finished" else [event]


class InventsEvents(Renumbers):
    """Has a listener called as soon as it is registered."""
    def changed(self, event):
        called = {"event": "called", "actor": "main", "listener": event.get("listener"), "channel": event.get("channel"),
                  "args": ["S1"], "from": "r0", "kind": "send", "handle": 77}
        return [event, called] if event["event"] == "registered" and event["actor"] == "main" else [event]


class InventsAnswers:
    """Knows what a call returns: the first that was ever returned."""
    value = None

    def event(self, event):
        if event["event"] in ("returned", "settled") and "value" in event and event["value"] != UNDEFINED:
            event = {**event, "value": "guessed"}
        return [event]


class SplitsHandles:
    """Numbers calls of listeners, not messages."""
    handle = 0

    def event(self, event):
        if event["event"] == "called":
            self.handle += 1
            return [{**event, "handle": self.handle}]
        return [event]


class LeaksListeners(Renumbers):
    """Has one world from the first begin to the end of its life. At the end of others it waits for what their actors
    still have to say, as the honest do."""
    begun = False
    LAST = {10 ** 6: "main", 10 ** 6 + 1: "r0"}

    def command(self, command):
        super().command(command)
        if command["do"] == "end":
            self.end_id = command["id"]
            return [{"do": "run", "id": last, "actor": actor, "steps": []} for last, actor in self.LAST.items()], []
        if command["do"] == "begin" and self.begun:
            return [], [{"event": "done", "id": command["id"]}]
        self.begun = self.begun or command["do"] == "begin"
        return [command], []

    def changed(self, event):
        if event.get("id") not in self.LAST:
            return [event]
        return [{**event, "id": self.end_id}] if event["id"] == max(self.LAST) else []


class LeaksMessages(Renumbers):
    """Delivers the last message again, in the next world."""
    last = None

    def changed(self, event):
        if event["event"] == "called" and not event["channel"].startswith("triwire:"):
            self.last = event
        if event["event"] == "registered" and event["actor"] == "main" and event["listener"] == "M" and self.last:
            return [event, {**self.last, "handle": 99}]
        return [event]


class PerformsHalf(Renumbers):
    """Begins with a script, and finds out later that it cannot do it."""
    def __init__(self):
        super().__init__()
        self.begun = {}

    def command(self, command):
        super().command(command)
        self.begun[command["id"]] = command
        return [command], []

    def changed(self, event):
        if event["event"] != "unsupported":
            return [event]
        steps = self.begun[event["id"]].get("steps", [])
        done = [step for step in steps if step["op"] == "mark"]
        return [*({"event": "marked", "actor": self.begun[event["id"]]["actor"], "mark": step["mark"]} for step in done), event]


class ForgetsFunctions(Renumbers):
    """Makes a function anew for each registration: to remove one removes nothing."""
    def command(self, command):
        super().command(command)
        steps = [step if step["op"] != "off" else {**step, "listener": "another"} for step in command.get("steps", [])]
        return [{**command, **({"steps": steps} if steps else {})}], []

    def changed(self, event):
        return [{**event, "listener": "L"} if event.get("listener") == "another" else event]


class Silent:
    """Does not answer the end of a world."""
    def event(self, event):
        return [] if ends.get(event.get("id")) else [event]


class SpeaksAfterTheEnd:
    """Says good-bye when its input has ended."""
    def end(self):
        return [{"event": "marked", "actor": "main", "seq": 1, "mark": "good-bye"}]


def values(change):
    """Changes what is in `args` and `value` of events."""
    return keep(lambda event: {**event, **{name: change(event[name]) for name in ("args", "value") if name in event}})


def called(**change):
    return keep(lambda event: {**event, **change} if event["event"] == "called" else event)


UNDEFINED = {"$": "undefined"}
runs, ends = {}, {}  # Actors by the ids of runs; the ids of ends.
LIES = {
    "answers-before-doing": AnswersBeforeDoing,
    "buffers-its-output": BuffersItsOutput,
    "holds-events-back": HoldsEventsBack,
    "reorders-events": ReordersEvents,
    "swallows-events": SwallowsEvents,
    "invents-events": InventsEvents,
    "invents-answers": InventsAnswers,
    "changes-values": values(lambda value: value[:1] if isinstance(value, list) else value),
    "loses-undefined": values(lambda value: None if value == UNDEFINED else value),
    "swallows-errors": keep(lambda event: {name: event[name] for name in event if name != "error"}),
    "reuses-handles": called(handle=1),
    "splits-handles": SplitsHandles,
    "forgets-functions": ForgetsFunctions,
    "mistakes-kind": called(kind="send"),
    "mistakes-senders": called(**{"from": "r0"}),
    "mistakes-actors": keep(lambda event: {**event, "mark": "another"} if event.get("actor") == "r1" and "mark" in event else event),
    "leaks-listeners": LeaksListeners,
    "leaks-messages": LeaksMessages,
    "claims-what-it-lacks": keep(lambda event: event if event["event"] != "hello" else {
        **event, "capabilities": [*event["capabilities"], "kill"]}),
    "denies-what-it-has": keep(lambda event: event if event["event"] != "hello" else {
        **event, "capabilities": [name for name in event["capabilities"] if name != "invoke"]}),
    "performs-half": PerformsHalf,
    "never-answers": Silent,
    "ignores-the-end": SpeaksAfterTheEnd,
}


def main():
    lie = LIES[sys.argv[1]]()
    honest = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(events):
        for event in events:
            print(json.dumps(event), flush=True)

    def hear(line):
        command = json.loads(line)
        if command["do"] == "run":
            runs[command["id"]] = command["actor"]
        ends[command["id"]] = command["do"] == "end"
        told, said = lie.command(command) if hasattr(lie, "command") else ([command], [])
        say(said)
        for each in told:
            honest.stdin.write(json.dumps(each).encode() + b"\n")
        honest.stdin.flush()

    def pass_on(line):
        event = json.loads(line)
        say(lie.event(event) if hasattr(lie, "event") else [event])

    both = selectors.DefaultSelector()
    both.register(sys.stdin.fileno(), selectors.EVENT_READ, (sys.stdin.buffer.raw, hear, bytearray()))
    both.register(honest.stdout.fileno(), selectors.EVENT_READ, (honest.stdout.raw, pass_on, bytearray()))
    while both.get_map():
        for key, _ in both.select():
            source, take, text = key.data
            read = source.read(65536)
            if not read:
                both.unregister(key.fd)
                if take is hear:
                    honest.stdin.close()
                continue
            text += read
            *lines, rest = bytes(text).split(b"\n")
            text[:] = rest
            for line in lines:
                take(line)
    say(lie.end() if hasattr(lie, "end") else [])


main()
