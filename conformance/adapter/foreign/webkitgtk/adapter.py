#!/usr/bin/python3
"""Adapter for WebKitGTK's script messages: main is this process, each renderer a page in a process of the engine."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import display
import web_page
from web_page import triwire

display.start()
import gi  # noqa: E402  It looks for the display.
gi.require_version("JavaScriptCore", "4.1")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, WebKit2  # noqa: E402
import ipc  # noqa: E402

REPORTS = "triwire-reports"  # The handler that a page's actor reports to.


def turn():
    GLib.MainContext.default().iteration(True)


def readable(read):
    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, lambda *_: read() or True)


def load(renderer):
    """Its actor, as soon as the page has been loaded."""
    page = web_page.Page(renderer.evaluate, turn)
    renderer.manager.register_script_message_handler(REPORTS)
    renderer.connect(f"script-message-received::{REPORTS}", lambda _, result: page.receive(result.get_js_value().to_string()))
    script = web_page.beside(__file__) + f"become({json.dumps(renderer.name)}, {json.dumps(REPORTS)});"
    renderer.view.load_html(web_page.page(script), "http://localhost/")
    return page


class Main(triwire.Main):
    """At its end nothing of the world is left but processes of the engine."""

    def end(self):
        super().end()
        for renderer in self.ipc.renderers:
            renderer.view.destroy()


class Adapter:
    main = None

    def begin(self, count):
        renderers = {f"r{k}": ipc.Renderer(f"r{k}") for k in range(count)}
        self.main = Main(ipc.Main(renderers.values()), web_page.Values(), kind="send")
        pages = {name: load(renderer) for name, renderer in renderers.items()}
        for page in pages.values():
            page.wait()
        return {"main": self.main, **pages}


adapter = Adapter()
sys.excepthook = lambda kind, error, trace: adapter.main.uncaught(error)
version = WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version()
triwire.serve({"name": "WebKitGTK", "version": ".".join(map(str, version)), "url": "https://webkitgtk.org", "renderersMax": 4,
               "capabilities": ["send", "invoke", "reply", "sendTo", "hold", "release", "sender"]},
              adapter.begin, lines=web_page.lines(turn, readable))
