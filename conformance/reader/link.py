"""The renderer's half of a link (specification, #links, #wire): frames both ways, calls by id, and what is deferred."""
import select
import socket
import time

from capnp_message import Builder, Malformed, Message, frame_size
from outcomes import ANSWERS, Failure, INVOKE, SYNC, failure, read_outcome
from values import LimitExceeded, read_payload, write_payload

HELLO, WELCOME, MESSAGE = range(3)
CANCEL, EVENT, RETURN, CLOSE = range(5, 9)
REASONS = ['done', 'goingAway', 'versionMismatch', 'refused', 'malformed', 'frameTooLarge', 'unknownFrame',
           'unexpectedFrame', 'limitExceeded', 'internal']
FRAME_MAX, CHANNEL_MAX = 64 << 20, 65536
DEFAULTS = [FRAME_MAX, 65536, 1000, 1_000_000, CHANNEL_MAX]  # In the order of the schema's `Limits`.


class Violation(Exception):
    """Main broke the protocol; `args[0]` is the reason of the close that follows (#close-reasons)."""


class Call:
    def __init__(self, kind, channel, name, deadline):
        self.kind, self.channel, self.name, self.deadline = kind, channel, name, deadline
        self.settled = self.cancelled = False
        self.result = None


class Link:
    """`tell` is what the application has to be told, each in a turn of its own: (what, …)."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect('\0' + address[1:] if address.startswith('@') else address)
        self.socket.setblocking(False)
        self.state, self.incoming, self.outgoing = 'HANDSHAKING', bytearray(), bytearray()
        self.calls, self.last_id, self.limits = {}, 0, DEFAULTS
        self.tell, self.kept = [], []
        self.reading = self.writing = True
        builder, hello, pointers = self.begin(HELLO, 8, 3)
        for version in (hello, hello + 2):
            builder.put('H', version, 1)
        builder.struct(pointers, 24, 0)
        builder.text(pointers + 16, 'triwire reader, in Python')
        self.send_frame(builder.frame())

    # ---- Writing

    def begin(self, kind, data, pointers):
        builder = Builder()
        root, at = builder.struct(0, 8, 1)
        builder.put('H', root, kind)
        return (builder, *builder.struct(at, data, pointers))

    def send_frame(self, frame):
        self.outgoing += frame

    def cargo(self, kind, channel, args, number=None):
        """A message, sync or invoke, if main's limits admit it (TW-WIRE-11)."""
        builder, data, at = self.begin(kind, 0 if kind == MESSAGE else 8, 2)
        if kind != MESSAGE:
            builder.put('Q', data, number)
        channel = channel.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')
        builder.text(at, channel)
        nodes, depth = write_payload(builder, at + 8, args)
        frame, limits = builder.frame(), self.limits
        if (len(channel.encode()) > limits[4] or len(frame) > limits[0] or depth > limits[2] or nodes > limits[3]):
            raise Failure('TOO_LARGE', f"'{channel}': larger than main accepts")
        return frame

    # ---- What the application asks for (#link-table)

    def send(self, channel, args):
        if self.state == 'CLOSED':
            raise Failure('DISCONNECTED', f"'{channel}': the link has ended")
        if self.state == 'HANDSHAKING':
            self.kept.append(lambda: self.send(channel, args))
            return
        self.send_frame(self.cargo(MESSAGE, channel, args))

    def call(self, kind, channel, args, call):
        if self.state == 'CLOSED':
            raise Failure('DISCONNECTED', f"'{channel}': the link has ended")
        if len(self.calls) >= self.limits[1]:
            raise Failure('OVERLOADED', f"'{channel}': too many calls in flight")
        frame = self.cargo(kind, channel, args, self.last_id + 1)
        self.last_id += 1
        self.calls[self.last_id] = call
        self.send_frame(frame)

    def invoke(self, channel, args, name, deadline):
        call = Call(INVOKE, channel, name, deadline)

        def attempt():
            try:
                if call.deadline and call.deadline <= time.monotonic() and self.state == 'OPEN':
                    raise Failure('DEADLINE_EXCEEDED', f"'{channel}': the deadline has passed")
                self.call(INVOKE, channel, args, call)
            except Failure as failure:
                self.settle(call, failure)

        self.kept.append(attempt) if self.state == 'HANDSHAKING' else attempt()

    def send_sync(self, channel, args, deadline):
        while self.state == 'HANDSHAKING':
            if deadline and deadline <= time.monotonic():
                raise Failure('DEADLINE_EXCEEDED', f"'{channel}': the deadline has passed")
            self.pump(deadline=deadline)
        call = Call(SYNC, channel, None, deadline)
        self.call(SYNC, channel, args, call)
        while not call.settled:
            self.pump()
        if isinstance(call.result, Failure):
            raise call.result
        return call.result

    def settle(self, call, result):
        call.settled, call.result = True, result
        if call.kind == INVOKE:
            self.tell.append(('settled', call.name, result))

    def on_time(self):
        """Gives up on the calls whose deadline has passed (#wire-ids, renderer.onTime). Returns when the caller of
        `pump` has to be woken: now, if a call settled, else at the next deadline, if there is one."""
        due = sorted((c.deadline, number) for number, c in self.calls.items() if c.deadline and not c.settled)
        now = time.monotonic()
        for deadline, number in due:
            if deadline > now:
                break
            builder, data, _ = self.begin(CANCEL, 8, 0)
            builder.put('Q', data, number)
            self.send_frame(builder.frame())
            call = self.calls[number]
            call.cancelled = True
            self.settle(call, Failure('DEADLINE_EXCEEDED', f"'{call.channel}': the deadline has passed"))
        return due[0][0] if due else None

    def close(self, reason, text=''):
        if self.state == 'CLOSED':
            return
        builder, data, at = self.begin(CLOSE, 8, 1)
        builder.put('H', data, REASONS.index(reason))
        builder.text(at, text)
        self.send_frame(builder.frame())
        self.end()

    def end(self):
        """renderer.end (#link-algorithms): settles what is left, in the order made, and tells the end last."""
        if self.state == 'CLOSED':
            return
        self.state, calls, self.calls = 'CLOSED', list(self.calls.values()), {}
        kept, self.kept = self.kept, []
        for call in calls:
            if not call.settled:
                self.settle(call, Failure('DISCONNECTED', f"'{call.channel}': the link has ended"))
        for one in kept:
            self.attempt(one)
        self.tell.append(('closed',))

    def attempt(self, kept):
        try:
            kept()
        except Failure:
            pass  # A `send` that was kept: who sent it has gone on long ago.

    # ---- The transport

    def pump(self, others=(), timeout=None, deadline=None):
        """Waits until something arrives, can be written, or a deadline passes, and handles it. Returns the `others`
        that can be read. A renderer reads also while it has something to write (TW-WIRE-18)."""
        waits = [at - time.monotonic() for at in (self.on_time(), deadline) if at]
        waits += [] if timeout is None else [timeout]
        mine = [self.socket] if self.reading else []
        wants = [self.socket] if self.writing and self.outgoing else []
        ready, writable, _ = select.select(mine + list(others), wants, [], max(0, min(waits)) if waits else None)
        if writable:
            try:
                del self.outgoing[:self.socket.send(self.outgoing[:1 << 18])]
            except OSError:
                self.writing = False  # What had arrived before is read first; reading then finds the end.
        if self.writing and self.state == 'CLOSED' and not self.outgoing:
            self.writing = False
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        if self.socket in ready:
            try:
                found = self.socket.recv(1 << 18)
            except OSError:
                found = b''
            self.take(found)
        return [one for one in ready if one is not self.socket]

    def take(self, found):
        if not found:
            self.reading = self.writing = False
            self.socket.close()
            self.end()
            return
        if self.state == 'CLOSED':
            return  # TW-WIRE-38: dropped unread.
        self.incoming += found
        try:
            while self.state != 'CLOSED' and (size := frame_size(self.incoming)) is not None:
                if size > FRAME_MAX:
                    raise Violation('frameTooLarge')
                if len(self.incoming) < size:
                    break
                frame = bytes(self.incoming[:size])
                del self.incoming[:size]
                self.on_frame(Message(frame).root())
        except Malformed as error:
            self.close('malformed', str(error))
        except LimitExceeded as error:
            self.close('limitExceeded', str(error))
        except Violation as error:
            self.close(error.args[0])

    # ---- Handling what arrives (#link-algorithms)

    def on_frame(self, frame):
        kind = frame.u16(0)
        if kind > CLOSE:
            if frame.u16(2) != 1:
                raise Violation('unknownFrame')
            return
        body = frame.struct(0) if kind in (WELCOME, EVENT, RETURN, CLOSE) else None
        if kind == EVENT:
            channel = self.channel(body)
            args = read_payload(body.struct(1))
            self.expect('OPEN')
            self.tell.append(('event', channel, args))
        elif kind == RETURN:
            outcome = read_outcome(body.struct(0))
            self.expect('OPEN')
            self.on_return(body.u64(0), *outcome)
        elif kind == WELCOME:
            self.expect('HANDSHAKING')
            self.on_welcome(body)
        elif kind == CLOSE:
            body.text(0)
            self.outgoing.clear()
            self.end()
        else:
            raise Violation('unexpectedFrame')

    def expect(self, state):
        if self.state != state:
            raise Violation('unexpectedFrame')

    def channel(self, body):
        raw = body.bytes(0) or b'\0'
        if len(raw) - 1 > CHANNEL_MAX:
            raise LimitExceeded(f'a channel of {len(raw) - 1} bytes')
        return body.text(0)

    def on_welcome(self, body):
        body.texts(1), body.text(2)
        limits = body.struct(0)
        self.limits = [limits.u32(4 * i) or default for i, default in enumerate(DEFAULTS)]
        if body.u16(0) != 1:
            raise Violation('versionMismatch')
        self.state = 'OPEN'
        kept, self.kept = self.kept, []
        for one in kept:
            self.attempt(one)

    def on_return(self, number, outcome, detail):
        call = self.calls.get(number)
        if call is None or not (outcome in ANSWERS[call.kind] or outcome == 'CANCELLED' and call.cancelled):
            raise Violation('unexpectedFrame')
        del self.calls[number]
        if not call.settled:
            self.settle(call, detail if outcome == 'VALUE' else failure(outcome, call.channel, detail))
