#!/usr/bin/env python3
"""The toy's adapter: everything that the suite needs to test it."""
import triwire
from toy import UNDEFINED, IpcMain, IpcRenderer, Promise


class ToyValues(triwire.Values):
    undefined = UNDEFINED


class Registrations:
    """The toy's registrations under the contract's names."""

    def __init__(self, ipc):
        self.ipc = ipc
        self.on, self.off, self.removeAllListeners = ipc.on, ipc.off, ipc.remove_all_listeners

    def once(self, channel, listener):
        self.ipc.on(channel, listener, once=True)


class ToyRenderer(Registrations):
    def __init__(self, ipc):
        super().__init__(ipc)
        self.send = ipc.send

    def invoke(self, channel, *args):
        promise = self.ipc.invoke(channel, *args)
        return lambda fulfilled, rejected: promise.then(
            lambda value, error: rejected(error) if error else fulfilled(value))


class ToyMain(Registrations):
    def __init__(self, ipc, renderers):
        super().__init__(ipc)
        self.renderers, self.handle, self.removeHandler = renderers, ipc.handle, ipc.remove_handler

    def handleOnce(self, channel, handler):
        self.ipc.handle(channel, handler, once=True)

    def sender(self, event):
        return event.sender.name

    def sendTo(self, to, channel, *args):
        self.renderers[to].send_event(channel, *args)

    def reply(self, event, channel, *args):
        event.reply(channel, *args)

    def promise(self):
        made = Promise()
        return made, lambda value: made.settle(value, None), lambda error: made.settle(None, error)


class Adapter:
    world, main = {}, IpcMain()

    def begin(self, count):
        self.main = IpcMain()
        renderers = {f"r{k}": IpcRenderer(self.main, f"r{k}") for k in range(count)}
        self.world = {name: triwire.Renderer(name, ToyRenderer(ipc), ToyValues()) for name, ipc in renderers.items()}
        self.world["main"] = triwire.Main(ToyMain(self.main, renderers), ToyValues(), kind="send")
        return self.world

    def turn(self):
        self.main.run(lambda actor, error: self.world[actor].uncaught(error))


adapter = Adapter()
triwire.serve({"name": "toy", "version": "1", "renderersMax": 8,
               "capabilities": ["send", "invoke", "reply", "sendTo", "hold", "sender"]},
              adapter.begin, adapter.turn)
