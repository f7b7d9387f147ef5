#!/usr/bin/env python3
"""Makes scenarios of the conformance suite from the model's witnesses: for each situation of witnesses.pml, the
shortest run that reaches it, as a stimulus (schema/scenario.capnp).

The file is compared with what the model gives (exit code 1 if it differs), or written with --write."""

import argparse
import concurrent.futures
import dataclasses
import json
import re
import sys

import runs
import spin

FILE = runs.HERE.parents[1] / "conformance" / "scenario" / "model.json"
OPS = {"MESSAGE": "send", "SYNC": "sendSync", "INVOKE": "invoke"}


class Scenario:
    """Reads what a run showed, step by step (visible.pml), and writes down what brings it about."""

    def __init__(self, run, steps):
        self.run = run
        self.shown = [step.split() for step in steps]
        self.renderers = int(re.search(r"RENDERERS=(\d)", run.parameters)[1])
        self.alive = {"main"} | {f"r{r}" for r in range(self.renderers)}
        self.name_of = {}  # (renderer, id) → the name of the call
        self.op_of = {}  # name → op
        self.unsettled = {}  # name → renderer
        self.held = set()  # names of the events that main holds
        self.scripts = {}  # renderer → the script that it is in
        self.sent = self.dispatched = 0
        self.needs, self.registrations, self.stimuli = set(), [], []

    def made(self):
        for at, (actor, verb, *rest) in enumerate(self.shown):
            getattr(self, "on_" + verb)(at, actor, *rest)
        self.finish()
        begin = [script("main", self.registrations)] if self.registrations else []
        if self.sent:
            listen = {"op": "on", "channel": "event", "listener": "E"}
            begin += [script(f"r{r}", [listen]) for r in range(self.renderers)]
        # Otherwise the end of a call waits for a garbage collection, or never comes.
        strict = any(words[-1] in ("NO_REPLY", "NO_LISTENER", "DISCONNECTED") for words in self.shown) or (
            "deadline" in self.needs or "main" not in self.alive)
        return {"name": "model/" + self.run.name.lower().replace("_", "-"), "about": self.run.about,
                "renderers": self.renderers, "needs": sorted(self.needs),
                **({"profiles": ["strict"]} if strict else {}), "steps": begin + self.stimuli}

    # What a renderer does and is told.

    def on_task(self, _, renderer):
        self.scripts[renderer] = None

    def on_calling(self, _, renderer, number, kind):
        name = self.name_of[renderer, number] = f"{kind[0]}{len(self.name_of) + 1}"
        op = self.op_of[name] = OPS[kind]
        self.needs.add(op)
        step = {"op": op, "call": name, "channel": name}
        if [renderer, "returned", number, "DEADLINE_EXCEEDED"] in self.shown:
            step["deadlineMs"] = 1
            self.needs.add("deadline")
        if not self.scripts.get(renderer):
            self.scripts[renderer] = script(renderer, [])
            self.stimuli.append(self.scripts[renderer])
        self.scripts[renderer]["steps"].append(step)
        if kind == "SYNC":
            self.scripts[renderer]["blocks"] = True
        if kind != "MESSAGE":
            self.unsettled[name] = renderer

    def on_returned(self, _, renderer, number, outcome):
        name = self.name_of[renderer, number]
        del self.unsettled[name]
        self.wait("returned" if outcome in ("VALUE", "UNDEFINED") else "threw", call=name)

    def on_settled(self, _, renderer, number, _outcome):
        name = self.name_of[renderer, number]
        del self.unsettled[name]
        self.wait("settled", call=name)

    def on_dispatched(self, _, renderer):
        self.dispatched += 1
        self.wait("dispatched", actor=renderer, call=f"E{self.dispatched}")

    # What main does.

    def on_called(self, at, _, renderer, number, kind):
        name = self.name_of[renderer, number]
        acts = [words for words in self.shown[at + 1:] if words[0] == "main" and words[2:4] == [renderer, number]]
        # What the run shows next is what the listener or handler does itself. A handler cannot let go of its promise.
        # With two renderers everything is done later, so that the suite can have it in this order.
        itself = None
        if acts and self.shown[at + 1] is acts[0] and kind + acts[0][1] != "INVOKEreleased" and self.renderers == 1:
            itself = acts.pop(0)
        program = [self.act(name, itself)] if itself and itself[1] != "released" else []
        if kind != "MESSAGE" and (acts or not itself):
            program.append({"op": "hold"})
            self.needs.add("hold")
            self.held.add(name)
        if itself:
            itself[0] = "listener"  # Done: on_… has nothing left to do.
        self.registrations.append({"op": "handle" if kind == "INVOKE" else "on", "channel": name,
                                   "listener": f"L{name}", "program": program})
        self.wait("called", call=name)

    def on_assigned(self, at, actor, renderer, number, *_):
        name = self.name_of[renderer, number]
        if actor == "main":
            self.main({**self.act(name, self.shown[at]), "handle": name})

    def on_resolved(self, at, actor, renderer, number, *_):
        name = self.name_of[renderer, number]
        if actor == "main":
            self.held.remove(name)
            op = "resolve" if self.shown[at][4] == "VALUE" else "reject"
            self.main({**self.act(name, self.shown[at]), "op": op, "handle": name})

    def on_released(self, _, actor, renderer, number):
        name = self.name_of[renderer, number]
        self.needs.add("release")
        if actor == "main":
            self.held.remove(name)
            self.main({"op": "release", "handle": name})

    def on_sent(self, _, __, renderer):
        self.sent += 1
        self.needs.add("sendTo")
        self.main({"op": "sendTo", "to": renderer, "channel": "event", "args": [f"E{self.sent}"]})

    # The end of processes and links.

    def on_killed(self, _, actor):
        self.alive.remove(actor)
        self.needs.add("kill")
        self.stimuli.append({"do": "kill", "actor": actor})

    def on_closed(self, _, actor, of):
        self.wait("closed", actor=actor, **({"of": of} if actor == "main" else {}))

    def finish(self):
        """Main answers what it still holds; what has no one to answer it settles by itself."""
        for name, renderer in self.unsettled.items():
            if renderer not in self.alive:
                continue
            sync = self.op_of[name] == "sendSync"
            answered = name in self.held and "main" in self.alive
            if answered:
                act = {"op": "assign" if sync else "resolve", "handle": name, "value": f"answer to {name}"}
                self.main(act)
            self.wait(("returned" if answered else "threw") if sync else "settled", call=name)

    # Helpers.

    @staticmethod
    def act(name, words):
        if words[1] == "assigned":
            return {"op": "assign", "value": {"$": "undefined"} if words[4] == "UNDEFINED" else f"answer to {name}"}
        if words[4] == "VALUE":
            return {"op": "return", "value": f"answer to {name}"}
        return {"op": "throw", "value": {"$": "error", "name": "Error", "message": f"thrown for {name}"}}

    def main(self, step):
        self.stimuli.append(script("main", [step]))

    def wait(self, event, **pattern):
        self.stimuli.append({"do": "await", "event": event, **pattern})


