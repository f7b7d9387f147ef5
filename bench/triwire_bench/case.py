"""What is sampled: one candidate under one task."""

import dataclasses
import re

MEASURES = ("roundTrip", "inFlight", "oneWay", "connect", "quiet")
PINS = ("free", "apart", "together")
NESTED = "nested"

_NAME = re.compile(
    r"(?P<measure>\w+)/(?P<candidate>[^/]+)/load:(?P<load>\w+)/pin:(?P<pin>\w+)"
    r"(?:/idlers:(?P<idlers>\d+))?(?P<counted>/counted)?$"
)


@dataclasses.dataclass(frozen=True)
class Case:
    """`load` is a number of bytes, as text, or "nested"."""

    measure: str
    candidate: str
    load: str = "64"
    pin: str = "free"
    idlers: int = 0
    counted: bool = False

    @property
    def name(self) -> str:
        """As Google Benchmark names a run with arguments."""
        name = f"{self.measure}/{self.candidate}/load:{self.load}/pin:{self.pin}"
        if self.idlers:
            name += f"/idlers:{self.idlers}"
        return name + ("/counted" if self.counted else "")

    @staticmethod
    def parse(name: str) -> "Case | None":
        """None for a name of something else."""
        match = _NAME.match(name)
        if not match:
            return None
        return Case(match["measure"], match["candidate"], match["load"], match["pin"],
                    int(match["idlers"] or 0), bool(match["counted"]))

    def of(self, candidate: str) -> "Case":
        """The same task for another candidate."""
        return dataclasses.replace(self, candidate=candidate)

    def arguments(self) -> list[str]:
        """Of the program that has the candidate."""
        arguments = ["--candidate", self.candidate, "--measure", self.measure, "--pin", self.pin]
        arguments += ["--nested"] if self.load == NESTED else ["--bytes", self.load]
        if self.idlers:
            arguments += ["--idlers", str(self.idlers)]
        return arguments + (["--counted"] if self.counted else [])
