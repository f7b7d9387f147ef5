"""The renderer's half of a link (specification, #links, #wire): frames both ways, calls by id, and what is deferred."""
import contextlib
import re
import select
import socket
import time
import types

from codec import FRAME_MAX, Codec, Violation, frame_size, require
from values import UNDEFINED, Told, check, check_forms, plain, text_of

DEFAULTS = {'frameBytesMax': 64 << 20, 'pendingCallsMax': 65536, 'valueDepthMax': 1000, 'valueNodesMax': 1_000_000,
            'channelBytesMax': 65536}  # Of each side (#limit-table).
OWN = DEFAULTS | {'frameBytesMax': FRAME_MAX}
# What a `return` with these outcomes answers (#outcome-table); others answer both kinds of calls.
ANSWERS = {'thrown': {'invoke'}, 'noHandler': {'invoke'}, 'unclonable': {'invoke'}, 'noListener': {'sync'},
           'cancelled': {'cancelled'}, 'disconnected': set(), 'deadlineExceeded': set()}
CAUSES_MAX = 16


class Failure(Exception):
    """How a call failed: `error` is the contract's `Error`, with Electron's texts (#wire-answers)."""

    def __init__(self, outcome, channel, detail=None):
        begin = f"Error invoking remote method '{channel}': "
        message = {'NO_HANDLER': f"{begin}Error: No handler registered for '{channel}'",
                   'UNCLONABLE': f'{begin}Error: An object could not be cloned. ({detail})',
                   'NO_REPLY': f'{begin}reply was never sent'}.get(outcome, f"'{channel}': {outcome}")
        self.error = {'outcome': outcome, 'name': 'Error', 'message': message}
        if outcome == 'THROWN':
            self.error['message'] = begin + plain(text_of(detail['text']))
            if error := detail.get('error'):
                name, message, code = error['name'], error['message'], error.get('code', UNDEFINED)
                self.error |= {'remoteName': plain(text_of(name)), 'remoteMessage': plain(text_of(message))}
                self.error |= {'code': Told({}).value(code)} if code != UNDEFINED else {}


