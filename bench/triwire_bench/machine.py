"""What the figures were taken on, and whether it was busy with something else."""

import os
import pathlib
import platform
import resource
import subprocess
import time

# A sample is noisy if others took more than this share of all cores meanwhile, or the host this share.
OTHERS_MAX = 0.10
STEAL_MAX = 0.02


def describe(sources: pathlib.Path, compiler: str) -> dict:
    """For the context of the JSON."""
    return {
        "host_name": platform.node(),
        "machine": _cpu_model(),
        "num_cpus": os.cpu_count(),
        "kernel": platform.release(),
        "compiler": compiler,
        "commit": _commit(sources),
        "load_avg": list(os.getloadavg()),
        "governor": _read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") or "not told",
        "virtual": "hypervisor" in _read("/proc/cpuinfo"),
    }


def _read(path: str) -> str:
    try:
        return pathlib.Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _cpu_model() -> str:
    for line in _read("/proc/cpuinfo").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _commit(sources: pathlib.Path) -> str:
    try:
        described = subprocess.run(["git", "-C", str(sources), "describe", "--always", "--dirty", "--abbrev=12"],
                                   capture_output=True, text=True, check=False)
    except FileNotFoundError:  # The sources may have come without git.
        return "unknown"
    return described.stdout.strip() or "unknown"


class Watch:
    """From its construction on: what others did to the machine."""

    def __init__(self):
        self._begin = self._now()

    def noise(self) -> tuple[float, float]:
        """Shares of all cores: taken by other processes, and by the host."""
        (wall, busy, steal, own), (wall0, busy0, steal0, own0) = self._now(), self._begin
        capacity = max((wall - wall0) * os.cpu_count(), 1e-9)
        others = (busy - busy0) - (own - own0)
        return max(others, 0.0) / capacity, (steal - steal0) / capacity

    def is_noisy(self) -> bool:
        others, steal = self.noise()
        return others > OTHERS_MAX or steal > STEAL_MAX

    @staticmethod
    def _now() -> tuple[float, float, float, float]:
        tick = os.sysconf("SC_CLK_TCK")
        user, nice, system, _, _, irq, softirq, steal = (
            int(word) / tick for word in _read("/proc/stat").split("\n", 1)[0].split()[1:9])
        own = sum(usage.ru_utime + usage.ru_stime for usage in
                  (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)))
        return time.monotonic(), user + nice + system + irq + softirq, steal, own
