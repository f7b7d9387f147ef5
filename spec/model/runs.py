"""What is checked: the table of runs, and the tables of faults and witnesses that the model itself has."""

import dataclasses
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass(frozen=True)
class Run:
    """One search. `holds` is what must come out; `formula` makes it a search for an endless run that breaks
    that LTL formula; `requirements` must be among those of the check that fails."""

    name: str
    about: str
    parameters: str
    holds: bool = True
    formula: str = ""
    requirements: tuple = ()
    quick: bool = True
    deep: bool = False

    @property
    def defines(self):
        return [f"-D{p}" for p in self.parameters.split()]


ENDLESS = "RENDERERS=1 CALLS=0"

SAFETY = [
    Run("two", "two renderers", "RENDERERS=2 CALLS=2 EVENTS=1"),
    Run("ends", "processes die, links close", "RENDERERS=1 CALLS=3 EVENTS=1 DEATHS=2 CLOSES=1"),
    Run("deadlines", "calls pass their deadlines", "RENDERERS=1 CALLS=2 EVENTS=1 DEADLINES=1"),
    Run("narrow", "writes wait for room", "RENDERERS=1 CALLS=3 EVENTS=2 TO_MAIN=1", quick=False),
    Run("one", "one renderer, three calls, two events", "RENDERERS=1 CALLS=3 EVENTS=2", quick=False),
    Run("two-keep", "main keeps events for ever", "RENDERERS=2 CALLS=2 EVENTS=1 KEEP=1", quick=False),
    Run("two-ends", "one of three processes dies", "RENDERERS=2 CALLS=2 EVENTS=0 DEATHS=1", quick=False),
    Run("three-deadlines", "deadlines, three calls", "RENDERERS=1 CALLS=3 EVENTS=0 DEADLINES=1", quick=False),
    Run("four", "one renderer, four calls", "RENDERERS=1 CALLS=4 EVENTS=1", quick=False),
    Run("two-ends-events", "deep", "RENDERERS=2 CALLS=2 EVENTS=1 DEATHS=1 CLOSES=1", quick=False, deep=True),
    Run("two-three", "deep", "RENDERERS=2 CALLS=3 EVENTS=0", quick=False, deep=True),
]

LIVENESS = [
    Run("sync-returns", "every sendSync returns", f"{ENDLESS} EVENTS=1 DEATHS=1", formula="syncReturns",
        quick=False),
    Run("call-settles", "every call settles", f"{ENDLESS} EVENTS=1 DEATHS=1", formula="callSettles"),
    Run("answered-returns", "an answered sendSync returns, whatever else is kept", f"{ENDLESS} EVENTS=1 KEEP=1",
        formula="answeredReturns"),
    Run("others-return", "one renderer's kept sendSync holds up no other", "RENDERERS=2 CALLS=0 IDS=1 EVENTS=1 KEEP=1",
        formula="othersReturn"),
    Run("call-settles-three", "every call settles, three live", f"{ENDLESS} IDS=3 EVENTS=1",
        formula="callSettles", quick=False),
    Run("without-release", "assumption dropped: main lets go", f"{ENDLESS} EVENTS=1 KEEP=1", formula="syncReturns",
        holds=False),
    Run("without-yield", "assumption dropped: scripts end", f"{ENDLESS} EVENTS=1 YIELD=0", formula="callSettles",
        holds=False),
]


def _table(file):
    line = re.compile(r"#define (\w+) +(\d+) +/\* (\S+) +(TW-\S+)? *(.*?) \*/")
    return [m.groups() for m in map(line.match, (HERE / file).read_text().splitlines()) if m]


def _parameters(name):
    return next(run.parameters for run in SAFETY if run.name == name)


# One of each kind of check: enough to see that it is awake.
QUICK_FAULTS = {"SYNC_OVERTAKES", "ANSWER_ELSEWHERE", "CALL_WHILE_WAITING", "EVENT_IN_SCRIPT", "SECOND_ASSIGNMENT",
                "RELEASE_FORGOTTEN", "LOSS_REVERSED", "CANCEL_NOT_SENT", "SEND_AFTER_CLOSE", "DEFERRAL_BOUNDED"}

FAULTS = [
    Run(name, text, f"{_parameters(run)} FAULT={number}", holds=False, requirements=(requirement,),
        quick=name in QUICK_FAULTS)
    for name, number, run, requirement, text in _table("faults.pml")
]

WITNESSES = [
    Run(name, text, f"{_parameters(run)} GOAL={number}", holds=False)
    for name, number, run, _, text in _table("witnesses.pml")
]
