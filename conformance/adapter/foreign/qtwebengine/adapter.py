#!/usr/bin/python3
"""Adapter for QtWebEngine's QWebChannel: main is this process, each renderer a page in a process of the engine."""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import web_page
from web_page import triwire

os.environ.update(QT_QPA_PLATFORM="offscreen", QTWEBENGINE_DISABLE_SANDBOX="1")
from PyQt6 import sip  # noqa: E402
from PyQt6.QtCore import QEventLoop, QFile, QIODevice, QSocketNotifier, QUrl  # noqa: E402
from PyQt6.QtWebEngineCore import qWebEngineVersion  # noqa: E402
from PyQt6.QtWidgets import QApplication  # noqa: E402
import ipc  # noqa: E402
import values  # noqa: E402


def turn():
    application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def channel_script():
    """The channel's own half in a page."""
    file = QFile(":/qtwebchannel/qwebchannel.js")
    file.open(QIODevice.OpenModeFlag.ReadOnly)
    return bytes(file.readAll()).decode()


def load(renderer):
    """Its actor, as soon as the page has been loaded."""
    page = web_page.Page(renderer.engine.runJavaScript, turn)
    renderer.published.report_to = page.receive
    script = channel_script() + web_page.beside(__file__) + f"become({json.dumps(renderer.name)});"
    renderer.engine.setHtml(web_page.page(script), QUrl("http://localhost/"))
    return page


class Main(triwire.Main):
    """At its end nothing of the world is left but processes of the engine."""

    def end(self):
        super().end()
        for renderer in self.ipc.renderers.values():
            sip.delete(renderer.engine)


class Adapter:
    main = None

    def begin(self, count):
        main = ipc.Main()
        main.renderers = {f"r{k}": ipc.Renderer(f"r{k}", main) for k in range(count)}
        self.main = Main(main, values.Values(), kind="send")
        pages = {name: load(renderer) for name, renderer in main.renderers.items()}
        for page in pages.values():
            page.wait()
        return {"main": self.main, **pages}


application, adapter = QApplication(["adapter", "--disable-gpu"]), Adapter()
notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
sys.excepthook = lambda kind, error, trace: adapter.main.uncaught(error)
triwire.serve({"name": "QtWebEngine", "version": qWebEngineVersion(), "url": "https://doc.qt.io/qt-6/qwebchannel.html",
               "renderersMax": 4, "capabilities": ["send", "invoke", "reply", "sendTo", "sender"]},
              adapter.begin, lines=web_page.lines(turn, notifier.activated.connect))