class Link:
    """`told` is what the application has to be told, each in a turn of its own: a function and its arguments. The
    application begins when the link is OPEN or has ended, so nothing is kept before `welcome`."""

    def __init__(self, address):
        self.codec, self.state, self.limits = Codec(), 'HANDSHAKING', DEFAULTS
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect('\0' + address[1:] if address.startswith('@') else address)
        self.socket.setblocking(False)
        self.incoming, self.outgoing, self.reading, self.writing = bytearray(), bytearray(), True, True
        self.calls, self.last_id, self.told = {}, 0, []
        self.write({'hello': {'versionMin': 1, 'versionMax': 1, 'limits': OWN, 'implementation': 'the reader, in Python'}})

    def write(self, frame):
        encoded = self.codec.encode(frame)
        require(len(encoded) <= self.limits['frameBytesMax'], 'a frame that is too large', 'limitExceeded')
        self.outgoing += encoded

    # What the application asks for (#link-table)

    def send(self, channel, args, kind='message', **more):
        channel = plain(channel)
        if self.state == 'CLOSED':
            raise Failure('DISCONNECTED', channel)
        try:
            check(args, self.limits, channel=channel)
            self.write({kind: {'channel': channel, 'args': args} | more})
        except Violation as exceeded:  # Nothing is sent that main does not accept (TW-WIRE-11).
            raise Failure('TOO_LARGE', channel) from exceeded

    def call(self, kind, channel, args, settle, deadline):
        call = types.SimpleNamespace(kind=kind, channel=channel, settle=settle, deadline=deadline, answers={kind}, result=None)
        try:
            if len(self.calls) >= self.limits['pendingCallsMax']:
                raise Failure('OVERLOADED', channel)
            self.send(channel, args, kind, id=str(self.last_id + 1))
            self.last_id += 1
            self.calls[self.last_id] = call
        except Failure as failure:
            self.settle(call, failure)
        return call

    def invoke(self, channel, args, settle, deadline):
        self.call('invoke', channel, args, settle, deadline)

    def send_sync(self, channel, args, deadline):
        call = self.call('sync', channel, args, None, deadline)
        while not call.result:
            self.pump()
        if isinstance(call.result, Failure):
            raise call.result
        return call.result

    def settle(self, call, result):
        call.result = result
        if call.kind == 'invoke':
            self.told.append((call.settle, result))

    def on_time(self):
        """Gives up on what is due (#wire-ids). Returns the earliest deadline that there was."""
        due = sorted((call.deadline, number) for number, call in self.calls.items() if call.deadline and not call.result)
        for deadline, number in due:
            if deadline <= time.monotonic():
                call = self.calls[number]
                self.write({'cancel': {'id': str(number)}})
                call.answers.add('cancelled')
                self.settle(call, Failure('DEADLINE_EXCEEDED', call.channel))
        return due[0][0] if due else None

    def close(self, reason, text=''):
        if self.state != 'CLOSED':
            self.write({'close': {'reason': reason, 'text': text}})
            self.end()

    def end(self):
        """Settles what is left, in the order made, and tells the end last (#link-algorithms)."""
        if self.state == 'CLOSED':
            return
        self.state, calls, self.calls = 'CLOSED', self.calls, {}
        for call in calls.values():
            if not call.result:
                self.settle(call, Failure('DISCONNECTED', call.channel))
        self.told.append((self.on_closed,))

    # The transport

    def pump(self, others=(), until=None):
        """Waits until something arrives, can be written, or it is time, and handles it. Returns those of `others` that can
        be read. A renderer reads also while it has something to write (TW-WIRE-18)."""
        waits = [at - time.monotonic() for at in (self.on_time(), until) if at]
        mine = [self.socket] if self.reading else []
        wants = [self.socket] if self.writing and self.outgoing else []
        ready, writable, _ = select.select(mine + list(others), wants, [], max(0, min(waits)) if waits else None)
        try:
            if writable:
                del self.outgoing[:self.socket.send(self.outgoing[:1 << 18])]
        except OSError:
            self.writing = False  # What had arrived before is read first; reading then finds the end.
        if self.socket in ready:
            try:
                self.take(self.socket.recv(1 << 18))
            except OSError:
                self.take(b'')
        if self.writing and self.state == 'CLOSED' and not self.outgoing:  # And reads on until the end (#wire-closing).
            self.writing = False
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)
        return [one for one in ready if one is not self.socket]

    def take(self, found):
        if not found:
            self.reading = self.writing = False
            self.socket.close()
            return self.end()
        self.incoming += found
        try:
            while self.state != 'CLOSED' and (size := frame_size(self.incoming)):
                require(size[1] <= FRAME_MAX, 'a frame that is too large', 'frameTooLarge')
                if len(self.incoming) < size[1]:
                    return
                frame = bytes(self.incoming[:size[1]])
                del self.incoming[:size[1]]
                self.on_frame(self.codec.decode(frame))
        except Violation as violation:
            self.close(*violation.args)
        if self.state == 'CLOSED':
            self.incoming.clear()  # Dropped unread (TW-WIRE-38).

    # Handling what arrives (#link-algorithms)

    def on_frame(self, frame):
        if_unknown = frame.pop('ifUnknown')
        if not frame:
            return require(if_unknown == 'ignore', 'a frame of an unknown kind', 'unknownFrame')
        (kind, body), = frame.items()
        if kind == 'close':
            self.outgoing.clear()
            self.end()
        elif kind == 'welcome' and self.state == 'HANDSHAKING':
            require(body['version'] == 1, 'a version that was not offered', 'versionMismatch')
            require(not body.get('features'), 'a feature that was not offered', 'unexpectedFrame')
            self.limits = {name: body.get('limits', {}).get(name) or default for name, default in DEFAULTS.items()}
            self.state = 'OPEN'
        elif kind == 'event' and self.state == 'OPEN':
            channel, args = body.get('channel', ''), body.get('args', {})
            check(args, OWN, channel=channel)
            self.told.append((self.on_event, channel, args))
        elif kind == 'return' and self.state == 'OPEN':
            self.on_return(int(body['id']), body.get('outcome', {'value': {}}))
        else:
            raise Violation('unexpectedFrame', f'{kind} is not expected here')

    def on_return(self, number, outcome):
        require(outcome, 'an outcome that is not known')
        (name, detail), = outcome.items()
        if name == 'value':
            check(detail, OWN, roots=1)
        elif name == 'thrown':
            self.check_thrown(detail)
        call = self.calls.get(number)
        answers = call and ANSWERS.get(name, {'sync', 'invoke'}) & call.answers
        require(answers, f'{name} answers no call that is live', 'unexpectedFrame')
        del self.calls[number]
        if not call.result:
            code = re.sub('([A-Z])', r'_\1', name).upper()
            self.settle(call, detail if name == 'value' else Failure(code, call.channel, detail))

    def check_thrown(self, thrown, causes=0):
        require(causes <= CAUSES_MAX and thrown.keys() & {'opaque', 'value', 'error'}, 'too many causes, or unknown')
        if 'value' in thrown:
            check(thrown['value'], OWN, roots=1)
        error = thrown.get('error', {})
        check_forms([thrown.get('text', UNDEFINED), *(one for name, one in error.items() if name != 'cause')])
        require(error.get('code', UNDEFINED).keys() <= {'undefined', 'number', 'string', 'string16'}, 'a code of another kind')
        if 'cause' in error:
            self.check_thrown(error['cause'], causes + 1)
