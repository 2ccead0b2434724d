"""Runs commands as a person does, in this process or, where that is the point, in one of its own.

One of its own is forked from one that has loaded the program (`tests/processes.py`). What differs
between the two (the guard over logs, dumps and files) is tested in `test_redaction`.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import pkgutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from unittest import mock

import typer.core

import monitor as monitor_package
import scrapers
import storage
from monitor import __main__ as command_line
from monitor.command_line import HELP, loaded
from monitor.commands import common, init
from tests import processes

STARTED = datetime.now(UTC)
"""The time of every command that is run in this process: the tests may run past a midnight."""

_real_time = common.now


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All its words, joined again where a box or the width of the terminal parted them."""
        return " ".join((self.out + self.err).replace("│", " ").split())


def monitor(*words: object, at: Path) -> Ran:
    """Run a command in a folder, in this process, by the entry point of `python -m monitor`.

    It is `STARTED`, unless a test has set the time of commands.
    """
    clock = common.now if common.now is not _real_time else lambda: STARTED
    out, err = io.StringIO(), io.StringIO()
    argv = ["monitor", *map(str, words)]
    umask = os.umask(0o077)
    code: int | str | None = 0
    try:
        with (
            contextlib.chdir(at),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch.object(sys, "argv", argv),
            mock.patch.object(common, "now", clock),
            mock.patch.object(init, "now", clock),
            mock.patch.object(command_line, "protect_process"),  # it holds for a whole process
        ):
            command_line.main()
    except SystemExit as ended:
        code = ended.code
    finally:
        os.umask(umask)
    assert "Traceback" not in err.getvalue()
    assert code is None or isinstance(code, int)
    return Ran(code or 0, out.getvalue(), err.getvalue())


def monitor_process(*words: object, at: Path) -> Ran:
    """Run a command in a folder, as a process of its own."""
    process = processes.start_monitor(*words, at=at)
    out, err = process.communicate()
    assert "Traceback" not in err
    return Ran(process.wait(), out, err)


def exceptions(name: str) -> list[type[Exception]]:
    """Return the program's own exceptions of a name, once each."""
    for package in (monitor_package, scrapers, storage):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and ".versions" not in module.name:
                importlib.import_module(module.name)
    return [kind for kind in _kinds(Exception) if kind.__name__ == name]


def _kinds(kind: type[Exception]) -> set[type[Exception]]:
    below = set(kind.__subclasses__())
    return below.union(*map(_kinds, below))


@cache
def all_commands() -> dict[str, typer.core.TyperCommand]:
    """Return every command by its name, "key new" for one of a group."""
    found: dict[str, typer.core.TyperCommand] = {}
    for name in HELP:
        command = loaded(name)
        inner = getattr(command, "commands", None)
        found |= (
            {f"{name} {key}": each for key, each in inner.items()} if inner else {name: command}
        )
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is in each file of a folder, and of those within it."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}
