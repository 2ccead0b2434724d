"""Publishing: from its release on a year's figures stay as they are, or are revised with a reason.

A revision is dated and numbered, says in the report what it changed, and tells nothing about what
an earlier release hid (`monitor.report.past`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from monitor.report.annual import Annual, Difference
from monitor.report.build import UnsafeExport, refuse_unsafe
from monitor.report.figures import Kind
from monitor.report.printed import Name, differences, printed, text_of
from monitor.report.prints import CHANGE
from storage.records import Printed, Release
from storage.store import Store

MOST_NAMED = 3
"""So many changed figures are named in a message; the report lists all that are yearly."""

MOST_REASON = 500


class ReleaseProblem(Exception):
    """The figures are not those that were released, or there is nothing to release."""


def released(store: Store, report: Annual) -> Annual:
    """Return a report with what its last revision changed; raises ReleaseProblem where it differs.

    A report of a year that was never released is returned as it is.
    """
    _refuse_other_year_before(store, report)
    if not report.releases:
        return report
    if changed := differences(store.releases.figures(report.releases[-1]), printed(report)):
        last = report.releases[-1]
        raise ReleaseProblem(
            f"nothing was written: the report of {report.year} was released on {last.day} "
            f"(revision {last.revision}), and {_told(changed)}. If the new figures are to stand, "
            f'publish them as a revision: monitor report {report.year} --revision "REASON"'
        )
    return replace(report, changed=_changed_by_last(store, report.releases))


def release(store: Store, report: Annual) -> Annual:
    """Remember a report's figures as the year's first release, if it has none."""
    known = released(store, report)
    return known if known.releases else _add(store, report, "")


def revise(store: Store, report: Annual, reason: str) -> Annual:
    """Remember a report's figures as a revision of a release that they differ from."""
    _refuse_other_year_before(store, report)
    if not reason.strip():
        raise ReleaseProblem("a revision needs a reason, which the report will print")
    if not report.releases:
        raise ReleaseProblem(
            f"the report of {report.year} was never released, so there is nothing to revise. To "
            f"release it: monitor report {report.year} --release"
        )
    if not differences(store.releases.figures(report.releases[-1]), printed(report)):
        raise ReleaseProblem(
            f"every figure is as it was released on {report.releases[-1].day}, so there is nothing "
            "to revise"
        )
    _refuse_another_split(store, report)
    return _add(store, report, reason.strip()[:MOST_REASON])


def _add(store: Store, report: Annual, reason: str) -> Annual:
    refuse_unsafe(report)
    new = Release(report.year, len(report.releases) + 1, report.settings.today, reason)
    store.releases.add(new, printed(report))
    releases = (*report.releases, new)
    return replace(report, releases=releases, changed=_changed_by_last(store, releases))


def _changed_by_last(store: Store, releases: tuple[Release, ...]) -> tuple[Difference, ...]:
    if len(releases) < 2:
        return ()
    return differences(*(store.releases.figures(each) for each in releases[-2:]))


def _refuse_another_split(store: Store, report: Annual) -> None:
    """Raise UnsafeExport where an earlier release told individuals' ads by another threshold.

    What is more by the one and less by the other is the ads of a few numbers. That it was another
    shows in most weeks: the ads are as they were, and those tied to individual users are not.
    """
    now = {figure.name: figure for figure in printed(report)}
    for earlier in report.releases:
        then = {figure.name: figure for figure in store.releases.figures(earlier)}
        weeks = [name for name, figure in then.items() if _is_split_of_same_ads(figure, then, now)]
        moved = [name for name in weeks if then[name].value != now[name].value]
        if len(moved) > len(weeks) / 2:
            raise UnsafeExport(
                f"nothing was written: revision {earlier.revision} of {report.year} tells ads of "
                "individual users by another individual_threshold. The two held side by side would "
                "show the ads of a few numbers; set individual_threshold to what it was"
            )


def _is_split_of_same_ads(
    figure: Printed, then: Mapping[Name, Printed], now: Mapping[Name, Printed]
) -> bool:
    """Whether it is a week's ads of individuals, printed then and now, the week's ads alike."""
    if figure.measure != Kind.INDIVIDUAL or not figure.item[:1].isdigit():
        return False
    ads = replace(figure, measure=Kind.ADS).name
    pairs = ((then.get(name), now.get(name)) for name in (figure.name, ads))
    individual, every = (tuple(each.value if each else None for each in pair) for pair in pairs)
    return None not in (*individual, *every) and every[0] == every[1]


def _refuse_other_year_before(store: Store, report: Annual) -> None:
    """Raise ReleaseProblem where the year before, printed here, too, is not as it was released."""
    year = report.year - 1
    own = [each for each in store.releases.all() if each.year == year]
    if not own:
        return
    # The own report compares with a year before that; and it may know portals that are gone now.
    now = {f.name: f for f in printed(report) if f.year == year and f.item != CHANGE}
    then = [f for f in store.releases.figures(own[-1]) if f.name in now]
    if changed := differences(then, (now[f.name] for f in then)):
        raise ReleaseProblem(
            f"nothing was written: the report of {year} was released on {own[-1].day} (revision "
            f"{own[-1].revision}), and {_told(changed)}. First publish a revision of that year: "
            f'monitor report {year} --revision "REASON"'
        )


def _told(changed: Iterable[Difference]) -> str:
    every = list(changed)
    named = "; ".join(_one(*pair) for pair in every[:MOST_NAMED])
    more = f"; and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    count = "one figure" if len(every) == 1 else f"{len(every)} figures"
    return f"{count} would be printed otherwise now: {named}{more}"


def _one(then: Printed | None, now: Printed | None) -> str:
    figure = then or now
    assert figure is not None  # noqa: S101 - one of the two is always there
    where = ", ".join(name for name in (figure.portal, figure.place) if name != "all")
    what = f"{figure.measure} ({where or 'all portals'}, {figure.year} {figure.item})"
    return f"{what} was {text_of(then)}, is {text_of(now)}"
