"""Publishing: from its release on a year's figures stay as they are, or are revised with a reason.

A revision is dated and numbered, and says in the report what it changed. It tells nothing about
what an earlier release left out: every figure is made of counts that were protected once, and these
are never drawn anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from monitor.report.annual import Annual, Difference
from monitor.report.imported import ImportedFigure, imported_figures
from monitor.report.printed_cells import CHANGE, MISSING, NOT_APPLICABLE, SUPPRESSED
from storage.publishable import Releases
from storage.records import Printed, Release
from storage.weeks import Week, ends_of

MOST_NAMED = 3
"""So many changed figures are named in a message; the report lists all that are yearly."""

MOST_REASON = 500

IMPORTED = "imported"
"""Begins the item of a figure of others."""


GONE = {"gone", "gone_week"}
"""The notes of figures that a year without all of its identifiers has not."""


class ReleaseProblem(Exception):
    """The figures are not those that were released, or there is nothing to release."""


def released(releases: Releases, report: Annual) -> Annual:
    """Return a report with what its last revision changed; raises ReleaseProblem where it differs.

    A report of a year that was never released is returned as it is.
    """
    _refuse_other_year_before(releases, report)
    if not report.context.releases:
        return report
    last = report.context.releases[-1]
    report = _as_imported_on(report, last.day)
    if changed := _differences(releases.figures(last), printed(report)):
        _refuse_keyless(report)
        stand = "If the new figures are to stand, publish them as a revision"
        raise _otherwise(last, changed, _why_gone(report, changed) + stand)
    return replace(report, changed=_changed(releases, report))


def release(releases: Releases, report: Annual) -> Annual:
    """Return a report as the year's first release, if it has none; `record_release` records it."""
    unchanged = released(releases, report)
    return unchanged if unchanged.context.releases else _next(releases, report, "")


def refuse_unfinished(year: int, day: date) -> None:
    """Raise ReleaseProblem for a year that is not over on a day: its figures still change."""
    last = ends_of(year)[1]
    if Week.of(day) <= last:
        raise ReleaseProblem(
            f"{year} is not over: it runs until {last}, and on {day} its figures still change, so "
            f"they cannot be released. Until then, report without: monitor report {year}"
        )


def revise(releases: Releases, report: Annual, reason: str) -> Annual:
    """Return a report as a revision of a release it differs from; `record_release` records it."""
    _refuse_other_year_before(releases, report)
    if not reason.strip():
        raise ReleaseProblem("a revision needs a reason, which the report will print")
    if not report.context.releases:
        raise ReleaseProblem(
            f"the report of {report.year} was never released, so there is nothing to revise. To "
            f"release it: monitor report {report.year} --release"
        )
    last = report.context.releases[-1]
    if not _differences(releases.figures(last), printed(report)):
        raise ReleaseProblem(
            f"every figure is as it was released on {last.day}, so there is nothing to revise"
        )
    return _next(releases, report, reason.strip()[:MOST_REASON])


def record_release(releases: Releases, report: Annual) -> None:
    """Record a report's figures as those of its last release; raises DatabaseProblem."""
    releases.add(report.context.releases[-1], printed(report))


def printed(report: Annual) -> list[Printed]:
    """Return every cell of a report, and every figure of others, as a release remembers it."""
    own = [
        # Whether a year is provisional is no figure; it ends by itself.
        Printed(*cell.name, cell.number, cell.symbol or cell.flags.replace("p", ""))
        for cell in report.cells.values()
    ]
    others = imported_figures(report.context.imported, report.settings.least_numbers)
    return [*own, *map(_printed_import, others)]


def _printed_import(figure: ImportedFigure) -> Printed:
    """Return a figure of others; its item tells by a digest which source's, and by what method."""
    of = repr((figure.source, figure.method, figure.weeks > 0))
    item = f"{IMPORTED} {sha256(of.encode()).hexdigest()[:16]}"
    symbol = SUPPRESSED if figure.value is None else ""
    return Printed(
        *(figure.year, figure.portal, figure.place, figure.measure, item), figure.value, symbol
    )


def is_imported(figure: Printed) -> bool:
    """Tell whether a released figure is one of others."""
    return figure.item.startswith(f"{IMPORTED} ")


def _as_imported_on(report: Annual, day: date) -> Annual:
    """Return a report without what was imported after a day."""
    imported = tuple(count for count in report.context.imported if count.day <= day)
    return replace(report, context=replace(report.context, imported=imported))


