"""What is to be reached, and whether it was: one row a target, measured beside the target."""

import dataclasses
from collections.abc import Callable

from triwire_bench.case import Case
from triwire_bench.figures import Rounds, Spread, spread

POLLING_AFTER_MESSAGE_US = 100
# Counts hold a little that is not the message's: a batch's confirmation, the reading of the counters.
COUNT_TOLERANCE = 0.01


@dataclasses.dataclass(frozen=True)
class Bare:
    """What the same steps cost with nothing around them: how near a target this machine lets anybody come."""
    what: str
    measure: Callable[[Rounds], Spread | None]  # In the target's unit.


@dataclasses.dataclass(frozen=True)
class Target:
    what: str
    beside: str  # What the number is a multiple of, or its unit.
    at_most: float | None
    at_least: float | None
    measure: Callable[[Rounds], Spread | None]
    tolerance: float = 0
    bare: Bare | None = None

    @property
    def limit(self) -> str:
        return f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}"


@dataclasses.dataclass(frozen=True)
class Row:
    target: Target
    measured: Spread | None  # None: not measured.
    bare: Spread | None  # None: not measured, or there is none.

    @property
    def is_met(self) -> bool | None:
        """By the median; None if not measured."""
        if self.measured is None:
            return None
        if self.target.at_most is not None:
            return self.measured.median <= self.target.at_most + self.target.tolerance
        return self.measured.median >= self.target.at_least


def judge(rounds: Rounds) -> list[Row]:
    return [Row(target, target.measure(rounds), target.bare.measure(rounds) if target.bare else None)
            for target in TARGETS]


def _slower(what: str, beside: str, at_most: float, case: Case, other: Case,
            bare: tuple[str, Case] | None = None) -> Target:
    """Time over time."""
    steps = Bare(bare[0], lambda rounds: rounds.ratio(bare[1], other)) if bare else None
    return Target(what, f"× {beside}", at_most, None, lambda rounds: rounds.ratio(case, other), bare=steps)


def _faster(what: str, beside: str, at_least: float, case: Case, other: Case,
            bare: tuple[str, Case] | None = None) -> Target:
    """Rate over rate: the times the other way round."""
    steps = Bare(bare[0], lambda rounds: rounds.ratio(other, bare[1])) if bare else None
    return Target(what, f"× {beside}", None, at_least, lambda rounds: rounds.ratio(other, case), bare=steps)


def _count(what: str, beside: str, at_most: float, case: Case, name: str) -> Target:
    def measure(rounds: Rounds) -> Spread | None:
        figures = rounds.figure(case, name).values()
        return spread(figures) if figures else None

    return Target(what, beside, at_most, None, measure, COUNT_TOLERANCE)


def _trip(candidate: str, load: str = "64", pin: str = "free", idlers: int = 0) -> Case:
    return Case("roundTrip", candidate, load, pin, idlers)


def _idle_cpu(rounds: Rounds) -> Spread | None:
    """Microseconds of main's CPU time for a round trip followed by silence, less those of a round trip."""
    trip = rounds.figure(_trip("triwire.sendSync"), "far_cpu_ns")
    quiet = rounds.values(Case("quiet", "triwire.sendSync"))
    left = [(quiet[index] - trip[index]) / 1000 for index in quiet if index in trip]
    return spread(left) if left else None


def _idle_memory(rounds: Rounds) -> Spread | None:
    figures = rounds.figure(_trip("triwire.sendSync", idlers=999), "bytes_per_idler")
    return spread(value / 1024 for value in figures.values()) if figures else None


_SYNC, _QUIET, _SHARED = "triwire.sendSync", "triwire.sendSync.noPolling", "triwire.sendSync.shared"
_INVOKE, _INVOKE_SHARED = "triwire.invoke", "triwire.invoke.shared"
_SEND_IN_LISTENER = "triwire.sendInListener"
_SEND, _SEND_SHARED = "triwire.send", "triwire.send.shared"

