#!/usr/bin/env python3
"""The toy's adapter: everything that the suite needs to test it."""
import json
import sys
from toy import UNDEFINED, IpcMain, IpcRenderer, Promise

OFFERS = ["send", "invoke", "reply", "sendTo", "hold", "sender"]


def say(event, **fields):
    said = {name: field for name, field in fields.items() if field is not None or name == "value"}
    print(json.dumps({"event": event, **said}), flush=True)

def encode(value):
    return {"$": "undefined"} if value is UNDEFINED else value

class Thrown(Exception):
    """Carries what a program throws, which may be any value."""

def thrown(value):
    is_error = isinstance(value, dict) and value.get("$") == "error"
    return RuntimeError(f"{value['name']}: {value['message']}") if is_error else Thrown(value)

def decode(value):
    tag = value.get("$") if isinstance(value, dict) else None
    return value if tag is None else UNDEFINED if tag == "undefined" else object()  # The toy has no more.

def attempt(body):
    """What `body` returns, and what it raises, as the contract's Error."""
    try:
        return body(), None
    except Exception as error:
        return None, describe(error)

def describe(error):
    return {"value": error.args[0]} if type(error) is Thrown else {"name": type(error).__name__, "message": str(error)}

def missing(steps):
    lacks = lambda step: step["op"] in ("sendSync", "assign") or "deadlineMs" in step or missing(step.get("program", []))
    return next((step["op"] for step in steps if lacks(step)), None)


class World:
    def __init__(self, renderers):
        self.main, self.seq, self.functions, self.held, self.latest = IpcMain(), {}, {}, {}, {"handle": 0}
        self.renderers = {f"r{i}": IpcRenderer(self.main, f"r{i}") for i in range(renderers)}

    def report(self, actor, event, **fields):
        self.seq[actor] = self.seq.get(actor, 0) + 1
        say(event, actor=actor, seq=self.seq[actor], **fields)

    def function(self, actor, channel, listener, program, handler):
        """The function that a listener's name stands for on a channel."""
        def call(*args):
            own, about = {}, {}
            if actor == "main":
                event, *args = args
                if self.latest.get("event") is not event:  # The same for every listener of one message.
                    self.latest = {"event": event, "handle": self.latest["handle"] + 1, "handler": handler}
                own = self.latest
                about = {"from": event.sender.name, "handle": own["handle"], "kind": "invoke" if handler else "send"}
            self.report(actor, "called" if own else "dispatched", listener=listener, channel=channel,
                        args=[encode(arg) for arg in args], **about)
            try:
                result = self.perform(actor, program, own)
            except Exception as error:
                self.report(actor, "finished", listener=listener, handle=own.get("handle"), error=describe(error))
                raise
            self.report(actor, "finished", listener=listener, handle=own.get("handle"))
            return result
        return self.functions.setdefault((actor, handler, channel, listener), call)

    def perform(self, actor, steps, own):
        for step in steps:
            if step["op"] == "throw":
                raise thrown(step["value"])
            if step["op"] == "return":
                return decode(step["value"])
            event = self.held[step["handle"]] if step.get("handle") else own
            args = [decode(arg) for arg in step.get("args", [])]
            getattr(self, step["op"], self.register)(actor, step, event, step.get("channel"), args)
        return own.get("promise", UNDEFINED)

    def send(self, actor, step, event, channel, args):
        self.report(actor, "calling", call=step["call"])
        promise, error = attempt(lambda: getattr(self.renderers[actor], step["op"])(channel, *args))
        value = {} if error or promise else {"value": encode(UNDEFINED)}
        self.report(actor, "threw" if error else "returned", call=step["call"], error=error, **value)
        if promise:
            promise.then(lambda value, error: self.report(actor, "settled", call=step["call"], **(
                {"error": describe(error)} if error else {"value": encode(value)})))
    invoke = send

    def reply(self, actor, step, event, channel, args):
        _, error = attempt(lambda: event["event"].reply(channel, *args))
        self.report("main", "replied", handle=event["handle"], channel=channel, error=error)

    def sendTo(self, actor, step, event, channel, args):
        _, error = attempt(lambda: self.renderers[step["to"]].send_event(channel, *args))
        self.report("main", "sent", to=step["to"], channel=channel, error=error)

    def hold(self, actor, step, event, channel, args):
        self.held[event["handle"]] = event
        if event["handler"]:
            event["promise"] = Promise()

    def release(self, actor, step, event, channel, args):
        del self.held[event["handle"]]
        self.report("main", "released", handle=event["handle"])

    def resolve(self, actor, step, event, channel, args):
        self.report("main", "resolved", handle=event["handle"])
        fulfils = step["op"] == "resolve"
        event["promise"].settle(decode(step["value"]) if fulfils else None, None if fulfils else thrown(step["value"]))
    reject = resolve

    def mark(self, actor, step, event, channel, args):
        self.report(actor, "marked", mark=step["mark"])

    def register(self, actor, step, event, channel, args):
        ipc, op, listener = self.main if actor == "main" else self.renderers[actor], step["op"], step.get("listener")
        names = {"removeAllListeners": "remove_all_listeners", "removeHandler": "remove_handler", "once": "on", "handleOnce": "handle"}
        more = [] if listener is None else [
            self.function(actor, channel, listener, step.get("program", []), op.startswith("handle"))]
        _, error = attempt(lambda: getattr(ipc, names.get(op, op))(channel, *more, *([True] if op.endswith("nce") else [])))
        self.report(actor, "registered", op=op, channel=channel, listener=listener, error=error)


def obey(do, command):
    global world
    if do == "hello":
        return say("hello", id=command["id"], protocol=1, name="toy", version="1", renderersMax=8, capabilities=OFFERS)
    if do not in ("begin", "run", "end") or missing(command.get("steps", [])):
        return say("unsupported", id=command["id"], what=missing(command.get("steps", [])) or do)
    if do == "begin":
        world = World(command.get("renderers", 0))
    elif do == "run":
        try:
            world.perform(command["actor"], command.get("steps", []), {})
        except Exception as error:  # Nothing catches what a script throws.
            world.report(command["actor"], "uncaught", error=describe(error))
    say("done", id=command["id"])
    if do == "run":  # Only now does anything that was sent arrive.
        world.main.run(lambda actor, error: world.report(actor, "uncaught", error=describe(error)))


for line in sys.stdin:
    command = json.loads(line)
    obey(command["do"], command)
