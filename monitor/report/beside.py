"""What a report is made of besides counts, and what of it decides what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from monitor.report.audit import Pinned
from monitor.report.conceal import Concealed, conceal, conceal_changes
from monitor.report.draft import Draft
from monitor.report.figures import Key
from monitor.report.past import Past
from monitor.report.prints import hidden_changes, known_changes, prints, snapshots, yearly_before
from monitor.report.yearly import Name, shown
from storage.records import Printed, Release, SeriesBreak, YearlyFigure


@dataclass(frozen=True, slots=True)
class Beside:
    """What a report is made of besides counts.

    `releases` are those of its year, `released` all that was printed of its years, release by
    release; `identifiers` is how long the config lets identifiers live.
    """

    releases: tuple[Release, ...] = ()
    released: tuple[tuple[Printed, ...], ...] = ()
    figures: tuple[YearlyFigure, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    identifiers: str = "year"


NOTHING_BESIDE = Beside()


def concealed(draft: Draft, least: int, beside: Beside) -> Concealed:
    """Hide what must be hidden of a year, and stay with its last release where that is the same.

    Then it is made as it was for that release, knowing only those before it.
    """
    known = snapshots(beside.released, draft.year)
    found = conceal(draft, least, Past(known[:-1]))
    printed = prints(found.draft) if known else {}
    if all(known[-1].get(spot) == told for spot, told in printed.items()):
        return found
    return conceal(draft, least, Past(known))


def yearly(draft: Draft, least: int, beside: Beside) -> dict[Name, str]:
    """Return the counts over a whole year as they are printed."""
    figures_of_year = [each for each in beside.figures if each.year == draft.year]
    earlier = yearly_before(chain.from_iterable(beside.released), draft.year)
    return shown(figures_of_year, draft, least, earlier)


def shown_changes(
    this: Concealed, before: Concealed | None = None, *, beside: Beside
) -> tuple[frozenset[Key], tuple[Pinned, ...]]:
    """Return the figures whose change on the year before is shown, and all that is pinned."""
    if before is None:
        return frozenset(), this.pinned
    now, then = this.draft, before.draft
    every = tuple(chain.from_iterable(beside.released))
    once_hidden = hidden_changes(every, now.year)
    both = [
        key
        for key, figure in now.figures.items()
        if figure.series and key in then.figures and key not in once_hidden
        if not now.hides(key) and not then.hides(key)
    ]
    known = known_changes(every, now, then)
    changes, pinned = conceal_changes(this, before, both, known)
    return changes, this.pinned + before.pinned + pinned
