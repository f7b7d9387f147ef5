"""A toy with Electron's shape, to have something to test: one process, one queue, no sendSync."""

from collections import deque


class Undefined:
    """JavaScript's undefined; None is its null."""


UNDEFINED = Undefined()


def clone(value):
    if value is None or isinstance(value, (bool, int, float, str, Undefined)):
        return value
    if isinstance(value, list):
        return [clone(element) for element in value]
    if isinstance(value, dict):
        return {name: clone(element) for name, element in value.items()}
    raise TypeError("An object could not be cloned.")


class Emitter:
    def __init__(self):
        self.listeners = {}

    def on(self, channel, listener, once=False):
        self.listeners.setdefault(channel, []).append((listener, once))

    def off(self, channel, listener):
        registered = self.listeners.get(channel, [])
        for i in reversed(range(len(registered))):
            if registered[i][0] == listener:
                del registered[i]
                return

    def remove_all_listeners(self, channel):
        self.listeners.pop(channel, None)

    def emit(self, channel, *args):
        for registration in list(self.listeners.get(channel, [])):
            if registration[1] and registration in self.listeners.get(channel, []):
                self.listeners[channel].remove(registration)
            registration[0](*args)


class Promise:
    def __init__(self):
        self.settled, self.waiting = None, []

    def settle(self, *outcome):  # (value, error)
        if self.settled is None:
            self.settled = outcome
            for callback in self.waiting:
                callback(*outcome)

    def then(self, callback):
        self.waiting.append(callback)
        if self.settled is not None:
            callback(*self.settled)


class Event:
    def __init__(self, sender):
        self.sender = sender

    def reply(self, channel, *args):
        self.sender.send_event(channel, *args)


class IpcMain(Emitter):
    def __init__(self):
        super().__init__()
        self.handlers, self.queue = {}, deque()

    def handle(self, channel, handler, once=False):
        if channel in self.handlers:
            raise ValueError(f"Attempted to register a second handler for '{channel}'")
        self.handlers[channel] = (handler, once)

    def remove_handler(self, channel):
        self.handlers.pop(channel, None)

    def call_handler(self, channel, sender, args, promise):
        def fail(error):
            promise.settle(None, RuntimeError(f"Error invoking remote method '{channel}': {error}"))

        handler, once = self.handlers.get(channel, (None, False))
        if handler is None:
            return fail(f"Error: No handler registered for '{channel}'")
        if once:
            del self.handlers[channel]

        def answer(value, error):
            self.queue.append((sender.name, lambda: fail(error) if error else promise.settle(value, None)))

        try:
            result = handler(Event(sender), *args)
            result.then(answer) if isinstance(result, Promise) else answer(clone(result), None)
        except Exception as error:
            answer(None, error)

    def run(self, uncaught):
        """Performs everything in the queue; what a listener raises goes to `uncaught(actor, error)`."""
        while self.queue:
            actor, task = self.queue.popleft()
            try:
                task()
            except Exception as error:
                uncaught(actor, error)


class IpcRenderer(Emitter):
    def __init__(self, main, name):
        super().__init__()
        self.main, self.name = main, name

    def send(self, channel, *args):
        copies = clone(list(args))
        self.main.queue.append(("main", lambda: self.main.emit(channel, Event(self), *copies)))

    def invoke(self, channel, *args):
        promise = Promise()
        try:
            copies = clone(list(args))
            self.main.queue.append(
                ("main", lambda: self.main.call_handler(channel, self, copies, promise)))
        except TypeError as error:
            refusal = error
            self.main.queue.append((self.name, lambda: promise.settle(None, refusal)))
        return promise

    def send_event(self, channel, *args):
        copies = clone(list(args))
        self.main.queue.append((self.name, lambda: self.emit(channel, *copies)))