def _differences(then: Sequence[Printed], now: Iterable[Printed]) -> tuple[Difference, ...]:
    """Return what differs from a release, in the order of `now`.

    Where it remembers no figure of others, as those of earlier versions, none is compared.
    """
    knows_others = any(map(is_imported, then))
    before = {figure.name: figure for figure in then}
    after = {figure.name: figure for figure in now if knows_others or not is_imported(figure)}
    pairs = ((before.get(name), after.get(name)) for name in dict.fromkeys((*after, *before)))
    return tuple(pair for pair in pairs if pair[0] != pair[1])


def printed_text(figure: Printed | None) -> str:
    """Write a released figure with its flags, or the symbol that stood in its place."""
    if figure is None:
        return NOT_APPLICABLE
    if figure.value is None:
        return figure.symbol or MISSING
    return f"{figure.value:.10g} {figure.symbol}".rstrip()


def _next(releases: Releases, report: Annual, reason: str) -> Annual:
    _refuse_keyless(report)
    earlier = report.context.releases
    new = Release(report.year, len(earlier) + 1, report.settings.today, reason)
    made = replace(report, context=replace(report.context, releases=(*earlier, new)))
    return replace(made, changed=_changed(releases, made))


def _changed(releases: Releases, report: Annual) -> tuple[Difference, ...]:
    """Return what a report that is as its last revision differs in from the one before."""
    if len(report.context.releases) < 2:
        return ()
    now = sorted(printed(report), key=lambda figure: figure.name)
    return _differences(releases.figures(report.context.releases[-2]), now)


def _refuse_other_year_before(releases: Releases, report: Annual) -> None:
    """Raise ReleaseProblem where the year before, printed here, too, is not as it was released."""
    year = report.year - 1
    own = [past for past in releases.all() if past.year == year]
    if not own:
        return
    # The own report compares with a year before that; and it may know portals that are gone now.
    now = {f.name: f for f in printed(report) if f.year == year and f.item != CHANGE}
    then = [f for f in releases.figures(own[-1]) if f.name in now]
    if changed := _differences(then, (now[f.name] for f in then)):
        _refuse_keyless(report)
        advice = _why_gone(report, changed) + "First publish a revision of that year"
        raise _otherwise(own[-1], changed, advice)


def _refuse_keyless(report: Annual) -> None:
    """Raise ReleaseProblem where figures are missing only because a year's key is not here."""
    years = {cell.name.year for cell in report.cells.values() if cell.note == "no_key"}
    if years:
        year = min(years)
        raise ReleaseProblem(
            f"nothing was written: the key of {year} is not here, and without it the figures over "
            "the whole year are missing. Put it back and make the report again. If it is lost for "
            f"good, close the year first: monitor close {year} --key-lost REASON"
        )


def _why_gone(report: Annual, changed: Sequence[Difference]) -> str:
    """Return what would bring back released figures whose identifiers are gone, if some are."""
    gone = {cell.name for cell in report.cells.values() if cell.note in GONE}
    if not any(then and now and now.name in gone for then, now in changed):
        return ""
    return (
        "Figures over the whole year need its identifiers, which were deleted, or did not come "
        "back with a backup: one with identifiers, or written after the year's closing, has these "
        "figures. "
    )


def _otherwise(last: Release, changed: Sequence[Difference], advice: str) -> ReleaseProblem:
    """Say which figures would be printed otherwise than as they were released."""
    named = "; ".join(_one(*pair) for pair in changed[:MOST_NAMED])
    more = f"; and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
    count = "one figure" if len(changed) == 1 else f"{len(changed)} figures"
    return ReleaseProblem(
        f"nothing was written: the report of {last.year} was released on {last.day} (revision "
        f"{last.revision}), and {count} would be printed otherwise now: {named}{more}. "
        f'{advice}: monitor report {last.year} --revision "REASON"; --no-files shows it first'
    )


def _one(then: Printed | None, now: Printed | None) -> str:
    figure = then or now
    assert figure is not None  # noqa: S101 - one of the two is always there
    where = ", ".join(name for name in (figure.portal, figure.place) if name != "all")
    item = IMPORTED if is_imported(figure) else figure.item
    what = f"{figure.measure} ({where or 'all portals'}, {figure.year} {item})"
    return f"{what} was {printed_text(then)}, is {printed_text(now)}"
