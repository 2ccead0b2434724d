"""Processes of the program that are forked from one that has loaded it.

To load it takes a process 1.2 seconds of a core, which is most of what a command takes. What is
forked is a real process all the same: it has signals, limits, rights, folders and streams of its
own, and it ends with an exit code. What is about loading needs a new interpreter
(`test_command_line`, `test_redaction`).
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Self

ROOT = Path(__file__).parents[1]
MONITOR = "import sys\nfrom monitor.__main__ import main\nsys.argv[0] = 'monitor'\nmain()"
"""What `python -m monitor` runs."""

FORKING = get_context("forkserver")
COMMANDS = ("run", "sweep", "check", "exclude", "report", "status")
LIBRARIES = ("alembic.command", "psycopg", "sqlalchemy.dialects.sqlite")
FORKING.set_forkserver_preload(
    [__name__, "monitor.command_line", *LIBRARIES, *(f"monitor.commands.{n}" for n in COMMANDS)]
)


class Child:
    """A process that runs Python code, with the part of `subprocess.Popen` that tests need."""

    def __init__(self, code: str, words: Sequence[str], at: Path, env: Mapping[str, str]) -> None:
        pipes = [FORKING.Pipe(duplex=False) for _ in range(3)]
        (stdin, to_it), *from_it = pipes
        its = [stdin, *(end for _, end in from_it)]
        self._process = FORKING.Process(target=_run, args=(code, words, at, env, its), daemon=True)
        self._process.start()
        for end in its:
            end.close()
        self.stdin = _opened(to_it, "w", encoding_in(env))
        self.stdout, self.stderr = (_opened(end, "r", encoding_in(env)) for end, _ in from_it)

    @property
    def returncode(self) -> int | None:
        """How it ended, less than zero by a signal; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.returncode is None and self._process.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float = 120) -> int:
        """Wait until it has ended, and return how; raises TimeoutExpired."""
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutExpired("monitor", timeout)
        return self.returncode

    def communicate(self, timeout: float = 120) -> tuple[str, str]:
        """Wait until it has ended, and return all that it wrote; raises TimeoutExpired."""
        with ThreadPoolExecutor(2) as pool, contextlib.closing(self.stdin):
            written = [pool.submit(stream.read) for stream in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except TimeoutExpired:
                self.kill()
                raise
            out, err = (each.result() for each in written)
        self.close()
        return out, err

    def close(self) -> None:
        """Close the ends of its streams that are here."""
        for stream in (self.stdin, self.stdout, self.stderr):
            stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """It does not outlive the test."""
        self.kill()
        self.wait()
        self.close()


def start(
    code: str, *words: object, at: Path = ROOT, env: Mapping[str, str] | None = None
) -> Child:
    """Run code in a folder as `python -c CODE WORDS` does, by default with this environment."""
    return Child(code, [str(word) for word in words], at, dict(os.environ if env is None else env))


def start_monitor(*words: object, at: Path = ROOT) -> Child:
    """Run a command of the program in a folder."""
    return start(MONITOR, *words, at=at)


def encoding_in(env: Mapping[str, str]) -> str:
    """Return the encoding of streams, which an interpreter takes from its environment."""
    return env.get("PYTHONIOENCODING", "utf-8")


def _opened(end: Connection, mode: str, encoding: str) -> io.TextIOWrapper:
    """Give one's end of a pipe the form of a file."""
    file = os.fdopen(os.dup(end.fileno()), mode, encoding=encoding)
    end.close()
    assert isinstance(file, io.TextIOWrapper)
    return file


def _run(
    code: str, words: Sequence[str], at: Path, env: Mapping[str, str], ends: Sequence[Connection]
) -> None:
    """Be the process: streams, folder, environment and words of its own, and then the code."""
    for number, end in enumerate(ends):
        os.dup2(end.fileno(), number)
        end.close()
    letters = encoding_in(env)
    sys.stdin = os.fdopen(0, encoding=letters, closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding=letters, closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, encoding=letters, errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(at)
    tempfile.tempdir = None
    sys.argv = ["-c", *words]
    try:
        exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 - as -c does
    except Exception:  # noqa: BLE001 - as the interpreter ends
        sys.excepthook(*sys.exc_info())
        sys.exit(1)
