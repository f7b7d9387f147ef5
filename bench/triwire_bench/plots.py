"""The plots, each an SVG that takes its colours from the page. None where there is nothing to show."""

import io
import re
from math import exp, log

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402: the backend comes first
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator  # noqa: E402

from triwire_bench import style  # noqa: E402
from triwire_bench.case import Case  # noqa: E402
from triwire_bench.gbench import Run  # noqa: E402

WIDTH = 6.2  # Inches; the page scales it.
ROW = 0.27

plt.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "triwire", "font.family": "sans-serif", "font.size": 10,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False,
    "axes.edgecolor": style.GRID, "axes.labelcolor": style.FAINT, "text.color": style.INK,
    "xtick.color": style.FAINT, "ytick.color": style.INK, "grid.color": style.GRID, "grid.linewidth": 0.8,
})


def _svg(figure, title: str) -> str:
    """`title` is what a screen reader says."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    svg = out.getvalue()
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r'<svg [^>]*?viewBox="([^"]*)"[^>]*>', rf'<svg viewBox="\1" role="img" aria-label="{title}">', svg, count=1)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font: [\d.]+px [^;\"]*", lambda match: match[0].split("px")[0] + "px system-ui, sans-serif", svg)
    # Names are unique in one SVG, not in a page of several.
    mark = re.sub(r"\W", "", title)
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{mark}-", svg)
    return style.with_variables(svg)


def _log_ticks(axis, least: float, most: float, text) -> None:
    decades = [10 ** power for power in range(-1, 12) if least / 2 <= 10 ** power <= most * 2]
    axis.set_major_locator(FixedLocator(decades))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))


def _by_value(run: Run, task: Case) -> list[Case]:
    """The cases of a task, the fastest first."""
    cases = [case for case in run.rounds.cases() if case.of("") == task]
    return sorted(cases, key=lambda case: run.rounds.value(case).median)


def distributions(run: Run) -> str | None:
    """A row a candidate: from the 1st to the 99th percentile, the middle half thick, the median marked."""
    cases = _by_value(run, Case("roundTrip", ""))
    if not cases:
        return None
    figure, axes = plt.subplots(figsize=(WIDTH, ROW * len(cases) + 0.5))
    least, most = float("inf"), 0.0
    for row, case in enumerate(cases):
        low, quarter, middle, threequarters, high = (
            run.rounds.median(case, name) for name in ("p01", "p25", "p50", "p75", "p99"))
        least, most = min(least, low), max(most, high)
        colour = style.colour(case.candidate)
        axes.plot([low, high], [row, row], color=colour, linewidth=1.2, solid_capstyle="round")
        axes.plot([quarter, threequarters], [row, row], color=colour, linewidth=5, solid_capstyle="round")
        axes.plot([middle], [row], marker="o", markersize=7, color=colour)
        axes.annotate(style.duration(middle), (1.02, row), xycoords=("axes fraction", "data"), va="center", fontsize=9)
    axes.set_xscale("log")
    _log_ticks(axes.xaxis, least, most, style.duration)
    _rows(axes, [style.label(case.candidate) for case in cases])
    return _svg(figure, "Distribution of round trips by candidate")


def _rows(axes, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=0)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def throughput(run: Run, measure: str, load: str = "64") -> str | None:
    """Bars: messages or calls a second."""
    cases = _by_value(run, Case(measure, "", load))
    if not cases:
        return None
    rates = [1e9 / run.rounds.value(case).median for case in cases]
    figure, axes = plt.subplots(figsize=(WIDTH, ROW * len(cases) + 0.5))
    axes.barh(range(len(cases)), rates, height=0.62, color=[style.colour(case.candidate) for case in cases])
    for row, per_second in enumerate(rates):
        axes.annotate(style.rate(per_second), (1.02, row), xycoords=("axes fraction", "data"), va="center", fontsize=9)
    axes.set_xscale("log")
    axes.set_xlim(left=min(rates) / 3)
    _log_ticks(axes.xaxis, min(rates) / 3, max(rates), style.rate)
    _rows(axes, [style.label(case.candidate) for case in cases])
    return _svg(figure, f"Messages a second, {measure}")


def latency_by_size(run: Run) -> str | None:
    """Lines over the size of the message; the floors and Triwire by colour, peers in grey."""
    series: dict[str, list[tuple[int, float]]] = {}
    for case in run.rounds.cases():
        if case == Case("roundTrip", case.candidate, case.load) and case.load.isdigit() and int(case.load) > 0 \
                and not style.is_variant(case.candidate):
            series.setdefault(case.candidate, []).append((int(case.load), run.rounds.value(case).median))
    series = {name: sorted(points) for name, points in series.items() if len(points) > 1}
    if not series:
        return None
    figure, axes = plt.subplots(figsize=(WIDTH, 4.6))
    for name, points in series.items():
        is_peer = style.kind(name) == "peer"
        axes.plot(*zip(*points), color=style.colour(name), linewidth=1 if is_peer else 1.8, marker="o",
                  markersize=3 if is_peer else 4, zorder=1 if is_peer else 2)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    sizes = sorted({size for points in series.values() for size, _ in points})
    axes.xaxis.set_major_locator(FixedLocator(sizes))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.size(str(round(value)))))
    values = [value for points in series.values() for _, value in points]
    _log_ticks(axes.yaxis, min(values), max(values), style.duration)
    axes.grid()
    axes.tick_params(length=0)
    _end_labels(axes, series)
    return _svg(figure, "Round trip by size of the message")


def _end_labels(axes, series: dict[str, list[tuple[int, float]]]) -> None:
    """Each line's name at its right end, moved apart where lines meet."""
    low, high = (log(limit) for limit in axes.get_ylim())
    step = (high - low) / 26
    ordered = sorted(series.items(), key=lambda item: item[1][-1][1])
    places = [log(points[-1][1]) for _, points in ordered]
    for index in range(1, len(places)):  # Upwards, and what leaves the top back down.
        places[index] = max(places[index], places[index - 1] + step)
    for index in reversed(range(len(places))):
        places[index] = min(places[index], (high if index + 1 == len(places) else places[index + 1]) - step)
    for (name, _), place in zip(ordered, places):
        axes.annotate(style.label(name), (1.02, exp(place)), xycoords=("axes fraction", "data"), va="center",
                      fontsize=8, color=style.colour(name), annotation_clip=False)


