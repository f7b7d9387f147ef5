#!/usr/bin/env python3
"""A renderer half for the conformance suite, written from the specification's page and the schema alone.

    renderer.py --actor r0 --at ADDRESS

Commands on standard input, answers and events on standard output, as schema/conformance.capnp says (#adapter).
"""
import argparse
import json
import os
import sys
import time

from json_values import Unclonable, json_of, plain_json, values_of
from link import Link
from outcomes import Failure
from values import Node, UNDEFINED

STEPS = {'send', 'sendSync', 'invoke', 'on', 'once', 'off', 'removeAllListeners', 'throw', 'mark'}
WAIT_MAX = 10.0  # Seconds that the handshake may take before `ready`, and the link's end after `end`.


class Thrown(Exception):
    """A `throw` of a program; `error` as the contract's `Error`."""

    def __init__(self, item):
        value = values_of([item], 'throw')[0]
        if isinstance(value, Node) and value.kind == 'error':
            self.error = {'name': item.get('name', 'Error'), 'message': item.get('message', '')}
        else:
            self.error = {'value': json_of([value])[0]}


class Renderer:
    def __init__(self, actor, address):
        self.actor, self.seq, self.output = actor, 0, sys.stdout
        self.listeners = {}  # By channel: a list of [listener, once, called].
        self.programs = {}
        self.link = Link(address)

    def write(self, line):
        self.output.write(json.dumps(line, separators=(',', ':')) + '\n')
        self.output.flush()

    def report(self, event, **fields):
        self.seq += 1
        self.write({'event': event, 'actor': self.actor, 'seq': self.seq} | fields)

    # ---- Commands

    def command(self, line):
        command = json.loads(line)
        answer = {'event': 'done', 'id': command.get('id', 0)}
        if command['do'] == 'run':
            unknown = self.unknown_step(command.get('steps', []))
            if unknown:
                answer |= {'event': 'unsupported', 'what': unknown}
            else:
                try:
                    self.script(command.get('steps', []))
                except (KeyError, ValueError, IndexError) as error:
                    answer |= {'event': 'failed', 'text': f'{type(error).__name__}: {error}'}
        elif command['do'] == 'close':
            self.link.close('done')
        elif command['do'] == 'end':
            return False
        else:
            answer |= {'event': 'unsupported', 'what': command['do']}
        self.write(answer)
        return True

    def unknown_step(self, steps):
        for step in steps:
            if step['op'] not in STEPS:
                return step['op']
            if found := self.unknown_step(step.get('program', [])):
                return found
        return None

    def script(self, steps):
        try:
            self.perform(steps)
        except Thrown as thrown:
            self.report('uncaught', error=thrown.error)

    def perform(self, steps):
        for step in steps:
            op = step['op']
            if op == 'mark':
                self.report('marked', mark=step['mark'])
            elif op == 'throw':
                raise Thrown(step.get('value'))
            elif op in ('send', 'sendSync', 'invoke'):
                self.make(op, step)
            else:
                self.register(op, step.get('channel', ''), step.get('listener', ''), step.get('program', []))

    def make(self, op, step):
        """One of the three calls (#send-algorithms, #sync-algorithms, #invoke-algorithms)."""
        name, channel = step['call'], step.get('channel', '')
        deadline = time.monotonic() + step['deadlineMs'] / 1000 if step.get('deadlineMs') else None
        self.report('calling', call=name)
        try:
            args = values_of(step.get('args', []))
            if op == 'sendSync':
                self.report('returned', call=name, value=json_of(self.link.send_sync(channel, args, deadline))[0])
                return
            if op == 'send':
                self.link.send(channel, args)
                self.report('returned', call=name, value=plain_json(UNDEFINED))
                return
            self.link.invoke(channel, args, name, deadline)
        except (Failure, Unclonable) as failure:
            if op != 'invoke':
                self.report('threw', call=name, error=error_of(failure))
                return
            self.link.tell.append(('settled', name, failure))
        self.report('returned', call=name)

    # ---- Listeners (#emitters, #event-listeners)

    def register(self, op, channel, listener, program):
        entries = self.listeners.setdefault(channel, [])
        if op in ('on', 'once'):
            self.programs.setdefault(listener, program)
            entries.append([listener, op == 'once', False])
        elif op == 'off':
            for i in reversed(range(len(entries))):
                if entries[i][0] == listener:
                    del entries[i]
                    break
        else:
            entries.clear()
        self.report('registered', op=op, channel=channel, **({'listener': listener} if listener else {}))

    def dispatch(self, channel, args):
        for entry in list(self.listeners.get(channel, [])):
            listener, once, called = entry
            if once and called:
                continue
            entry[2] = True
            if once:
                self.listeners[channel] = [one for one in self.listeners[channel] if one is not entry]
            self.report('dispatched', listener=listener, channel=channel, args=json_of(args))
            try:
                self.perform(self.programs[listener])
                self.report('finished', listener=listener)
            except Thrown as thrown:
                self.report('finished', listener=listener, error=thrown.error)
                self.report('uncaught', error=thrown.error)
                return

    # ---- The event loop (#turns)

    def turn(self):
        what, *rest = self.link.tell.pop(0)
        if what == 'event':
            self.dispatch(*rest)
        elif what == 'closed':
            self.report('closed')
        elif isinstance(rest[1], Exception):
            self.report('settled', call=rest[0], error=error_of(rest[1]))
        else:
            self.report('settled', call=rest[0], value=json_of(rest[1])[0])

    def run(self):
        """Serves until `end`, or the end of standard input; then dispatches what the link still has."""
        ends = time.monotonic() + WAIT_MAX
        while self.link.state == 'HANDSHAKING' and time.monotonic() < ends:
            self.link.pump(timeout=ends - time.monotonic())
        self.output.write('ready\n')
        self.output.flush()
        waiting = b''
        while True:
            line, found, rest = waiting.partition(b'\n')
            if self.link.tell:
                self.turn()
            elif found:
                waiting = rest
                if line.strip() and not self.command(line):
                    break
            elif self.link.pump(others=[0]):
                more = os.read(0, 1 << 16)
                if not more:
                    break
                waiting += more
        ends = time.monotonic() + WAIT_MAX
        while self.link.tell or self.link.reading and time.monotonic() < ends:
            if self.link.tell:
                self.turn()
            else:
                self.link.pump(timeout=ends - time.monotonic())


def error_of(failure):
    if isinstance(failure, Failure):
        return failure.error | ({'code': plain_json(failure.error['code'])} if 'code' in failure.error else {})
    return {'outcome': 'UNCLONABLE', 'name': 'Error', 'message': str(failure)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--actor', required=True, help='r0, r1, …')
    parser.add_argument('--at', required=True, help="main's socket: a path, or @name")
    options = parser.parse_args()
    sys.setrecursionlimit(20000)
    Renderer(options.actor, options.at).run()


if __name__ == '__main__':
    main()
