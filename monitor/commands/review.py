"""`monitor accept` and `monitor exclude`: a person's word on a week, with a reason."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.commands.common import (
    DEFAULT_CONFIG,
    ByOption,
    ConfigOption,
    checked_reason,
    opened,
    out,
)
from monitor.year_counts import counter
from scrapers.model import Outcome
from storage.records import Review, Run
from storage.weeks import Week

PortalArgument = Annotated[str, typer.Argument(help="The portal's name.")]
WeekArgument = Annotated[str, typer.Argument(help="The week, as in 2021-W05.")]
ReasonOption = Annotated[
    str,
    typer.Option(help="Why; the report shows it.", prompt=True, callback=checked_reason),
]


def accept(
    portal: PortalArgument,
    week: WeekArgument,
    reason: ReasonOption,
    config: ConfigOption = DEFAULT_CONFIG,
    by: ByOption = "",
) -> None:
    """Let a suspect week count, because the market really moved."""
    _review(portal, week, reason, config, review=Review.ACCEPTED, by=by)


def exclude(
    portal: PortalArgument,
    week: WeekArgument,
    reason: ReasonOption,
    config: ConfigOption = DEFAULT_CONFIG,
    by: ByOption = "",
) -> None:
    """Leave a week out of all figures; it becomes a gap."""
    _review(portal, week, reason, config, review=Review.EXCLUDED, by=by)


def _review(
    portal: str, week: str, reason: str, config: ConfigOption, *, review: Review, by: str
) -> None:
    try:
        which = Week.parse(week)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="WEEK") from None
    with opened(config) as collector:
        runs = [run for run in collector.store.runs(which, which) if run.portal == portal]
        _refuse(portal, which, runs, review)
        count = counter(collector.config, collector.store, which.year)
        collector.store.review(portal, which, review, reason=reason, count=count)
        entry = collector.entry(f"week {review}", f"{portal} {which}", by, reason)
        collector.store.note(entry)
    out.print(f"{portal} {week}: {review}. {reason}", markup=False)


def _refuse(portal: str, week: Week, runs: list[Run], review: Review) -> None:
    """End the command where there is nothing to decide."""
    if not runs:
        raise typer.BadParameter(f"the ledger has no run of {portal} in {week}")
    outcome = runs[0].outcome
    if review is Review.ACCEPTED and outcome is not Outcome.SUSPECT:
        raise typer.BadParameter(
            f"only a suspect week has a count to accept; {portal} in {week} is {outcome or 'due'}"
        )
