"""Electron's words for what a host of WebKitGTK has: signals of content managers, and scripts. A channel is a script
message handler: `on` connects to what it receives, `handle` makes it one with reply."""
import functools
import json

import values
from gi.repository import WebKit2
from web_page import text_of


class Event:
    """One message or request, and the renderer that it is from."""

    def __init__(self, sender):
        self.sender = sender


class Promise:
    """What a handler returns to answer later. Whoever lets go of it lets go of the engine's reply."""
    reply = None

    def resolve(self, value):
        self.reply.return_value(values.decoded(value))

    def reject(self, error):
        self.reply.return_error_message(text_of(error))


class Renderer:
    """A view, and what main has registered in it."""

    def __init__(self, name):
        self.name, self.manager = name, WebKit2.UserContentManager()
        self.view = WebKit2.WebView(user_content_manager=self.manager)

    def connect(self, signal_name, callback):
        return functools.partial(self.manager.disconnect, self.manager.connect(signal_name, callback))

    def listen(self, channel):
        """Registers the channel if it is not yet, and has each message make its event before any listener is called."""
        def begin(*_):
            self.event = Event(self)

        if self.manager.register_script_message_handler(channel):
            self.manager.connect(f"script-message-received::{channel}", begin)

    def evaluate(self, script):
        self.view.evaluate_javascript(script, -1, None, None, None, None, None)


class Main:
    """Electron's words for what a host has: signals of its content managers, and scripts."""

    def __init__(self, renderers):
        self.renderers, self.disconnects = renderers, {}

    def connect(self, key, signal_name, receive):
        for renderer in self.renderers:
            callback = functools.partial(receive, renderer)
            self.disconnects.setdefault(key, []).append(renderer.connect(signal_name, callback))

    def disconnect(self, key, count):
        for _ in range(min(count, len(self.disconnects.get(key, [])))):
            self.disconnects[key].pop()()

    def on(self, channel, listener, once=False):
        def receive(renderer, _, result):
            if once:
                self.off(channel, listener)
            listener(renderer.event, *values.encoded(result.get_js_value()))

        for renderer in self.renderers:
            renderer.listen(channel)
        self.connect((channel, listener), f"script-message-received::{channel}", receive)

    def once(self, channel, listener):
        self.on(channel, listener, once=True)

    def off(self, channel, listener):
        self.disconnect((channel, listener), len(self.renderers))

    def removeAllListeners(self, channel):
        for key in [key for key in self.disconnects if key[0] == channel and key[1]]:
            self.disconnect(key, len(self.disconnects[key]))

    def handle(self, channel, handler, once=False):
        def receive(renderer, _, value, reply):
            if once:
                self.removeHandler(channel)
            try:
                result = handler(Event(renderer), *values.encoded(value))
            except Exception as error:
                reply.return_error_message(text_of(error))
                return True
            if isinstance(result, Promise):
                result.reply = reply
            else:
                reply.return_value(values.decoded(result))
            return True

        for renderer in self.renderers:
            if not renderer.manager.register_script_message_handler_with_reply(channel, None):
                raise RuntimeError(f"a script message handler {channel} is registered")
        self.connect((channel, None), f"script-message-with-reply-received::{channel}", receive)

    def handleOnce(self, channel, handler):
        self.handle(channel, handler, once=True)

    def removeHandler(self, channel):
        self.disconnect((channel, None), len(self.renderers))
        for renderer in self.renderers:
            renderer.manager.unregister_script_message_handler(channel)

    def sender(self, event):
        return event.sender.name

    def sendTo(self, to, channel, *args):
        renderer = next(renderer for renderer in self.renderers if renderer.name == to)
        renderer.evaluate(f"dispatch({json.dumps(channel)}, {values.decoded(list(args)).to_json(0)})")

    def reply(self, event, channel, *args):
        self.sendTo(event.sender.name, channel, *args)

    def promise(self):
        promise = Promise()
        return promise, promise.resolve, promise.reject
