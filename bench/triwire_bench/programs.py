"""The programs of candidates: which there are, and one sample of one of them."""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess

from triwire_bench.case import NESTED, Case

# A sample that takes longer hangs. Far above what setting up 1,000 renderers takes on a slow machine.
PATIENCE_SECONDS = 60


class SampleError(Exception):
    """A sample failed: its answers were wrong, or an end died. The text is for people."""


@dataclasses.dataclass(frozen=True)
class Candidate:
    name: str
    about: str
    measures: tuple[str, ...]
    idles: bool
    command: tuple[str, ...]

    @property
    def is_native(self) -> bool:
        """It can be pinned and counted by the harness in C++."""
        return len(self.command) == 1

    @property
    def is_one_process(self) -> bool:
        """Its two ends are threads, which nobody puts on a core each."""
        return self.name == "node.worker" or self.name.endswith(".oneProcess")

    def has(self, case: Case) -> bool:
        if case.measure not in self.measures or (case.idlers and not self.idles):
            return False
        if case.load == NESTED and not self.name.startswith("triwire."):
            return False
        if case.pin == "apart" and self.is_one_process:
            return False
        if not self.is_native and case.counted:
            return False
        return True


def find(folder: pathlib.Path, sources: pathlib.Path, only: str = "") -> tuple[list[Candidate], list[str]]:
    """The candidates of the programs in `folder` and of the scripts in `sources`, and what is missing. `only` is a
    regular expression that their names are searched for."""
    commands = [(str(program),) for program in sorted(folder.glob("bench-*"))
                if program.name not in ("bench-codec", "bench-call_and_return")]
    missing = []
    node, electron = shutil.which("node"), shutil.which("electron")
    if node:
        commands.append((node, str(sources / "peer/node/candidates.mjs")))
    else:
        missing.append("Node: there is no program node")
    if electron and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        commands.append((electron, "--no-sandbox", str(sources / "peer/electron")))
    else:
        missing.append("Electron: there is no display; xvfb-run makes one" if electron else
                       "Electron: there is no program electron in PATH")
    for program, peer in (("zeromq", "ZeroMQ"), ("nng", "nng"), ("grpc", "gRPC"), ("sd_bus", "sd-bus"),
                          ("message_queue", "Boost.Interprocess"), ("capnp", "Cap'n Proto RPC")):
        if not (folder / f"bench-{program}").exists():
            missing.append(f"{peer}: its library was not there when this was built")
    candidates = []
    for command in commands:
        candidates += _list(command)
    return [candidate for candidate in candidates if re.search(only, candidate.name)], missing


def _list(command: tuple[str, ...]) -> list[Candidate]:
    listed = subprocess.run([*command, "--list"], capture_output=True, text=True, check=True,
                            timeout=PATIENCE_SECONDS)
    candidates = []
    for line in listed.stdout.splitlines():
        said = json.loads(line)
        candidates.append(Candidate(said["name"], said["about"], tuple(said["measures"]), said["idles"], command))
    return candidates


def take_sample(candidate: Candidate, case: Case, seconds: float, folder: pathlib.Path) -> dict:
    """The figures of one sample, as the program prints them."""
    command = [*candidate.command, *case.arguments(), "--seconds", f"{seconds:g}"]
    if not candidate.is_native and case.pin != "free":
        command = ["taskset", "-c", "0", *command]
    environment = dict(os.environ)
    if case.counted:
        environment["LD_PRELOAD"] = str(folder / "libtriwire_bench_allocations.so")
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False,
                              timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired as late:
        raise SampleError(f"{case.name}: not done after {PATIENCE_SECONDS} s") from late
    if done.returncode != 0:
        raise SampleError(f"{case.name}: {done.stderr.strip() or f'exit code {done.returncode}'}")
    return json.loads(done.stdout)
