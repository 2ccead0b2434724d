"""The command line: `monitor COMMAND`, and what its exit codes mean.

0  all well
1  something needs a person: no count, a problem found, status not OK, a year not closed
2  the command or config.toml is wrong
3  the year's key is missing or must not be used
4  the database cannot be used
5  a file cannot be written, or is not what it should be
70 a fault of this program
"""

from __future__ import annotations

import sys

import typer

from monitor.backup import BackupProblem
from monitor.closing import NotClosable
from monitor.commands.audit import audit
from monitor.commands.backup import backup, restore
from monitor.commands.check import check
from monitor.commands.close import close
from monitor.commands.common import err
from monitor.commands.demo import demo
from monitor.commands.judge import accept, exclude
from monitor.commands.key import key_commands
from monitor.commands.portal import portal_commands
from monitor.commands.probe import probe
from monitor.commands.recount import recount
from monitor.commands.report import report
from monitor.commands.status import status
from monitor.commands.sweep import run, sweep
from monitor.config import ConfigProblem
from monitor.demo.play import NotADemoFolder
from monitor.demo.portals import PortTakenError
from monitor.redaction import described, protect_process
from monitor.report.build import NothingCounted, OutputProblem
from monitor.report.release import ReleaseProblem
from storage.errors import (
    ApprovalRefused,
    ClockBehind,
    DatabaseProblem,
    IdentifiersGone,
    KeyProblem,
)

EXIT_CODES: dict[type[Exception], int] = {
    NothingCounted: 1,
    ReleaseProblem: 1,
    NotClosable: 1,
    IdentifiersGone: 1,
    ApprovalRefused: 1,
    ClockBehind: 1,
    ConfigProblem: 2,
    NotADemoFolder: 2,
    KeyProblem: 3,
    DatabaseProblem: 4,
    OutputProblem: 5,
    BackupProblem: 5,
    PortTakenError: 5,
}
FAULT = 70

app = typer.Typer(
    name="monitor",
    help=(
        "Counts ads and distinct phone numbers per week on ad portals. It counts; it cannot look "
        "anybody up. Exit codes: 0 all well, 1 needs a person, 2 command or config, 3 key, "
        "4 database, 5 files, 70 a fault of this program."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    *(check, probe, sweep, run, status, report, recount, accept, exclude),
    *(close, backup, restore, audit, demo),
):
    app.command()(command)
app.add_typer(key_commands, name="key")
app.add_typer(portal_commands, name="portal")


def main() -> None:
    """Run a command; what a person can mend ends with a sentence, never with a traceback."""
    protect_process()
    try:
        app()
    except tuple(EXIT_CODES) as error:
        err.print(str(error), style="red", markup=False)
        sys.exit(next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind)))
    except Exception as error:  # noqa: BLE001 - the last door: nothing raw may leave through it
        err.print(described(type(error), error.__traceback__), style="red", markup=False)
        sys.exit(FAULT)


if __name__ == "__main__":
    main()
