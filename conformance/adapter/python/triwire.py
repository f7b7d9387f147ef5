"""What every adapter in Python needs: the adapter contract (schema/conformance.capnp), with nothing of an
implementation in it. An adapter says how values and calls reach its implementation, and calls `serve`."""
import itertools
import json
import sys


class Undefined:
    """JavaScript's undefined; None is its null."""


class Thrown(Exception):
    """Carries what a program throws, which may be any value."""


class Values:
    """How values cross. An implementation with its own undefined, errors or types overrides these."""
    undefined = Undefined()

    def encode(self, value):
        """JSON of a value of the implementation."""
        return {"$": "undefined"} if value is self.undefined else value

    def decode(self, value):
        """The implementation's value of JSON; object() stands for what it has not."""
        tag = value.get("$") if isinstance(value, dict) else None
        return value if tag is None else self.undefined if tag == "undefined" else object()

    def exception(self, value):
        """What is raised to throw a value."""
        is_error = isinstance(value, dict) and value.get("$") == "error"
        return RuntimeError(f"{value['name']}: {value['message']}") if is_error else Thrown(value)

    def describe(self, error):
        """The contract's Error of what was raised."""
        if isinstance(error, Thrown):
            return {"value": error.args[0]}
        return {"name": type(error).__name__, "message": str(error)}


class Actor:
    """`ipc` has a method for each registration of the contract, named as there: ipc.on(channel, function)."""

    def __init__(self, name, ipc, values=Values()):
        self.name, self.ipc, self.values, self.functions, self.seq = name, ipc, values, {}, itertools.count(1)

    def report(self, event, **fields):
        said = {name: field for name, field in fields.items() if field is not None or name == "value"}
        print(json.dumps({"event": event, "actor": self.name, "seq": next(self.seq), **said}), flush=True)

    def run(self, steps):
        """Performs a script in one go. What a step raises, nothing catches."""
        try:
            self.perform(steps, {})
        except Thrown as error:
            self.uncaught(error.args[0])

    def uncaught(self, error):
        self.report("uncaught", error=self.values.describe(error))

    def perform(self, steps, own):
        for step in steps:
            if step["op"] == "throw":
                error = self.values.exception(step["value"])
                raise error if own else Thrown(error)
            if step["op"] == "return":
                return self.values.decode(step["value"])
            getattr(self, step["op"], self.register)(step, own)
        return own.get("promise", self.values.undefined)

    def attempt(self, event, body, fields):
        """Reports the event, with the error if `body` raises one."""
        try:
            body()
        except Exception as error:
            fields["error"] = self.values.describe(error)
        self.report(event, **fields)

    def arguments(self, step):
        return [self.values.decode(value) for value in step.get("args", [])]

    def mark(self, step, own):
        self.report("marked", mark=step["mark"])

    def register(self, step, own):
        op, channel, listener = step["op"], step["channel"], step.get("listener")
        more = [] if listener is None else [self.function(op.startswith("handle"), step)]
        self.attempt("registered", lambda: getattr(self.ipc, op)(channel, *more),
                     {"op": op, "channel": channel, "listener": listener})

    def function(self, handles, step):
        """The function that a listener's name stands for on a channel."""
        channel, listener, program = step["channel"], step["listener"], step.get("program", [])

        def call(*args):
            own = self.begins(handles, args, {"listener": listener, "channel": channel})
            try:
                result = self.perform(program, own)
            except Exception as error:
                self.report("finished", listener=listener, handle=own.get("handle"), error=self.values.describe(error))
                raise
            self.report("finished", listener=listener, handle=own.get("handle"))
            return result
        return self.functions.setdefault((handles, channel, listener), call)


class Renderer(Actor):
    """ipc.send(channel, *args), ipc.sendSync(…), and ipc.invoke(…), which returns a function that is given
    what to call with the result and what to call with the error."""

    def begins(self, handles, args, fields):
        self.report("dispatched", **fields, args=[self.values.encode(arg) for arg in args])
        return {"of": self}

    def send(self, step, own):
        self.report("calling", call=step["call"])
        try:
            result = getattr(self.ipc, step["op"])(step["channel"], *self.arguments(step))
        except Exception as error:
            self.report("threw", call=step["call"], error=self.values.describe(error))
            return None
        settles = step["op"] == "invoke"
        value = {} if settles else {"value": self.values.encode(self.values.undefined if result is None else result)}
        self.report("returned", call=step["call"], **value)
        return result if settles else None

    sendSync = send

    def invoke(self, step, own):
        then = self.send(step, own)
        if then:
            then(lambda value: self.report("settled", call=step["call"], value=self.values.encode(value)),
                 lambda error: self.report("settled", call=step["call"], error=self.values.describe(error)))


