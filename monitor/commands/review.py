"""`monitor accept`, `exclude`, `undo` and `seen`: a person's word on weeks, all of them or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Annotated

import typer

from monitor.commands.common import (
    DEFAULT_CONFIG,
    ByOption,
    ConfigOption,
    ask_reason,
    checked_reason,
    opened,
    out,
)
from monitor.installation.installation import Installation
from monitor.installation.judging import findings_between
from monitor.installation.year_counts import counter
from monitor.open_weeks import waits_as
from monitor.portal_weeks import PortalWeeks, in_pieces, names_typed, parse_weeks
from scrapers.model import Outcome
from storage.records import ALL_PORTALS, JournalEntry, Review, Run
from storage.store import Store
from storage.weeks import Week

PortalArgument = Annotated[
    str, typer.Argument(help="The portal's name; several as fjord,nordlys; or all.")
]
WeekArgument = Annotated[
    str, typer.Argument(help="The week, as in 2021-W05; several as in 2021-W05..2021-W09.")
]
ReasonOption = Annotated[
    str,
    typer.Option(
        help="Why; the report prints it, unless it has counts in it. Asked for where left out.",
        callback=checked_reason,
    ),
]


def _decision(review: Review | None, about: str) -> Callable[..., None]:
    """Return the command that writes down a decision, or takes one back (None)."""

    def decide(
        portal: PortalArgument,
        week: WeekArgument,
        reason: ReasonOption = "",
        config: ConfigOption = DEFAULT_CONFIG,
        by: ByOption = "",
    ) -> None:
        with opened(config) as installation:
            runs = runs_of(installation.store, portal, week)
            today = installation.week()
            _refuse({(run.portal, run.week): _against_decision(run, review, today) for run in runs})
            why = reason or ask_reason("Reason (the report prints it, unless it has counts in it)")
            years = {run.week.year for run in runs}
            of_year = {
                year: counter(installation.config, installation.store, year) for year in years
            }
            # The word, the weeks' counts and the journal's lines come together or not at all.
            installation.store.review(
                [(run.portal, run.week) for run in runs],
                review,
                reason=why,
                count=lambda week, sightings: of_year[week.year](week, sightings),
                entries=_entries(installation, runs, review, by, why),
            )
        for piece in _pieces(runs):
            out.print(f"{piece}: {review or 'decision taken back'}. {why}")
        for year in _released_with(installation.store, years):
            out.print(
                f"The report of {year} is released. If its figures are others now, publish a "
                f'revision: monitor report {year} --revision "REASON"'
            )

    decide.__doc__ = about
    return decide


accept = _decision(Review.ACCEPTED, "Let suspect weeks count, because the market really moved.")
exclude = _decision(Review.EXCLUDED, "Leave weeks out of all figures; each becomes a gap.")
undo = _decision(None, "Take back what was decided about weeks; the journal keeps both.")


def _released_with(store: Store, years: Collection[int]) -> list[int]:
    """Return the years whose released reports have figures of these: their own, and the next."""
    released = {release.year for release in store.publishable.releases.all()}
    return sorted(released & {shown for year in years for shown in (year, year + 1)})


def seen(
    portal: PortalArgument,
    week: WeekArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    by: ByOption = "",
) -> None:
    """Say that a person has seen weeks' findings or gaps; they count as they did."""
    with opened(config) as installation:
        runs = runs_of(installation.store, portal, week)
        _refuse({(run.portal, run.week): _against_a_look(run) for run in runs})
        found = findings_between(installation.store, runs[0].week, runs[-1].week)
        by_wait: dict[bool, list[Run]] = {True: [], False: []}
        for run in runs:
            waits = waits_as(run, has_findings=(run.portal, run.week) in found)
            by_wait[waits is not None].append(run)
        waiting, others = by_wait.values()
        entries = [installation.entry("week seen", str(piece), by) for piece in _pieces(waiting)]
        installation.store.see([(run.portal, run.week) for run in waiting], *entries)
    for piece in _pieces(waiting):
        out.print(f"{piece}: seen.")
    for piece in _pieces(others):
        out.print(f"{piece}: nothing there that waits to be seen.")


def runs_of(store: Store, portals: str, weeks: str) -> list[Run]:
    """Return the runs that were typed, in order of week and portal; ends the command without."""
    try:
        first, last = parse_weeks(weeks)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="WEEK") from None
    runs = {(run.portal, run.week): run for run in store.runs(first, last)}
    if portals == ALL_PORTALS:
        typed = list(runs)
    else:
        names = names_typed(portals)
        _refuse_unknown(names, store.portals())
        typed = list(PortalWeeks(tuple(names), first, last).each())
    _refuse({key: "" if key in runs else "the ledger has no run of it" for key in typed})
    if not typed:
        raise typer.BadParameter(f"the ledger has no run of any portal in {weeks}")
    return [runs[key] for key in typed]


def _refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """End the command where a portal is named that the ledger does not know."""
    known = sorted(known)
    if not known:
        raise typer.BadParameter("no week was swept yet: monitor sweep")
    if unknown := [name for name in names if name not in known]:
        what = f"no portal {', '.join(unknown)}" if all(unknown) else "no portal is named"
        raise typer.BadParameter(
            f"{what}; the ledger has {', '.join(known)}, and all stands for all of them, by itself",
            param_hint="PORTAL",
        )


def _refuse(faults: Mapping[tuple[str, Week], str]) -> None:
    """End the command where there are faults: what was typed is done as a whole or not at all."""
    by_fault: dict[str, list[tuple[str, Week]]] = defaultdict(list)
    for key, fault in faults.items():
        if fault:
            by_fault[fault].append(key)
    named = [f"{piece}: {fault}" for fault, keys in by_fault.items() for piece in in_pieces(keys)]
    if named:
        raise typer.BadParameter("; ".join(named))


def _against_decision(run: Run, review: Review | None, today: Week) -> str:
    """Return why a decision cannot be made about a week, or nothing."""
    if review is not None and run.week > today:
        return "not begun yet, so there is nothing to decide"
    if review is None and run.review is None:
        return "nobody has decided anything about it"
    if review is Review.ACCEPTED and run.outcome is not Outcome.SUSPECT:
        if run.review is Review.EXCLUDED:
            return "it was excluded; to take that back: monitor undo"
        if run.counts:
            return "it counts already, so there is nothing to accept"
        return f"only a suspect week has a count to accept; it is {run.outcome or 'due'}"
    return ""


def _against_a_look(run: Run) -> str:
    """Return why a look does not settle a week, or nothing."""
    if run.is_undecided:
        return "held back, so it needs a decision, not a look: monitor accept, or monitor exclude"
    if run.outcome is None and run.review is None:
        return "still due, so there is nothing to have seen yet"
    return ""


def _entries(
    installation: Installation, runs: Sequence[Run], review: Review | None, by: str, reason: str
) -> list[JournalEntry]:
    """Return the journal's lines of a decision; one taken back is told by what it was."""
    by_action: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_action[f"week {review}" if review else f"week not {run.review}"].append(run)
    return [
        installation.entry(action, str(piece), by, reason)
        for action, of_action in by_action.items()
        for piece in _pieces(of_action)
    ]


def _pieces(runs: Iterable[Run]) -> list[PortalWeeks]:
    """Return runs as they are told: a line for each portal's weeks in a row."""
    return in_pieces(((run.portal, run.week) for run in runs), together=False)
