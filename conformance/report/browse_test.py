#!/usr/bin/env python3
"""Opens a report.html in Chromium and uses it as a reader does: filters, keys, folds. Not part of `ctest`, since it needs
Chromium:

    browse_test.py REPORT.html [--picture FOLDER]     FOLDER: pictures, light and dark and on a phone
"""
import argparse
import base64
import json
import os
import pathlib
import subprocess
import unittest

options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
options.add_argument("report", type=pathlib.Path)
options.add_argument("--picture", type=pathlib.Path)
options = options.parse_args()


class Browser:
    """Chromium, by the DevTools protocol over pipes."""

    def __init__(self):
        (there_in, out), (into, there_out) = os.pipe(), os.pipe()
        # Chromium reads from 3 and writes to 4.
        command = f'exec chromium --headless=new --no-sandbox --remote-debugging-pipe 3<&{there_in} 4>&{there_out}'
        self.process = subprocess.Popen(["bash", "-c", command], pass_fds=[there_in, there_out], stderr=subprocess.DEVNULL)
        os.close(there_in)
        os.close(there_out)
        self.out, self.into, self.asked, self.session = open(out, "wb", 0), open(into, "rb"), 0, {}
        self.rest, self.events = b"", []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = {"sessionId": self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    def read(self):
        while b"\0" not in self.rest:
            more = self.into.read1(65536)
            if not more:
                raise EOFError("Chromium has ended")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **params):
        self.asked += 1
        self.out.write(json.dumps({"id": self.asked, "method": method, "params": params, **self.session}).encode() + b"\0")
        while (message := self.read()).get("id") != self.asked:
            self.events.append(message)
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']['message']}")
        return message["result"]

    def open(self, path):
        self.ask("Page.navigate", url=path.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self.read())

    def value(self, script):
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"]["description"])
        return result["result"].get("value")

    def press(self, key, text=None):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, **({"text": text or key} if len(key) == 1 and kind == "keyDown" else {}))

    def look(self, width, dark):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def end(self):
        self.ask("Browser.close")
        self.process.wait(30)


SHOWN = 'document.querySelectorAll("details.card:not([hidden])").length'
FOCUSED = 'document.querySelectorAll("details.card:not([hidden])")[{}].contains(document.activeElement)'


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.end)
        cls.browser.look(1280, False)
        cls.browser.open(options.report)
        cls.cards = cls.browser.value('document.querySelectorAll("details.card").length')

    def setUp(self):
        self.browser.value('field.value = ""; unknown.checked = false; filter(); document.activeElement.blur()')

    def test_nothing_is_loaded_and_nothing_fails(self):
        asked = [event["params"]["request"]["url"] for event in self.browser.events if event["method"] == "Network.requestWillBeSent"]
        self.assertEqual([url for url in asked if not url.startswith(("file:", "data:"))], [])
        self.assertEqual([event for event in self.browser.events if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")], [])

    def test_there_are_failures_to_read(self):
        self.assertGreater(self.cards, 2)

    def test_slash_goes_to_the_filter_and_words_narrow(self):
        self.browser.press("/")
        self.assertTrue(self.browser.value("document.activeElement === field"))
        for letter in "tw-invoke":
            self.browser.press(letter)
        shown = self.browser.value(SHOWN)
        self.assertTrue(0 < shown < self.cards, shown)
        texts = self.browser.value('[...document.querySelectorAll("details.card:not([hidden])")].map(card => card.textContent.toLowerCase())')
        self.assertTrue(all("tw-invoke" in text for text in texts))
        self.assertIn(str(shown), self.browser.value('document.getElementById("shown").textContent'))
        for letter in " no-such-word":
            self.browser.press(letter)
        self.assertEqual(self.browser.value(SHOWN), 0)
        self.browser.press("Escape")
        self.assertEqual(self.browser.value(SHOWN), self.cards)
        self.assertFalse(self.browser.value("document.activeElement === field"))

    def test_only_unknown_hides_what_is_known(self):
        known = self.browser.value('document.querySelectorAll("details.card.known-kind").length')
        self.browser.value("unknown.click()")
        self.assertEqual(self.browser.value(SHOWN), self.cards - known)

    def test_j_and_k_walk_the_failures(self):
        for key, card in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
            self.browser.press(key)
            self.assertTrue(self.browser.value(FOCUSED.format(card)), (key, card))
        self.assertTrue(self.browser.value('document.querySelector("details.card:not([hidden])").open'))

    def test_fold_and_unfold(self):
        for button, is_open in (("unfold", True), ("fold", False)):
            self.browser.value(f'document.getElementById("{button}").click()')
            self.assertEqual(self.browser.value(f'[...document.querySelectorAll("details.card")].every(card => card.open === {str(is_open).lower()})'), True)

    def test_what_subjects_say_is_text(self):
        self.assertEqual(self.browser.value("document.scripts.length"), 1)
        self.assertEqual(self.browser.value('document.querySelectorAll("img, iframe, object, embed, form, base").length'), 0)
        attributes = self.browser.value('[...document.querySelectorAll("*")].flatMap(node => node.getAttributeNames())')
        self.assertEqual([name for name in attributes if name.startswith("on")], [])
        schemes = self.browser.value("[...new Set([...document.links].map(link => link.protocol))]")
        self.assertLessEqual(set(schemes), {"file:", "https:", "http:"})

    def test_commands_stay_on_one_line(self):
        self.browser.value('document.getElementById("unfold").click()')
        lines = self.browser.value("""[...document.querySelectorAll(".command")].map(node => {
            const range = document.createRange();
            range.selectNodeContents(node);
            return new Set([...range.getClientRects()].map(line => line.top)).size;
        })""")
        self.assertGreater(len(lines), self.cards)
        self.assertEqual(set(lines), {1})

    def test_nothing_is_wider_than_the_window(self):
        for width in (1280, 500):
            self.browser.look(width, False)
            self.browser.value('document.getElementById("unfold").click()')
            self.assertLessEqual(self.browser.value("document.documentElement.scrollWidth"), width)
        self.browser.look(1280, False)

    def test_pictures(self):
        if not options.picture:
            self.skipTest("no --picture")
        options.picture.mkdir(parents=True, exist_ok=True)
        for name, width, dark in (("light", 1280, False), ("dark", 1280, True), ("phone", 500, False)):
            self.browser.look(width, dark)
            picture = self.browser.ask("Page.captureScreenshot", format="png")["data"]
            (options.picture / f"{name}.png").write_bytes(base64.b64decode(picture))
        self.browser.look(1280, False)


unittest.main(argv=["browse_test.py"], verbosity=2)
