#!/usr/bin/env python3
"""A renderer half for the conformance suite, written from the specification's page and the schema alone.

    renderer.py --actor r0 --at ADDRESS

Commands on standard input, answers and events on standard output, as schema/conformance.capnp says (#adapter). For what
every adapter in Python needs it uses the library that the suite has to copy.
"""
import argparse
import json
import os
import pathlib
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'adapter/python'))
import triwire
from link import Link
from values import Clone, Told, Unclonable

STEPS = {'send', 'sendSync', 'invoke', 'on', 'once', 'off', 'removeAllListeners', 'throw', 'mark'}
WAIT_MAX = 4.0  # Seconds that the handshake may take before `ready`, and the link's end after `end`.


class Thrown(Exception):
    """An error that a program throws; `error` is the contract's."""

    def __init__(self, value):
        self.error = {'name': value['name'], 'message': value['message']}


class Values(triwire.Values):
    """Arguments are one payload, and so is a result."""

    def encode(self, value):
        return {'$': 'undefined'} if value is self.undefined else Told(value).values[0]

    def exception(self, value):
        is_error = isinstance(value, dict) and value.get('$') == 'error'
        return Thrown(value) if is_error else triwire.Thrown(value)

    def describe(self, error):
        return error.error if hasattr(error, 'error') else super().describe(error)


class Ipc:
    """The calls and registrations of the contract (#emitters, #event-listeners)."""

    def __init__(self, link):
        self.link, self.listeners = link, {}

    def send(self, channel, args, deadline):
        self.link.send(channel, Clone(args).payload)

    def sendSync(self, channel, args, deadline):
        return self.link.send_sync(channel, Clone(args).payload, deadline)

    def invoke(self, channel, args, deadline):
        def then(fulfilled, rejected):
            settle = lambda result: (rejected if isinstance(result, Exception) else fulfilled)(result)
            try:
                self.link.invoke(channel, Clone(args).payload, settle, deadline)
            except Unclonable as error:
                self.link.told.append((settle, error))
        return then

    def on(self, channel, listener, once=False):
        self.listeners.setdefault(channel, []).append((listener, once))

    def once(self, channel, listener):
        self.on(channel, listener, once=True)

    def off(self, channel, listener):
        entries = self.listeners.get(channel, [])
        for i in [i for i, (own, _) in enumerate(entries) if own is listener][-1:]:
            del entries[i]

    def removeAllListeners(self, channel):
        self.listeners.pop(channel, None)

    def dispatch(self, channel, args):
        for entry in list(self.listeners.get(channel, [])):
            listener, once = entry
            if once:
                self.listeners[channel].remove(entry)
            listener(args)


class Renderer(triwire.Renderer):
    def __init__(self, name, link):
        super().__init__(name, Ipc(link), Values())
        self.link, link.on_event, link.on_closed = link, self.on_event, lambda: self.report('closed')

    def arguments(self, step):
        return [step.get('args', []), time.monotonic() + step['deadlineMs'] / 1000 if step.get('deadlineMs') else None]

    def begins(self, handles, args, fields):
        self.report('dispatched', **fields, args=Told(args[0]).values)
        return {'of': self}

    def on_event(self, channel, args):
        try:
            self.ipc.dispatch(channel, args)
        except Exception as error:
            self.uncaught(error)

    def command(self, line):
        """False at the last one."""
        command = json.loads(line)
        do, steps, answer = command['do'], command.get('steps', []), {'event': 'done', 'id': command['id']}
        ops = {step['op'] for each in steps for step in [each, *each.get('program', [])]}
        if do not in ('run', 'close', 'end') or ops - STEPS:
            answer |= {'event': 'unsupported', 'what': min(ops - STEPS, default=do)}
        elif do == 'run':
            self.run(steps)
        elif do == 'close':
            self.link.close('done')
        if do != 'end':
            print(json.dumps(answer), flush=True)
        return do != 'end'

    def serve(self):
        """Until `end`, or the end of standard input; then what the link still has (#turns)."""
        ends = time.monotonic() + WAIT_MAX
        while self.link.state == 'HANDSHAKING' and time.monotonic() < ends:
            self.link.pump(until=ends)
        print('ready', flush=True)
        waiting, goes_on = b'', True
        while goes_on:
            line, found, rest = waiting.partition(b'\n')
            if self.link.told:
                self.turn()
            elif found:
                waiting, goes_on = rest, self.command(line)
            elif self.link.pump(others=[0]):
                more = os.read(0, 1 << 16)
                waiting, goes_on = waiting + more, bool(more)
        ends = time.monotonic() + WAIT_MAX
        while self.link.told or self.link.reading and time.monotonic() < ends:
            self.turn() if self.link.told else self.link.pump(until=ends)

    def turn(self):
        tell, *what = self.link.told.pop(0)
        tell(*what)


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--actor', required=True, help='r0, r1, …')
    parser.add_argument('--at', required=True, help="main's socket: a path, or @name")
    options = parser.parse_args()
    Renderer(options.actor, Link(options.at)).serve()
