"""`monitor audit`: the promises of docs/privacy.md, checked on this installation."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from monitor.audit.audit_checks import AuditCheck, audit_installation
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.commands.progress_display import progress

JOURNAL = "The journal, for a second person to read"


def audit(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    also: Annotated[
        list[Path] | None, typer.Option("--also", help="Search this file or folder, too (logs).")
    ] = None,
) -> None:
    """Check on this installation that nothing raw is kept and only the owner can read it."""
    folders = [config.resolve().parent, Path(tempfile.gettempdir()), *(also or [])]
    with opened(config) as installation, progress("Audit") as step:
        checks = audit_installation(installation.config, folders, watch=step)
        journal = [str(entry) for entry in installation.store.journal()]
    if as_json:
        found = [{"checked": c.what, "faults": c.faults, "notes": c.notes} for c in checks]
        print_json([*found, {"checked": JOURNAL, "faults": (), "notes": (), "lines": journal}])
    else:
        _print(checks, journal)
    raise typer.Exit(1 if any(check.faults for check in checks) else 0)


def _print(checks: Iterable[AuditCheck], journal: list[str]) -> None:
    for check in checks:
        out.print(f"{'NOT OK' if check.faults else 'OK'}: {check.what}")
        for fault in check.faults:
            out.print(f"    {fault}", style="red")
        for note in check.notes:
            out.print(f"    to look at: {note}", style="yellow")
    out.print("\n    ".join((f"{JOURNAL}:", *(journal or ["nothing yet"]))))