TARGETS = (
    _slower("sendSync", "plain socket", 0.15, _trip(_SYNC), _trip("socket"),
            bare=("polling socket, frames", _trip("socket.polling.frames"))),
    _slower("sendSync", "polling socket", 1.6, _trip(_SYNC), _trip("socket.polling"),
            bare=("polling socket, frames", _trip("socket.polling.frames"))),
    _slower("sendSync, polling off", "plain socket", 1.15, _trip(_QUIET), _trip("socket"),
            bare=("epoll socket", _trip("socket.epoll"))),
    _slower("sendSync, both on one core", "plain socket there", 1.35, _trip(_SYNC, pin="together"),
            _trip("socket", pin="together"),
            bare=("epoll socket there", _trip("socket.epoll", pin="together"))),
    _slower("sendSync, both on one core", "the same, polling off", 1.10, _trip(_SYNC, pin="together"),
            _trip(_QUIET, pin="together")),
    _slower("sendSync, shared memory", "polling ring", 3, _trip(_SHARED), _trip("ring.polling"),
            bare=("polling ring, frames", _trip("ring.polling.frames"))),
    _slower("sendSync, shared memory, polling off, one core each", "sleeping ring there", 1.25,
            _trip(_SHARED + ".noPolling", pin="apart"), _trip("ring", pin="apart")),
    _slower("sendSync, shared memory, both on one core", "sleeping ring there", 1.25, _trip(_SHARED, pin="together"),
            _trip("ring", pin="together")),
    _slower("invoke, one in flight", "sendSync", 1.15, _trip(_INVOKE), _trip(_SYNC)),
    _slower("invoke, one in flight, shared memory", "sendSync there", 1.15, _trip(_INVOKE_SHARED), _trip(_SHARED)),
    _faster("invoke, 64 in flight", "Cap'n Proto RPC", 10, Case("inFlight", _INVOKE), Case("inFlight", "capnp")),
    _faster("invoke, 64 in flight, shared memory", "Cap'n Proto RPC", 25, Case("inFlight", _INVOKE_SHARED),
            Case("inFlight", "capnp")),
    _faster("invoke, 64 in flight, gathering", "Cap'n Proto RPC", 10, Case("inFlight", _INVOKE + ".gathering"),
            Case("inFlight", "capnp")),
    _faster("send", "ZeroMQ", 2, Case("oneWay", _SEND), Case("oneWay", "zeromq"),
            bare=("plain socket, one write each", Case("oneWay", "socket"))),
    _faster("send", "Cap'n Proto RPC", 10, Case("oneWay", _SEND), Case("oneWay", "capnp")),
    _faster("send by a listener", "ZeroMQ", 2, Case("oneWay", _SEND_IN_LISTENER), Case("oneWay", "zeromq"),
            bare=("gathered writes", Case("oneWay", "socket.gathered"))),
    _faster("send by a listener", "Cap'n Proto RPC", 10, Case("oneWay", _SEND_IN_LISTENER), Case("oneWay", "capnp")),
    _faster("send, gathering", "ZeroMQ", 2, Case("oneWay", _SEND + ".gathering"), Case("oneWay", "zeromq"),
            bare=("gathered writes", Case("oneWay", "socket.gathered"))),
    _faster("send, gathering", "Cap'n Proto RPC", 10, Case("oneWay", _SEND + ".gathering"), Case("oneWay", "capnp")),
    _faster("send, shared memory", "ZeroMQ", 3, Case("oneWay", _SEND_SHARED), Case("oneWay", "zeromq"),
            bare=("polling ring", Case("oneWay", "ring.polling"))),
    _faster("send, shared memory, 1 KiB", "ZeroMQ", 10, Case("oneWay", _SEND_SHARED, "1024"),
            Case("oneWay", "zeromq", "1024"),
            bare=("polling ring", Case("oneWay", "ring.polling", "1024"))),
    _slower("sendSync, 1 MiB", "plain socket", 0.5, _trip(_SYNC, "1048576"), _trip("socket", "1048576"),
            bare=("polling socket", _trip("socket.polling", "1048576"))),
    _slower("sendSync, 1 MiB, shared memory", "plain socket", 0.35, _trip(_SHARED, "1048576"),
            _trip("socket", "1048576"),
            bare=("polling ring", _trip("ring.polling", "1048576"))),
    _slower("sendSync beside 999 idle renderers", "alone", 1.1, _trip(_SYNC, idlers=999), _trip(_SYNC)),
    Target("an idle renderer", "KiB of main's memory", 16, None, _idle_memory),
    _count("sendSync", "allocations", 0, Case("roundTrip", _SYNC, counted=True), "allocations"),
    _count("send, busy", "allocations a message", 0, Case("oneWay", _SEND, counted=True), "allocations"),
    _count("send, busy", "writes a message", 1, Case("oneWay", _SEND, counted=True), "writes"),
    _count("send, busy", "reads a message", 1, Case("oneWay", _SEND, counted=True), "reads"),
    _count("sendSync, shared memory, polling", "system calls", 0, Case("roundTrip", _SHARED, counted=True),
           "system_calls"),
    Target("main's polling after the last message", "µs", POLLING_AFTER_MESSAGE_US, None, _idle_cpu),
)
