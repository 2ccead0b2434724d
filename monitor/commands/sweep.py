"""`monitor sweep` and `monitor run`: this week's count, once or by the service."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from monitor.collecting.collect import Collector
from monitor.collecting.results import Result
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    err,
    now,
    opened,
    out,
    print_json,
)
from monitor.commands.progress_display import sweep_progress
from monitor.config import Config, load
from monitor.exit_codes import code_of
from monitor.installation.installation import Installation, named
from monitor.report.render.terminal import print_table
from monitor.service.stopping import exit_code, told_to_stop
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.errors import DatabaseProblem, StorageError

HEADINGS = {"excluded": "excl.", "duplicates": "dupl.", "without": "no number", "seconds": "s"}
ALWAYS = {"pages", "ads", "with number"}
"""The counts that have a column though all of them are nought."""

PortalsArgument = Annotated[
    list[str] | None, typer.Argument(help="Names of portals; all of them if none is named.")
]

ClockOption = Annotated[
    bool,
    typer.Option("--clock-is-right", help="The clock is right, though nothing was swept for long."),
]


def sweep(
    portals: PortalsArgument = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    clock_is_right: ClockOption = False,
) -> None:
    """Sweep this week's portals now; a second sweep in a week is averaged with the first."""
    with _opened(config) as installation:
        installation.trusts_clock = clock_is_right
        try:
            chosen = named(installation.config, portals or [])
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="PORTAL") from None
        collector = Collector(installation)
        with (
            sweep_progress([portal.name for portal in chosen]) as collector.watch,
            told_to_stop(collector.stopping) as came,
        ):
            results = _collected(collector, chosen)
    _show(results, simulated=any(portal.simulated for portal in chosen), as_json=as_json)
    if collector.unfinished:
        stored = ", ".join(result.portal for result in results) or "nothing"
        left = ", ".join(sorted(collector.unfinished))
        err.print(f"Stopped. Stored: {stored}. Not swept, and due: {left}")
    if stopped := exit_code(came):
        raise typer.Exit(stopped)
    if problems := [result.problem for result in results if result.problem]:
        for sentence in dict.fromkeys(map(str, problems)):
            typer.secho(sentence, fg="red", err=True)
        raise typer.Exit(code_of(problems[0]) or 1)
    counted = all(result.check.outcome is Outcome.COMPLETE for result in results)
    raise typer.Exit(0 if counted else 1)


def _show(results: list[Result], *, simulated: bool, as_json: bool) -> None:
    """Print what was swept, and what there is to say of it."""
    if as_json:
        print_json([_as_dict(result, simulated=simulated) for result in results])
        return
    if results:
        label = "SIMULATED, " if simulated else ""
        what = f"({label}internal: true counts, not for publication)"
        out.print(f"Sweep of {results[0].week} {what}")
        print_table(results_table(results), out)
    for result in results:
        for remark in result.remarks():
            if remark != str(result.problem):  # that is told once, of all portals
                out.print(f"{result.portal}: {remark}", style="yellow")


@contextmanager
def _opened(config_file: Path) -> Iterator[Installation]:
    """Open the installation; that its database cannot be opened is told to those who are told."""
    with ExitStack() as stack:
        try:
            installation = stack.enter_context(opened(config_file))
        except DatabaseProblem:
            config = load(config_file)
            if _tells(config):
                from monitor.alerts.notifier import notify_lost  # noqa: PLC0415 - brings reports along

                notify_lost(config, now().date())
            raise
        yield installation


def _collected(collector: Collector, chosen: list[Portal]) -> list[Result]:
    """Sweep portals, and do what goes with it where the config asks for it, as the service does.

    The switch outside expects the end of a round that has begun, so one that is only of some
    portals does not begin any.
    """
    installation = collector.installation
    if installation.config.page.folder is None and not _tells(installation.config):
        return collector.collect(chosen)
    from monitor.alerts.notifier import Notifier  # noqa: PLC0415 - it brings reports along

    notifier = Notifier(installation)
    if len(chosen) == len(installation.config.portal):
        notifier.round_begins()
    try:
        results = collector.collect(chosen)
    except StorageError as problem:
        notifier.ticked(problem)
        raise
    notifier.round_ends()
    notifier.ticked(None)
    return results


def _tells(config: Config) -> bool:
    """Tell whether anybody, or a switch outside, is told anything."""
    return config.alert_addresses.is_named or config.ping_address.is_named


def run(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Run as a service: sweep whatever the ledger says is due, until told to stop."""
    # A scheduler is not for one sweep, and alerts bring reports along.
    from monitor.alerts.notifier import Notifier  # noqa: PLC0415
    from monitor.open_points import clock_points, key_points  # noqa: PLC0415
    from monitor.report.words import Words  # noqa: PLC0415
    from monitor.service.loop import Service  # noqa: PLC0415
    from monitor.service.one_service import at_start, only_service  # noqa: PLC0415
    from monitor.service.upkeep import upkeep  # noqa: PLC0415

    logging.getLogger().setLevel(logging.INFO)
    with opened(config) as installation, only_service(installation.config):
        err.print(at_start(installation))
        words = Words(installation.config.language)
        for point in (*clock_points(installation, words), *key_points(installation, words)):
            # It goes on: both may be mended while it runs.
            err.print(str(point))
        keep_up = partial(upkeep, installation, config)
        stopped = Service(Collector(installation), keep_up, Notifier(installation)).run()
    raise typer.Exit(stopped or 0)


def _as_dict(result: Result, *, simulated: bool) -> dict[str, object]:
    statistics = result.statistics
    return {
        "portal": result.portal,
        "week": result.week,
        "outcome": result.check.outcome,
        "reason": result.check.reason,
        "problem": "" if result.problem is None else str(result.problem),
        **asdict(statistics),
        "without": statistics.without,
        "labels": dict(result.labels),
        "notes": list(result.notes),
        "seconds": round(result.seconds, 1),
        "simulated": simulated,
    }


def results_table(results: list[Result]) -> Table:
    """Return a table of what was swept; a column that would hold nought alone is left out."""
    table = Table(box=SIMPLE_HEAD, padding=0, show_edge=False)
    # Twelve columns in a terminal of eighty: words part, and none breaks.
    counts = [result.columns() | {"seconds": round(result.seconds)} for result in results]
    shown = [name for name in counts[0] if name in ALWAYS or any(row[name] for row in counts)]
    table.add_column("portal")
    table.add_column("outcome")
    for name in shown:
        table.add_column(HEADINGS.get(name, name), justify="right")
    for result, row in zip(results, counts, strict=True):
        values = ("" if row[name] is None else str(row[name]) for name in shown)
        table.add_row(result.portal, result.check.outcome.replace("_", " "), *values)
    return table
