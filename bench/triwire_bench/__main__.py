"""The command line of triwire-bench."""

import argparse
import datetime
import pathlib
import sys

from triwire_bench import compare, gbench, machine, plan, programs, report, runner, targets

SOURCES = pathlib.Path(__file__).resolve().parent.parent
EXAMPLES = """examples:
  triwire-bench                          the quick form, under 3 minutes
  triwire-bench run --full               15 rounds of everything
  triwire-bench run --only 'triwire|socket$'
  triwire-bench compare old.json new.json
  triwire-bench report out/bench/bench.json
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="triwire-bench", epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Times Triwire between two processes, beside the floors under it and the peers beside it.")
    parser.add_argument("--programs", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--compiler", default="unknown", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="take samples; write bench.json and index.html")
    form = run.add_mutually_exclusive_group()
    form.add_argument("--full", dest="plan", action="store_const", const=plan.FULL, default=plan.QUICK,
                      help=f"{plan.FULL.rounds} rounds of everything, {plan.FULL.seconds:g} s a sample")
    form.add_argument("--smoke", dest="plan", action="store_const", const=plan.SMOKE,
                      help="everything once, as short as can be: whether it runs, never how fast")
    run.add_argument("--only", metavar="REGEX", default="", help="only candidates whose name has a match")
    run.add_argument("--out", type=pathlib.Path, default=pathlib.Path("out/bench"), help="folder; default %(default)s")
    compared = commands.add_parser(
        "compare", help="what changed between two runs beyond the noise", description=compare.__doc__,
        epilog="exit code: 0 nothing is slower, 1 something is, 2 usage")
    compared.add_argument("old", type=pathlib.Path)
    compared.add_argument("new", type=pathlib.Path)
    again = commands.add_parser("report", help="make the page of a run again")
    again.add_argument("run", type=pathlib.Path)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    candidates, missing = programs.find(arguments.programs, SOURCES, arguments.only)
    if not candidates:
        print(f"triwire-bench: no candidate has a name that matches '{arguments.only}'", file=sys.stderr)
        return 2
    for peer in missing:
        print(f"not run: {peer}", file=sys.stderr)
    context = machine.describe(SOURCES, arguments.compiler) | {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"), "missing": missing,
        "abouts": {candidate.name: candidate.about for candidate in candidates}}
    runs, failures = runner.run(arguments.plan, arguments.programs, candidates)
    for failure in failures:
        print(f"triwire-bench: {failure}", file=sys.stderr)
    path = arguments.out / "bench.json"
    gbench.write(path, context | {"failures": failures}, runs)
    _report(path)
    return 1 if failures else 0


def _report(path: pathlib.Path) -> int:
    run = gbench.read(path)
    page = path.with_name("index.html")
    page.write_text(report.render(run, run.context["abouts"], run.context["missing"], run.context["failures"]),
                    encoding="utf-8")
    for row in targets.judge(run.rounds):
        measured = "not measured" if row.measured is None else f"{row.measured.median:.3g}"
        state = {True: "met", False: "MISSED", None: ""}[row.is_met]
        bare = "" if row.bare is None else f"bare steps {row.bare.median:.3g} ({row.target.bare.what})"
        print(f"{row.target.what:44} {measured:>12}  target {row.target.limit:7} {row.target.beside:24} {state:7} {bare}".rstrip())
    noisy, samples = run.rounds.noisy()
    print(f"{noisy} of {samples} samples are noisy; every one is in {path}, the report is {page}")
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    compared = compare.compare(gbench.read(arguments.old).rounds, gbench.read(arguments.new).rounds)
    print(compare.describe(compared))
    return 1 if any(change.is_beyond_noise and change.factor > 1 for change in compared.changes) else 0


def main() -> int:
    arguments = _parser().parse_args()
    try:
        if arguments.command == "compare":
            return _compare(arguments)
        return _report(arguments.run) if arguments.command == "report" else _run(arguments)
    except (OSError, ValueError) as error:
        print(f"triwire-bench: {error}", file=sys.stderr)
        return 2


sys.exit(main())
