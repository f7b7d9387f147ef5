"""Values of the engine, and the contract's JSON of them."""
import functools
import json

import web_page
from gi.repository import JavaScriptCore

CODEC = web_page.modules("values") + "const { encodeAll, decode } = require('./values.cjs');"


def function(context, body):
    """A function of JavaScript that has the codec of the library for Node."""
    return context.evaluate(f"(() => {{ {CODEC} return {body}; }})()", -1)


def encoded(value):
    """The contract's JSON of an array that a page has posted."""
    text = function(value.get_context(), "(args) => JSON.stringify(encodeAll(args))").function_call([value])
    return json.loads(text.to_string())


@functools.cache
def context():
    """Where values are made; no view loads its page if there is one before the first view."""
    made = JavaScriptCore.Context()
    return made, function(made, "(text) => decode(JSON.parse(text))")


def decoded(value):
    """The engine's value of the contract's JSON."""
    made, decode = context()
    return decode.function_call([JavaScriptCore.Value.new_string(made, json.dumps(value))])
