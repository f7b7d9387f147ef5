"""Electron's words for what a host of QtWebEngine has: one published object for each page, whose slots a page calls and
whose signal is what main sends. Main's listeners are connected to a signal, and its handlers are in a table."""
from PyQt6.QtCore import QObject, pyqtSignal, pyqtSlot
from PyQt6.QtWebChannel import QWebChannel
from PyQt6.QtWebEngineCore import QWebEnginePage


class Event:
    """One message or request, and the renderer that it is from."""

    def __init__(self, sender):
        self.sender = sender


class Published(QObject):
    """What a page has of main."""
    event = pyqtSignal(str, "QVariantList")

    def __init__(self, renderer, main):
        super().__init__()
        self.renderer, self.main = renderer, main

    @pyqtSlot(str)
    def report(self, message):
        self.report_to(message)

    @pyqtSlot(str, "QVariantList")
    def message(self, channel, args):
        self.main.received.emit(Event(self.renderer), channel, args)

    @pyqtSlot(str, "QVariantList", result="QVariant")
    def request(self, channel, args):
        return self.main.answer(channel, Event(self.renderer), args)


class Renderer:
    """A page, and its channel to main."""

    def __init__(self, name, main):
        self.name, self.engine, self.channel, self.published = name, QWebEnginePage(), QWebChannel(), Published(self, main)
        self.channel.registerObject("ipc", self.published)
        self.engine.setWebChannel(self.channel)


class Main(QObject):
    """Electron's words for what a host has: connections to a signal, and a handler for each name."""
    received = pyqtSignal(object, str, object)

    def __init__(self):
        super().__init__()
        self.renderers, self.handlers, self.connections = {}, {}, {}

    def on(self, channel, listener, once=False):
        def receive(event, sent_to, args):
            if sent_to != channel:
                return
            if once:
                self.received.disconnect(connection)
                connections.remove(connection)
            listener(event, *args)

        connections = self.connections.setdefault((channel, listener), [])
        connection = self.received.connect(receive)
        connections.append(connection)

    def once(self, channel, listener):
        self.on(channel, listener, once=True)

    def off(self, channel, listener):
        if self.connections.get((channel, listener)):
            self.received.disconnect(self.connections[channel, listener].pop())

    def removeAllListeners(self, channel):
        for key, connections in self.connections.items():
            while key[0] == channel and connections:
                self.received.disconnect(connections.pop())

    def handle(self, channel, handler, once=False):
        if channel in self.handlers:
            raise KeyError(f"there is a handler {channel}")
        self.handlers[channel] = handler, once

    def handleOnce(self, channel, handler):
        self.handle(channel, handler, once=True)

    def removeHandler(self, channel):
        self.handlers.pop(channel, None)

    def answer(self, channel, event, args):
        handler, once = self.handlers[channel]
        if once:
            del self.handlers[channel]
        return handler(event, *args)

    def sender(self, event):
        return event.sender.name

    def sendTo(self, to, channel, *args):
        self.renderers[to].published.event.emit(channel, args)

    def reply(self, event, channel, *args):
        self.sendTo(event.sender.name, channel, *args)