def renderers(run: Run) -> str | None:
    """One active renderer beside others that are idle."""
    series: dict[str, list[tuple[int, float]]] = {}
    for case in run.rounds.cases():
        if case.of("") == Case("roundTrip", "", idlers=case.idlers) and case.candidate.startswith("triwire.sendSync"):
            series.setdefault(case.candidate, []).append((case.idlers + 1, run.rounds.value(case).median))
    if not any(len(points) > 1 for points in series.values()):
        return None
    figure, axes = plt.subplots(figsize=(WIDTH, 2.6))
    for name, points in series.items():
        axes.plot(*zip(*sorted(points)), color=style.colour(name), marker="o", linewidth=1.8, label=style.label(name))
    axes.set_xscale("log")
    counts = sorted({count for points in series.values() for count, _ in points})
    axes.xaxis.set_major_locator(FixedLocator(counts))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.duration(value) if value > 0 else "0"))
    axes.set_ylim(0, 1.2 * max(value for points in series.values() for _, value in points))
    axes.set_xlabel("connected renderers, one of them active")
    axes.grid()
    axes.tick_params(length=0)
    if len(series) > 1:
        axes.legend(frameon=False, fontsize=8)
    return _svg(figure, "Round trip by number of renderers")


def anatomy(run: Run) -> str | None:
    """Where a round trip of 64 bytes goes: the bytes' own way, the codec, the core, the rest."""
    parts = {name: min(times) for name, times in run.parts.items()}
    whole = run.rounds.value(Case("roundTrip", "triwire.sendSync"))
    needed = ("encode/bytes:64", "decode/bytes:64", "coreSendSync")
    if whole is None or any(name not in parts for name in needed):
        return None
    rows = []
    for candidate, floor in (("triwire.sendSync", "socket.polling"), ("triwire.sendSync.noPolling", "socket.epoll"),
                             ("triwire.sendSync.shared", "ring.polling")):
        total, bytes_alone = (run.rounds.value(Case("roundTrip", name)) for name in (candidate, floor))
        if total and bytes_alone:
            rows.append((candidate, floor, total.median, bytes_alone.median))
    if not rows:
        return None
    codec = 2 * (parts["encode/bytes:64"] + parts["decode/bytes:64"])
    core = parts["coreSendSync"]
    figure, axes = plt.subplots(figsize=(WIDTH, 0.55 * len(rows) + 0.8))
    for row, (_, _, total, bytes_alone) in enumerate(rows):
        left = 0.0
        rest = max(total - bytes_alone - codec - core, 0)
        for part, colour in ((bytes_alone, style.FLOOR), (codec, style.SHARED), (core, style.PEER), (rest, style.REST)):
            part = min(part, total - left)  # Measured apart, the parts of a noisy run may exceed the whole.
            axes.barh(row, part, left=left, color=colour, height=0.55)
            left += part
        axes.annotate(style.duration(total), (1.02, row), xycoords=("axes fraction", "data"), va="center", fontsize=9)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: style.duration(value) if value > 0 else "0"))
    _rows(axes, [style.label(candidate) for candidate, *_ in rows])
    return _svg(figure, "Where a round trip goes")
