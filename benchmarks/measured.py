"""What a process costs: its CPU seconds and its own peak memory."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, run

# The kernel counts the memory of whoever started a process as the process's own until it has its
# program: so it looks at itself, when it ends.
LAUNCH = """
import atexit, os, runpy, sys
file, module, *sys.argv[1:] = sys.argv[1:]
def tell():
    with open("/proc/self/status") as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    used = os.times()
    with open(file, "w") as written:
        written.write(f"{used.user + used.system} {peak}")
atexit.register(tell)
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""

NEVER_COMPILED = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: CPU seconds, and at its peak so many megabytes."""

    seconds: float
    megabytes: float
    code: int

    def __str__(self) -> str:
        failed = "" if self.code in {0, 1} else f" (exit code {self.code})"
        return f"{self.seconds:.2f} s {self.megabytes:.0f} MB{failed}"


def cost_of(module: str, *words: str, python: str = sys.executable, at: Path = Path()) -> Cost:
    """Run a module as a program and return what it cost; Linux only.

    As where it is installed, its modules need not be compiled again each time.
    """
    around = {name: value for name, value in os.environ.items() if name != NEVER_COMPILED}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cost"
        command = [python, "-c", LAUNCH, str(file), module, *words]
        code = run(  # noqa: S603 - our own words
            command, cwd=at, env=around, stdout=DEVNULL, stderr=DEVNULL, check=False
        ).returncode
        seconds, kilobytes = file.read_text("utf-8").split()
    return Cost(float(seconds), float(kilobytes) / 1000, code)