def script(actor, steps):
    return {"do": "run", "actor": actor, "steps": steps}


def nearest(run):
    """The shortest run; one without events if there is one."""
    without = dataclasses.replace(run, parameters=re.sub(r"EVENTS=\d", "EVENTS=0", run.parameters))
    for attempt in (without, run):
        result = spin.search(attempt, shortest=True)
        if not result.holds:
            return Scenario(run, result.steps).made()
    sys.exit(f"scenarios.py: no run of the model reaches {run.name}")


def text(scenarios):
    """JSON with a line for each step."""
    def one(scenario):
        head = json.dumps({k: v for k, v in scenario.items() if k != "steps"})[:-1]
        steps = ",\n   ".join(json.dumps(step) for step in scenario["steps"])
        return f'{head},\n  "steps": [\n   {steps}]}}'
    return '{"scenarios": [\n ' + ",\n ".join(map(one, scenarios)) + "\n]}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the file instead of comparing it")
    parser.add_argument("--jobs", type=int, default=2, help="searches at one time (default 2)")
    arguments = parser.parse_args()
    try:
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            made = text(pool.map(nearest, runs.WITNESSES))
    except spin.SpinError as error:
        sys.exit(f"scenarios.py: {error}")
    if arguments.write:
        FILE.write_text(made, encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != made:
        print(f"{FILE} is not what the model gives: run {sys.argv[0]} --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
