"""`monitor check`: config, machine, keys, alerts, service and portals, all problems at once.

Each look yields what is wrong in a sentence that says what to do; `facts` are the same things as
they are, for a person to compare with what he sees.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from monitor.alerts.delivery import addresses
from monitor.alerts.outbox import delivery_points
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    opened,
    out,
    print_json,
)
from monitor.config import Config, ConfigProblem, load
from monitor.config.cautions import cautions, unreachable
from monitor.config.outputs import AlertsProblem
from monitor.config.shorter import proposals
from monitor.exit_codes import CONFIG_WRONG
from monitor.installation.backup_file import BackupProblem
from monitor.installation.dated_backups import dated
from monitor.installation.installation import Installation
from monitor.installation.market import EventProblem, portals_known
from monitor.installation.realms import standing_remarks
from monitor.open_points import (
    MEGABYTE,
    backup_points,
    clock_points,
    disk_points,
    folders,
    key_points,
)
from monitor.open_weeks import sentence
from monitor.probe.first_pages import read_first_page
from monitor.probe.run import Visit
from monitor.report.words import Words
from monitor.service.one_service import is_running, next_sweep
from scrapers.errors import Refused, ScrapeError
from storage.database import MEND_DAMAGE
from storage.errors import HeldElsewhere, StorageError
from storage.store import Store
from storage.weeks import weeks_written

BY_IDENTIFIERS = "last week's ads beside this week's; in a year's week 1, counts alone"
BY_COUNTS = 'counts alone: identifiers = "week" leaves no two weeks to compare (docs/operating.md)'


@dataclass(slots=True)
class ConfigCheck:
    """What was found; `code` is the exit code where there is a problem."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    shorter: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    code: int = 1


def check(
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    online: Annotated[
        bool, typer.Option("--online", help="Ask each portal for robots.txt and its first page.")
    ] = False,
) -> None:
    """Check config, keys, database and machine, and show every problem at once."""
    result = _checked(config, online=online)
    if as_json:
        found = asdict(result)
        del found["code"]
        print_json({"ok": not result.problems} | found)
    else:
        _print(result)
    raise typer.Exit(result.code if result.problems else 0)


def _print(result: ConfigCheck) -> None:
    for problem in result.problems:
        out.print(problem, style="red")
    if not result.problems:
        out.print("OK: config, selectors, key and database are as they should be", style="green")
        for name, fact in result.facts.items():
            out.print(f"  {name}: {fact}", style="dim")
    for warning in result.warnings:
        out.print(f"Warning: {warning}", style="yellow")
    for proposal in result.shorter:
        out.print(proposal)


def _checked(file: Path, *, online: bool) -> ConfigCheck:
    """Look at everything; what was found before a look that fails is told, too."""
    result = ConfigCheck()
    try:
        result.warnings += cautions(load(file))
        with opened(file) as installation:
            config, store = installation.config, installation.store
            result.warnings += standing_remarks(config, store, installation.week())
            result.problems += unreachable(config)
            result.problems += machine_problems(installation)
            result.problems += (events := list(event_problems(installation)))
            result.code = CONFIG_WRONG if events else result.code
            result.problems += template_problems(config)
            result.problems += portal_problems(installation) if online else ()
            result.facts = facts(installation)
    except ConfigProblem as error:
        result.code = CONFIG_WRONG
        result.problems += (f"{file}: {problem}" for problem in error.problems)
    except StorageError as error:
        result.problems.append(str(error))
    if not result.problems:
        result.shorter += proposals(file.read_text(encoding="utf-8"))
    return result


def machine_problems(installation: Installation) -> Iterator[str]:
    """Yield what is wrong with clock, keys, disk, database, backups and alerts."""
    words = Words("en")
    yield from damage_of(installation.store)
    for look in (clock_points, key_points, disk_points, backup_points, delivery_points):
        yield from map(str, look(installation, words))


def event_problems(installation: Installation) -> Iterator[str]:
    """Yield what config.toml says happened to portals and cannot be, by the ledger."""
    try:
        source, today = installation.store.publishable, installation.now().date()
        portals_known(source, installation.config, today)
    except EventProblem as error:
        yield from str(error).splitlines()


def template_problems(config: Config) -> Iterator[str]:
    """Yield why reports cannot begin as the Word template that the config names."""
    if config.report.template is not None:
        # Word's library is slow to import, and few installations have a template.
        from monitor.report.render.word_template import TemplateProblem, begun  # noqa: PLC0415

        try:
            begun(config.report.template)
        except TemplateProblem as problem:
            yield str(problem)


def damage_of(store: Store) -> Iterator[str]:
    """Yield what is broken in the database's file, or why nothing can be written to it."""
    try:
        damage = store.damage()
        if not damage:
            store.try_writing()
    except StorageError as error:
        yield str(error)
        return
    if damage:
        yield f"database: {'; '.join(damage)[:200]}. {MEND_DAMAGE}"


def portal_problems(installation: Installation) -> Iterator[str]:
    """Yield the portals whose first page a sweep could not read, robots.txt obeyed.

    One that may not be asked at this hour is passed over.
    """
    for portal in installation.config.portal:
        if portal.hours is not None and not portal.hours.open_at(installation.now().time()):
            continue
        try:
            with Visit(portal, installation.config, installation.now) as visit:
                read_first_page(portal, visit.get)
        except HeldElsewhere as error:
            yield f"{portal.name}: {error}"
        except ScrapeError as error:
            more = f" What a sweep would find: monitor probe {portal.name}"
            more *= not isinstance(error, Refused)
            yield f"{portal.name}: {sentence(str(error), [portal.name])}{more}"


def facts(installation: Installation) -> dict[str, str]:
    """Return how it stands with the machine, the service, backups and alerts, by name."""
    config, now = installation.config, installation.now()
    free = min(shutil.disk_usage(folder).free for folder in folders(config))
    return {
        "clock": f"{now:%Y-%m-%d %H:%M %Z}, {installation.week()}",
        "disk": f"{free // MEGABYTE} MB free",
        "database": f"{weeks_written(installation.store.own_database().weeks)} swept",
        "weekly checks": BY_COUNTS if config.privacy.identifiers == "week" else BY_IDENTIFIERS,
        "service": "running" if is_running(config) else "not running (monitor service install)",
        "next sweep": next_sweep(installation),
        "backups": _backups(config),
        "alerts": _alerts(installation),
    }


def _backups(config: Config) -> str:
    """Return who makes backups, and of which day the newest is."""
    if config.backup is None:
        return "by hand ([backup] in config.toml makes them)"
    try:
        days = dated(config.backup.folder)
    except BackupProblem:
        return "their folder cannot be read"
    return f"the newest is of {max(days)}" if days else "none yet"


def _alerts(installation: Installation) -> str:
    """Return who is told, by the kinds of addresses, and when a message last arrived."""
    config = installation.config
    try:
        names = [address.name for address in addresses(config.alert_addresses.lines())]
        names += ["a ping"] if config.ping_address.line() else []
    except AlertsProblem:
        return "their addresses cannot be used"
    if not names:
        return "nobody is told when something is wrong ([alerts] in config.toml, docs/alerts.md)"
    days = [alert.day for alert in installation.store.alerts() if alert.delivered]
    last = f"the last one that arrived is of {max(days)}" if days else "none was delivered yet"
    return f"to {', '.join(names)}; {last}"
