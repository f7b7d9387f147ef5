"""Outcomes of calls: which can answer which call, and the errors made of them (specification, #outcomes, #wire-answers)."""
from capnp_message import require
from values import UNDEFINED, read_js_string, read_payload, read_value

SYNC, INVOKE = 3, 4  # The kinds of call, by their arms of `Frame`.
OUTCOMES = ['VALUE', 'THROWN', 'NO_REPLY', 'NO_LISTENER', 'NO_HANDLER', 'UNCLONABLE', 'CANCELLED', 'REFUSED',
            'TOO_LARGE', 'OVERLOADED', 'DISCONNECTED', 'DEADLINE_EXCEEDED']
ANSWERS = {SYNC: {'VALUE', 'NO_REPLY', 'NO_LISTENER', 'REFUSED', 'TOO_LARGE', 'OVERLOADED'},
           INVOKE: {'VALUE', 'THROWN', 'NO_REPLY', 'NO_HANDLER', 'UNCLONABLE', 'REFUSED', 'TOO_LARGE', 'OVERLOADED'}}
CAUSES_MAX = 16


class Failure(Exception):
    """How a call failed: the outcome, with what is known of it (#outcome-table, #wire-answers)."""

    def __init__(self, outcome, message, **error):
        super().__init__(message)
        self.error = {'outcome': outcome, 'name': 'Error', 'message': message} | error


def read_outcome(one):
    """(its name, what comes with it). Unknown ones answer nothing."""
    tag = one.u16(0)
    name = OUTCOMES[tag] if tag < len(OUTCOMES) else None
    if name == 'VALUE':
        return name, read_payload(one.struct(0), one_root=True)
    if name == 'THROWN':
        return name, read_thrown(one.struct(0))
    return name, one.text(0) if name == 'UNCLONABLE' else None


def read_thrown(one, causes=0):
    """The text of what was thrown, and of an error its name, message and code (TW-INVOKE-11)."""
    require(causes <= CAUSES_MAX, 'too many causes')
    text, tag, known = read_js_string(one, 0) or '', one.u16(0), {}
    require(tag <= 2, 'something unknown was thrown')
    if tag == 1:
        read_payload(one.struct(1), one_root=True)
    elif tag == 2:
        detail = one.struct(1)
        code = read_value(detail.struct(2), [])
        require(code is UNDEFINED or isinstance(code, (float, str)), 'a code of another kind')
        read_js_string(detail, 3)
        known = {'remoteName': read_js_string(detail, 0) or '', 'remoteMessage': read_js_string(detail, 1) or ''}
        known |= {} if code is UNDEFINED else {'code': code}
        if detail.has(4):
            read_thrown(detail.struct(4), causes + 1)
    return text, known


def failure(outcome, channel, detail):
    """The error for an answer, with Electron's texts (#wire-answers)."""
    begin = f"Error invoking remote method '{channel}': "
    if outcome == 'THROWN':
        return Failure(outcome, begin + detail[0], **detail[1])
    return Failure(outcome, {
        'NO_HANDLER': f"{begin}Error: No handler registered for '{channel}'",
        'UNCLONABLE': f'{begin}Error: An object could not be cloned. {detail}',
        'NO_REPLY': f'{begin}reply was never sent'}.get(outcome, f"'{channel}': {outcome}"))
