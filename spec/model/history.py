"""A recorded history as the logs that the model follows (trace.pml): what each actor showed, in its own order."""

KINDS = {"send": "MESSAGE", "sendSync": "SYNC", "invoke": "INVOKE"}
OUTCOMES = {"THROWN", "NO_REPLY", "NO_LISTENER", "NO_HANDLER", "DISCONNECTED", "DEADLINE_EXCEEDED"}
ENDS = {"kill": "DEATHS", "close": "CLOSES"}
REPORTED = {"sendTo": "sent", "reply": "replied", "resolve": "resolved", "reject": "resolved"}
UNDEFINED = {"$": "undefined"}
CALLS_MAX = 20
EVENTS_MAX = 30


class NotModelled(Exception):
    """The history has something that the model knows nothing of."""


class Logs:
    """`log[actor]` is a list of (what, who, id, detail), as trace.pml has them."""

    def __init__(self, history):
        self.log, self.uses, self.events = {}, set(), 0
        self.commands = [entry["sent"] for entry in history if "sent" in entry]
        self.command_at = [at for at, entry in enumerate(history) if "sent" in entry]
        end = next((at for at, entry in enumerate(history) if entry.get("sent", {}).get("do") == "end"), len(history))
        # What happens because the world is torn down is nobody's behaviour. Main may tell late of what was before.
        shown = [(at, entry["received"]) for at, entry in enumerate(history) if "actor" in entry.get("received", {}) and
                 (at < end or (entry["received"]["actor"] == "main" and entry["received"]["event"] != "released"))]
        self.shown = [event for _, event in shown]
        self.shown_at = [at for at, _ in shown]
        self.renderers = max([command["renderers"] for command in self.commands if command["do"] == "begin"] or [1])
        if any(command["do"] == "kill" and command["actor"] not in ("main", "r0") for command in self.commands):
            raise NotModelled("the death of a renderer other than the first")
        self.uses |= {ENDS[command["do"]] for command in self.commands if command["do"] in ENDS}
        self.uses |= {"MAIN_DIES" if command["actor"] == "main" else "RENDERER_DIES"
                      for command in self.commands if command["do"] == "kill"}
        self.script_before, self.heard_before = {}, {}  # by actor
        self.begun, self.held = set(), set()
        self.listening = {}  # (renderer, channel) → when it was known that a listener is there
        self._read_steps()
        self._number_calls()
        self._number_events()
        for at, event in enumerate(self.shown):
            read = getattr(self, "_" + event["event"], None)
            if read:
                read(at, event)

    # What was asked for: the kind, deadline and script of each call; which listeners hold.

    def _read_steps(self):
        self.kind, self.script, self.holding, self.removed = {}, {}, set(), False
        for number, command in enumerate(self.commands):
            for step in command.get("steps", []):
                self._read_step(step, number)

    def _read_step(self, step, script):
        op = step["op"]
        if op in KINDS:
            self.kind[step["call"]] = KINDS[op]
            self.script[step["call"]] = script
            if step.get("deadlineMs"):
                self.uses.add("DEADLINES")
        if op in ("off", "removeAllListeners", "once"):
            self.removed = True
        for inner in step.get("program", []):
            if inner["op"] == "hold":
                self.holding.add(step["listener"])
            self._read_step(inner, None)

    # A call's number is its place among its renderer's calls; one that failed before it was made has none.

    def _number_calls(self):
        called = {first(e) for e in self.shown if e["event"] == "called"}
        unmade = {e["call"] for e in self.shown if e["event"] in ("threw", "settled") and e["call"] not in called
                  and (self.kind.get(e["call"]) == "MESSAGE" and e["event"] == "threw" or outcome(e) not in (None, *OUTCOMES))}
        self.number, count = {}, {}
        for event in self.shown:
            if event["event"] == "calling" and event["call"] not in unmade:
                actor = event["actor"]
                self.number[event["call"]] = (actor, count.setdefault(actor, 0))
                count[actor] += 1
        self.calls = max([*count.values(), 1])
        if self.calls > CALLS_MAX:
            raise NotModelled(f"more than {CALLS_MAX} calls of one renderer")
        self.last = {}  # handle → where its last listener ends
        for event in self.shown:
            if event["event"] == "finished" and event.get("handle"):
                self.last[event["handle"]] = event
        self.call_of = {}  # handle → call
        for event in self.shown:
            if event["event"] == "called":
                if first(event) not in self.number:
                    raise NotModelled("a message that does not name its call")
                self.call_of[event["handle"]] = first(event)

    # An event's number is its place among those that main sent to one renderer. What it carried is in the step that
    # sent it: main's scripts and the programs of its listeners are performed in order.

    def _number_events(self):
        scripts = [(step, at) for at, command in zip(self.command_at, self.commands) if command.get("actor") == "main"
                   for step in command.get("steps", [])]
        programs, current = {}, None
        for step, _ in scripts:
            if "listener" in step:
                programs.setdefault(step["listener"], step.get("program", []))
        scripts = [(step, at) for step, at in scripts if step["op"] in REPORTED]
        self.asked_at = {}  # index of an event of main's → when the command that led to it was given
        self.step_of, self.event, self.event_number, count = {}, {}, {}, {}
        for at, event in enumerate(self.shown):
            if event["actor"] != "main":
                continue
            if event["event"] == "called":
                script = self.script.get(self.call_of[event["handle"]])
                asked = -1 if script is None else self.command_at[script]
                current = [(step, asked) for step in programs.get(event["listener"], []) if step["op"] in REPORTED]
            elif event["event"] == "finished":
                current = None
            elif event["event"] in ("sent", "replied", "resolved"):
                steps = scripts if current is None else current
                if not steps or REPORTED[steps[0][0]["op"]] != event["event"]:
                    raise NotModelled("a script of main's that did not run as written")
                step, self.asked_at[at] = steps.pop(0)
                self.step_of[at] = step
                to = self._addressee(event)
                if to and "error" not in event:
                    count[to] = count.get(to, 0) + 1
                    self.event[at] = (to, count[to])
                    if (to, first(step)) in self.event_number:
                        raise NotModelled("two events of one name")
                    self.event_number[to, first(step)] = count[to]
        self.events = sum(count.values())
        if self.events > EVENTS_MAX:
            raise NotModelled(f"more than {EVENTS_MAX} events")
        self.heard = {(event["actor"], first(event)) for event in self.shown if event["event"] == "dispatched"}

    def _addressee(self, event):
        if event["event"] == "sent":
            return event["to"]
        if event["event"] == "replied" and event["handle"] in self.call_of:
            return self.number[self.call_of[event["handle"]]][0]
        return None

    # The logs, event by event.

    def _add(self, actor, what, who, number, detail):
        self.log.setdefault(actor, []).append((what, who, number, detail))

    def _calling(self, at, event):
        name, actor = event["call"], event["actor"]
        if name in self.number:
            script = self.script[name]
            goes_on = script is not None and script == self.script_before.get(actor)
            self.script_before[actor] = script
            self._add(actor, "ON_CALLING", "CONTINUES" if goes_on else 0, self.number[name][1], self.kind[name])

    def _returned(self, at, event):
        if self.kind.get(event["call"]) == "SYNC":
            undefined = event.get("value", UNDEFINED) == UNDEFINED
            self._ended("ON_RETURNED", event, "UNDEFINED" if undefined else "VALUE")

    def _threw(self, at, event):
        if event["call"] in self.number:
            self._ended("ON_RETURNED", event, failure(event))

    def _settled(self, at, event):
        if event["call"] in self.number:
            self._ended("ON_SETTLED", event, failure(event) if "error" in event else "VALUE")

    def _ended(self, what, event, how):
        self._add(event["actor"], what, 0, self.number[event["call"]][1], how)

    def _dispatched(self, at, event):
        actor, name = event["actor"], first(event)
        if self.heard_before.get(actor) != name:  # else another listener of the same event
            self.heard_before[actor] = name
            # An event that main never sent cannot be explained: it gets a number that none has.
            self._add(actor, "ON_DISPATCHED", 0, self.event_number.get((actor, name), 255), 0)

    def _called(self, at, event):
        if event["handle"] not in self.begun:
            self.begun.add(event["handle"])
            self._main("ON_CALLED", event, self.kind[self.call_of[event["handle"]]])
        if event["listener"] in self.holding:
            self.held.add(event["handle"])

    def _assigned(self, at, event):
        if "error" not in event and self._kind(event) == "SYNC":
            self._main("ON_ASSIGNED", event, 0)

    def _finished(self, at, event):
        if self._kind(event) in ("SYNC", "INVOKE") and self.last[event["handle"]] is event:
            what = "HOLDS" if event["handle"] in self.held else 0
            if self._kind(event) == "INVOKE":
                what = "THROWN" if "error" in event else what or "VALUE"
            self._main("ON_FINISHED", event, what)

    def _resolved(self, at, event):
        self._main("ON_RESOLVED", event, "VALUE" if self.step_of[at]["op"] == "resolve" else "THROWN")

    def _released(self, at, event):
        if self._kind(event) in ("SYNC", "INVOKE"):
            self._main("ON_RELEASED", event, 0)

    def _sent(self, at, event):
        if at in self.event:
            to, number = self.event[at]
            # It had to be heard if a listener was known to be there before whatever led to it was asked for.
            since = self.listening.get((to, event["channel"]))
            heard = (to, first(self.step_of[at])) in self.heard or (since is not None and since < self.asked_at[at])
            self._add("main", "ON_SENT", to[1:], number, 0 if heard else "UNHEARD")

    _replied = _sent

    def _registered(self, at, event):
        if event["op"] == "on" and not self.removed:
            self.listening.setdefault((event["actor"], event["channel"]), self.shown_at[at])

    def _kind(self, event):
        return self.kind.get(self.call_of.get(event.get("handle")))

    def _main(self, what, event, detail):
        renderer, number = self.number[self.call_of[event["handle"]]]
        self._add("main", what, renderer[1:], number, detail)


def first(event):
    """What names a message or event: its first argument."""
    args = event.get("args", [])
    return args[0] if args and isinstance(args[0], str) else None


def outcome(event):
    return event.get("error", {}).get("outcome") or None


def failure(event):
    """The outcome that the model knows; FAILURE if the implementation does not say."""
    how = outcome(event)
    if how and how not in OUTCOMES:
        raise NotModelled(f"the outcome {how}")
    return how or "FAILURE"