class Main(Actor):
    """Besides the registrations: ipc.sender(event), the name of the renderer or None; ipc.sendTo(renderer, channel,
    *args), ipc.reply(event, channel, *args), ipc.assign(event, value); and ipc.promise(), which returns what a
    handler returns to answer later, a function that fulfils it and one that rejects it."""

    def __init__(self, ipc, values=Values(), kind="unknown"):
        super().__init__("main", ipc, values)
        self.kind, self.held, self.handles, self.latest = kind, {}, itertools.count(1), {"event": self}

    def begins(self, handles, args, fields):
        event, *args = args
        if self.latest["event"] is not event:  # The same for every listener of one message.
            self.latest = {"event": event, "handle": next(self.handles), "handles": handles}
        own = self.latest
        self.report("called", **fields, args=[self.values.encode(arg) for arg in args], **{"from": self.ipc.sender(event)},
                    handle=own["handle"], kind="invoke" if handles else self.kind)
        return own

    def named(self, step, own):
        return self.held[step["handle"]] if step.get("handle") else own

    def sendTo(self, step, own):
        self.attempt("sent", lambda: self.ipc.sendTo(step["to"], step["channel"], *self.arguments(step)),
                     {"to": step["to"], "channel": step["channel"]})

    def reply(self, step, own):
        own = self.named(step, own)
        self.attempt("replied", lambda: self.ipc.reply(own["event"], step["channel"], *self.arguments(step)),
                     {"handle": own["handle"], "channel": step["channel"]})

    def assign(self, step, own):
        own = self.named(step, own)
        self.attempt("assigned", lambda: self.ipc.assign(own["event"], self.values.decode(step["value"])),
                     {"handle": own["handle"]})

    def hold(self, step, own):
        self.held[own["handle"]] = own
        if own["handles"]:
            own["promise"], own["resolve"], own["reject"] = self.ipc.promise()

    def release(self, step, own):
        own = self.named(step, own)
        del self.held[own["handle"]]
        for name in {"promise", "resolve", "reject"} & own.keys():
            del own[name]
        self.report("released", handle=own["handle"])

    def resolve(self, step, own):
        own, values = self.named(step, own), self.values
        self.report("resolved", handle=own["handle"])
        own[step["op"]]((values.decode if step["op"] == "resolve" else values.exception)(step["value"]))

    reject = resolve

    def end(self):
        for handle in self.held:
            self.report("released", handle=handle)


NEEDS = {"handle": "invoke", "handleOnce": "invoke", "removeHandler": "invoke", "assign": "sendSync", "release": "hold",
         "resolve": "hold", "reject": "hold", **{op: op for op in ("send", "sendSync", "invoke", "reply", "sendTo", "hold")}}


def missing(steps, capabilities):
    """The first of these steps that is not offered, listeners' programs included."""
    for step in steps:
        lacks = NEEDS.get(step["op"]) not in (None, *capabilities)
        what = step["op"] if lacks else "deadlineMs" if step.get("deadlineMs") else missing(step.get("program", []), capabilities)
        if what:
            return what
    return None


def serve(hello, begin, turn=lambda: None, lines=sys.stdin):
    """Serves the suite until standard input ends. `hello` says name, version, renderersMax and capabilities;
    begin(n) makes a world, {"main": Main, "r0": Renderer, …}; turn() lets what was sent arrive."""
    def answer(command, event, **fields):
        print(json.dumps({"event": event, "id": command["id"], **fields}), flush=True)

    world = {}
    for line in lines:
        command = json.loads(line)
        do, actor, steps = command["do"], command.get("actor"), command.get("steps", [])
        lacks = "a main elsewhere" if command.get("main") else None if do in ("hello", "begin", "run", "end") else do
        lacks = lacks or (missing(steps, hello["capabilities"]) if actor in (None, *world) else actor)
        if lacks:
            answer(command, "unsupported", what=lacks)
            continue
        if do == "hello":
            answer(command, "hello", protocol=1, **hello)
            continue
        if do == "begin":
            world = begin(command.get("renderers", 0))
        elif do == "run":
            world[actor].run(steps)
        else:
            world["main"].end()
            world = {}
        answer(command, "done")
        turn()  # Only now does anything that was sent arrive.
