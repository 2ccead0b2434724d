"""`monitor accept`, `exclude`, `undo` and `seen`: a person's word on a week."""

from __future__ import annotations

from collections.abc import Callable
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
from monitor.installation.installation import Installation
from monitor.installation.year_counts import counter
from scrapers.model import Outcome
from storage.records import Review, Run
from storage.weeks import Week

PortalArgument = Annotated[str, typer.Argument(help="The portal's name.")]
WeekArgument = Annotated[str, typer.Argument(help="The week, as in 2021-W05.")]
ReasonOption = Annotated[
    str,
    typer.Option(help="Why; the report shows it.", prompt=True, callback=checked_reason),
]


def _decision(review: Review | None, about: str) -> Callable[..., None]:
    """Return the command that writes down a decision, or takes one back (None)."""

    def decide(
        portal: PortalArgument,
        week: WeekArgument,
        reason: ReasonOption,
        config: ConfigOption = DEFAULT_CONFIG,
        by: ByOption = "",
    ) -> None:
        which = parsed_week(week)
        with opened(config) as installation:
            run = _run(installation, portal, which)
            _refuse(run, review)
            # The word, the week's counts and the journal's line come together or not at all.
            installation.store.review(
                portal,
                which,
                review,
                reason=reason,
                count=counter(installation.config, installation.store, which.year),
                entry=installation.entry(
                    f"week {review}" if review else f"week not {run.review}",
                    f"{portal} {which}",
                    by,
                    reason,
                ),
            )
        out.print(f"{portal} {week}: {review or f'no longer {run.review}'}. {reason}", markup=False)

    decide.__doc__ = about
    return decide


accept = _decision(Review.ACCEPTED, "Let a suspect week count, because the market really moved.")
exclude = _decision(Review.EXCLUDED, "Leave a week out of all figures; it becomes a gap.")
undo = _decision(None, "Take back what was decided about a week; the journal keeps both.")


def seen(
    portal: PortalArgument,
    week: WeekArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    by: ByOption = "",
) -> None:
    """Say that a person has seen a week's findings or its gap; it counts as it did."""
    which = parsed_week(week)
    with opened(config) as installation:
        run = _run(installation, portal, which)
        if run.is_undecided:
            raise typer.BadParameter(
                f"{portal} in {which} is held back: it needs a decision, not a look. "
                f"monitor accept {portal} {which}, or monitor exclude {portal} {which}"
            )
        installation.store.see(
            portal, which, installation.entry("week seen", f"{portal} {which}", by)
        )
    out.print(f"{portal} {which}: seen.", markup=False)


def parsed_week(week: str) -> Week:
    """Return the week that was typed."""
    try:
        return Week.parse(week)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="WEEK") from None


def _run(installation: Installation, portal: str, week: Week) -> Run:
    runs = [run for run in installation.store.runs(week, week) if run.portal == portal]
    if not runs:
        raise typer.BadParameter(f"the ledger has no run of {portal} in {week}")
    return runs[0]


def _refuse(run: Run, review: Review | None) -> None:
    """End the command where there is nothing to decide."""
    where, outcome = f"{run.portal} in {run.week}", run.outcome
    if review is None and run.review is None:
        raise typer.BadParameter(f"nobody has decided anything about {where}")
    if review is Review.ACCEPTED and outcome is not Outcome.SUSPECT:
        raise typer.BadParameter(
            f"only a suspect week has a count to accept; {where} is {outcome or 'due'}"
        )
