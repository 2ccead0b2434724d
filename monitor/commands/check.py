"""`monitor check`: config, selectors, keys and database, all problems at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from monitor.command_line import CONFIG_WRONG
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.config import ConfigProblem, load
from monitor.config.shorter import proposals
from monitor.doctor import facts, machine_problems, portal_problems
from monitor.market import EventProblem, portals_known
from monitor.privacy.cautions import cautions, unreachable
from monitor.realms import said_apart, unapproved
from storage.errors import StorageError


def check(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    online: Annotated[
        bool, typer.Option("--online", help="Ask each portal for robots.txt and its first page.")
    ] = False,
) -> None:
    """Check config, keys, database and machine, and show every problem at once."""
    warnings = list(_warnings(config))
    stands: dict[str, str] = {}
    codes: list[int] = []
    problems = list(_problems(config, warnings, stands, codes, online=online))
    shorter = [] if problems else list(proposals(config.read_text(encoding="utf-8")))
    if as_json:
        print_json(
            {
                "ok": not problems,
                "problems": problems,
                "warnings": warnings,
                "shorter": shorter,
                "facts": stands,
            }
        )
    for problem in [] if as_json else problems:
        out.print(problem, style="red", markup=False)
    if not problems and not as_json:
        out.print("OK: config, selectors, key and database are as they should be", style="green")
    for name, fact in [] if as_json or problems else stands.items():
        out.print(f"  {name}: {fact}", markup=False, style="dim")
    for warning in [] if as_json else warnings:
        out.print(f"Warning: {warning}", style="yellow", markup=False)
    for proposal in [] if as_json else shorter:
        out.print(proposal, markup=False, soft_wrap=True)
    raise typer.Exit(max(codes, default=1) if problems else 0)


def _problems(
    file: Path, warnings: list[str], stands: dict[str, str], codes: list[int], *, online: bool
) -> Iterator[str]:
    """Yield what is wrong; what is only to be said is added to `warnings` and `stands`.

    A config that is wrong adds the exit code that it has with all commands to `codes`.
    """
    try:
        with opened(file) as collector:
            warnings += map(said_apart, unapproved(collector.config, collector.store))
            yield from unreachable(collector.config)
            yield from machine_problems(collector)
            portals_known(collector.store.publishable, collector.config, collector.now().date())
            yield from portal_problems(collector) if online else ()
            stands |= facts(collector)
    except EventProblem as error:
        codes.append(CONFIG_WRONG)
        yield from str(error).splitlines()
    except ConfigProblem as error:
        codes.append(CONFIG_WRONG)
        yield from (f"{file}: {problem}" for problem in error.problems)
    except StorageError as error:
        yield str(error)


def _warnings(file: Path) -> Iterator[str]:
    try:
        yield from cautions(load(file))
    except ConfigProblem:
        return  # a problem, and told as one
