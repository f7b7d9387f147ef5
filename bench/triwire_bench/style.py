"""Colours and names: the same in every plot, in light and in dark."""

import re

# What matplotlib draws with, and the CSS variable that the page puts in its place.
INK, FAINT, GRID = "#010101", "#020202", "#030303"
FLOOR, PEER, TRIWIRE, SHARED, REST = "#040404", "#050505", "#060606", "#070707", "#080808"
_VARIABLES = {INK: "--ink", FAINT: "--faint", GRID: "--grid", FLOOR: "--floor", PEER: "--peer", TRIWIRE: "--triwire",
              SHARED: "--shared", REST: "--rest"}

_LABELS = {
    "socket": "plain socket", "socket.epoll": "epoll socket", "socket.polling": "polling socket",
    "socket.gathered": "gathered writes", "ring": "sleeping ring", "ring.polling": "polling ring",
    "socket.polling.frames": "polling socket, frames", "ring.polling.frames": "polling ring, frames",
    "capnp": "Cap'n Proto RPC", "zeromq": "ZeroMQ", "grpc": "gRPC", "boost": "Boost queue",
    "node.child": "Node child process", "node.worker": "Node worker", "electron.sendSync": "Electron sendSync",
    "electron.invoke": "Electron invoke", "electron.send": "Electron send",
}
_FLOORS = ("socket", "ring")


def label(candidate: str) -> str:
    if candidate.startswith("triwire."):
        name, _, settings = candidate.removeprefix("triwire.").partition(".")
        settings = settings.replace("shared", "shared memory").replace("noPolling", "no polling").replace("oneProcess", "one process").replace(".", ", ")
        return f"Triwire {name}" + (f" ({settings})" if settings else "")
    return _LABELS.get(candidate, candidate)


def kind(candidate: str) -> str:
    if candidate.startswith("triwire."):
        return "triwire"
    return "floor" if candidate.split(".")[0] in _FLOORS else "peer"


def is_variant(candidate: str) -> bool:
    """Triwire with settings that are neither the default nor another link."""
    return kind(candidate) == "triwire" and candidate.split(".")[2:] not in ([], ["shared"])


def colour(candidate: str) -> str:
    if kind(candidate) == "triwire":
        return SHARED if ".shared" in candidate else TRIWIRE
    return FLOOR if kind(candidate) == "floor" else PEER


def with_variables(svg: str) -> str:
    """The SVG with colours that follow the page."""
    for colour_used, variable in _VARIABLES.items():
        svg = re.sub(re.escape(colour_used), f"var({variable})", svg, flags=re.IGNORECASE)
    return svg


def duration(ns: float) -> str:
    """Three digits and a unit."""
    for unit, scale in (("ns", 1), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)):
        if ns < 999.5 * scale or unit == "s":
            return f"{digits(ns / scale)} {unit}"
    raise AssertionError


def rate(per_second: float) -> str:
    for unit, scale in (("", 1), ("k", 1e3), ("M", 1e6), ("G", 1e9)):
        if per_second < 999.5 * scale or unit == "G":
            return f"{digits(per_second / scale)} {unit}/s"
    raise AssertionError


def digits(number: float) -> str:
    """Three of them, or all before the point."""
    if number == 0:
        return "0"
    if abs(number) >= 100:
        return f"{number:.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.2f}"


def size(load: str) -> str:
    if not load.isdigit():
        return load
    for unit, scale in (("MiB", 1 << 20), ("KiB", 1 << 10)):
        if int(load) >= scale:
            return f"{int(load) // scale} {unit}"
    return f"{load} B"
