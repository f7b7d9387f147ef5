"""The page: one file, readable in a minute, in light and in dark."""

import pathlib

import jinja2

from triwire_bench import plots, style, targets
from triwire_bench.case import Case
from triwire_bench.figures import Spread
from triwire_bench.gbench import Run

LOADS = ("0", "64", "1024", "65536", "1048576", "nested")
# Beyond this share of marked samples the page says first of all that the machine was busy.
NOISY_MAX = 0.1


def render(run: Run, abouts: dict[str, str], missing: list[str], failures: list[str]) -> str:
    """`abouts`: what is inside each candidate's number. `missing`: peers that were not run, and why."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(pathlib.Path(__file__).parent), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    noisy, samples = run.rounds.noisy()
    rows = [_target(row) for row in targets.judge(run.rounds)]
    return environment.get_template("page.html.j2").render(
        context=run.context, rows=rows,
        met=sum(row["state"] == "met" for row in rows), missed=sum(row["state"] == "missed" for row in rows),
        absent=sum(row["state"] == "absent" for row in rows),
        rounds=len({index for case in run.rounds.cases() for index in run.rounds.values(case)}),
        noisy=noisy, samples=samples, is_busy=noisy > NOISY_MAX * samples,
        plots={"distributions": plots.distributions(run), "sizes": plots.latency_by_size(run),
               "one_way": plots.throughput(run, "oneWay"), "in_flight": plots.throughput(run, "inFlight"),
               "renderers": plots.renderers(run), "anatomy": plots.anatomy(run)},
        sizes=_by_size(run), pins=_by_pin(run), counts=_counts(run),
        abouts=[(style.label(name), about) for name, about in abouts.items()],
        missing=missing, failures=failures)


def _target(row: targets.Row) -> dict:
    met = row.is_met
    return {"what": row.target.what, "beside": row.target.beside, "limit": row.target.limit,
            "measured": "–" if row.measured is None else style.digits(row.measured.median),
            "range": "" if row.measured is None else f"{style.digits(row.measured.least)}–{style.digits(row.measured.most)}",
            "bare": "" if row.bare is None else style.digits(row.bare.median), "bare_what": row.target.bare.what if row.bare else "",
            "state": "absent" if met is None else "met" if met else "missed"}


def _ratio(spread: Spread | None) -> str:
    return "" if spread is None else style.digits(spread.median)


def _names(run: Run, *tasks: Case) -> list[str]:
    """Of the candidates that have a task, the fastest at the first task first."""
    names = {case.candidate for case in run.rounds.cases() if case.of("") in tasks}
    first = {name: run.rounds.value(tasks[0].of(name)) for name in names}
    return sorted(names, key=lambda name: first[name].median if first[name] else float("inf"))


def _by_size(run: Run) -> dict:
    """Round trips, as multiples of the plain socket's of that size; of nested values, of its 1 KiB."""
    loads = [load for load in LOADS if any(case.load == load for case in run.rounds.cases())]
    rows = []
    for name in _names(run, *(Case("roundTrip", "", load) for load in ("64", *loads))):
        cells = [_ratio(run.rounds.ratio(Case("roundTrip", name, load),
                                         Case("roundTrip", "socket", "1024" if load == "nested" else load)))
                 for load in loads]
        rows.append((style.label(name), style.kind(name), cells))
    return {"heads": [style.size(load) for load in loads], "rows": rows}


def _by_pin(run: Run) -> list[tuple]:
    """64 B by where the two ends run: median, 99th percentile, CPU time of both ends."""
    rows = []
    for name in _names(run, Case("roundTrip", "")):
        cells = []
        for pin in ("free", "apart", "together"):
            case = Case("roundTrip", name, "64", pin)
            figures = [run.rounds.median(case, figure) for figure in ("value", "p99", "cpu_time")]
            cells += ["" if figure is None else style.duration(figure) for figure in figures]
        rows.append((style.label(name), style.kind(name), cells))
    return rows


def _counts(run: Run) -> list[tuple]:
    """System calls and allocations of both ends for one item."""
    rows = []
    for measure, what in (("roundTrip", "round trip"), ("inFlight", "of 64 in flight"), ("oneWay", "message")):
        task = Case(measure, "", counted=True)
        for name in _names(run, task):
            cells = [run.rounds.median(task.of(name), figure)
                     for figure in ("system_calls", "writes", "reads", "allocations")]
            rows.append((style.label(name), style.kind(name), what,
                         ["–" if cell is None else style.digits(cell) for cell in cells]))
    return rows
