"""What the adapters of web engines share: main is an actor of this process, and each renderer one in a page, which is
that of the adapters for Node."""
import json
import os
import pathlib
import sys

ADAPTER = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ADAPTER / "python"))
import triwire  # noqa: E402


def modules(*names):
    """JavaScript: `require` of these modules of the library for Node, which need nothing but the language."""
    sources = (f"{json.dumps(f'./{name}.cjs')}(module, require) {{ {(ADAPTER / 'node/triwire' / name).with_suffix('.cjs').read_text()} }}"
               for name in names)
    return """const modules = {}, sources = {%s};
const require = (name) => {
  if (!modules[name]) sources[name](modules[name] = { exports: {} }, require);
  return modules[name].exports;
};""" % ",\n".join(sources)


def beside(file):
    """The script of pages that is beside an adapter."""
    return (pathlib.Path(file).parent / "page.js").read_text()


def page(script):
    """A page in which `script` makes a renderer's actor, by triwire(name, ipc, post)."""
    return """<!doctype html><meta charset="utf-8"><title>A renderer</title><script>
%s
function triwire(name, ipc, post) {
  const { Renderer, uncaught } = require('./actor.cjs'), { host, reporter } = require('./remote.cjs');
  const actor = new Renderer(name, ipc, reporter(post));
  addEventListener('error', ({ error }) => uncaught(error, actor));
  addEventListener('unhandledrejection', ({ reason }) => uncaught(reason, actor));
  globalThis.run = host(actor, post);
  post({ done: 0 });
}
%s
</script>""" % (modules("values", "actor", "remote"), script)


class Values(triwire.Values):
    """Values of this process are the contract's JSON: the engine's are made and read where they cross."""
    undefined = {"$": "undefined"}

    def encode(self, value):
        return value

    def decode(self, value):
        return value

    def exception(self, value):
        return triwire.Thrown(value)

    def describe(self, error):
        value = error.args[0] if isinstance(error, triwire.Thrown) else None
        if isinstance(value, dict) and value.get("$") == "error":
            return {name: value[name] for name in ("name", "message", "code") if name in value}
        return super().describe(error)


def text_of(error):
    """What a page is told of what a handler raised."""
    about = Values().describe(error)
    return about["message"] if "message" in about else str(about["value"])


class Page:
    """A renderer. evaluate(script) runs a script in its page; turn() is one turn of the engine's loop here."""

    def __init__(self, evaluate, turn):
        self.evaluate, self.turn, self.done = evaluate, turn, False

    def receive(self, message):
        """What the page has posted."""
        message = json.loads(message)
        if "event" in message:
            print(message["event"], flush=True)
        elif "failed" in message:
            raise RuntimeError(message["failed"])
        else:
            self.done = True

    def wait(self):
        """Until the page has posted that it is done."""
        while not self.done:
            self.turn()
        self.done = False

    def run(self, steps):
        """Performs a script in the page in one go; what it sends may arrive here meanwhile."""
        command = json.dumps(json.dumps({"run": 1, "steps": steps}))
        self.evaluate(f"run(JSON.parse({command}))")
        self.wait()


def lines(turn, readable):
    """Lines of standard input, while the engine's loop goes on; readable(read) has it call `read` if there is more."""
    said, rest, ended = [], b"", False

    def read():
        nonlocal rest, ended
        more = os.read(sys.stdin.fileno(), 65536)
        *whole, rest = (rest + more).split(b"\n")
        said.extend(whole)
        ended = not more

    readable(read)
    while said or not ended:
        while said:
            yield said.pop(0)
        turn()
