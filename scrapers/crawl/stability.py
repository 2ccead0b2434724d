"""Lists that move while they are read: whether one has, and how many ads may still be missed.

Two readings are a capture and a recapture (Lincoln 1930; Chapman 1951): with n1 ads in the earlier
readings, n2 in this one and m in both, about (n1 - m)(n2 - m) / m were in neither. When that is
next to nothing, nothing need be read again.

Whether a list has moved is asked of its first page, which every new and every renewed ad changes.
An ad that is taken down further back changes only the pages from there on, and the portal's own
total. Where no total is stated, the pages at a third and at two thirds are read again, too. In a
simulation of lists whose ads are only taken down (400 ads on 20 pages, one gone every third
request), the first page alone missed more than the allowance in 59 sweeps of 100; with the two
others it was 1 in 100.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scrapers.crawl.list_pages import ListPage
from scrapers.errors import Incomplete
from scrapers.model import Hidden

MOST_MISSED_ADS = 1.0
MOST_MISSED_SHARE = 0.005
MOST_ABOVE_TOTAL_ADS = 2
UNLIKE_TOTALS = 0.05

Keys = set[Hidden[str]]


@dataclass(frozen=True, slots=True)
class PageFingerprint:
    """What tells whether a list page changed: its ads in their order, and the stated total."""

    address: str = field(repr=False)
    number: int
    ads: tuple[Hidden[str], ...]
    stated_total: int | None

    @classmethod
    def of(cls, page: ListPage) -> PageFingerprint:
        """Take the fingerprint of a page; excluded cards may change at will."""
        return cls(page.address, page.number, page.ads, page.stated_total)


@dataclass(slots=True)
class AdList:
    """One of the portal's lists, and what was seen of it so far.

    Where it `states_total`, `keys` are all ids that were met, of excluded cards too, since the
    portal may count them. Of the last reading, `ads` are those of ads, `nameless` the excluded
    cards without an id, and `fingerprints` and `cards_by_page` those of its pages, in their order.
    """

    address: str
    states_total: bool
    keys: Keys = field(default_factory=set)
    ads: Keys = field(default_factory=set)
    nameless: int = 0
    fingerprints: list[PageFingerprint] = field(default_factory=list)
    cards_by_page: list[int] = field(default_factory=list)

    @property
    def stated_total(self) -> int | None:
        """What its first page stated."""
        return self.fingerprints[0].stated_total if self.fingerprints else None

    def begin(self) -> None:
        """Forget the last reading, for the next one."""
        self.nameless = 0
        self.ads.clear()
        self.fingerprints.clear()
        self.cards_by_page.clear()

    def meet(self, page: ListPage) -> None:
        """Take note of one of its pages."""
        if self.states_total:
            self.keys.update(page.keys)
            self.ads.update(page.ads)
            self.nameless += len(page.entries) - len(page.keys)
        self.fingerprints.append(PageFingerprint.of(page))
        self.cards_by_page.append(len(page.entries))

    def sentinels(self) -> list[PageFingerprint]:
        """Return the pages that tell whether it moved while it was read; none where it has one."""
        numbers = sentinel_pages(len(self.fingerprints), has_total=self.stated_total is not None)
        return [self.fingerprints[number - 1] for number in numbers]

    def shared(self) -> Keys:
        """Return the ads that stand on several of its pages.

        What is shown on top of most pages is on the first, too, and left out; pages that bring
        nothing new are past the end.
        """
        pages: list[Keys] = []
        times = Counter[Hidden[str]]()
        for ads in (set(page.ads) for page in self.fingerprints):
            if not ads <= times.keys():
                pages.append(ads)
                times.update(ads)
        on_top = {ad for ad in next(iter(pages), set()) if 2 * times[ad] > len(pages)}
        return {ad for ad, count in times.items() if count > 1} - on_top

    def unlike_totals(self) -> str | None:
        """Return a sentence where its pages state totals that one list cannot have."""
        totals = [page.stated_total for page in self.fingerprints if page.stated_total is not None]
        least, most = min(totals, default=0), max(totals, default=0)
        if most - least <= max(MOST_ABOVE_TOTAL_ADS, UNLIKE_TOTALS * most):
            return None
        return (
            f"the pages of one list state totals from {least} to {most}: is one of them an old "
            "copy, or another list's?"
        )

    def compare_with_total(self, tolerance: float, which: str) -> None:
        """Raise Incomplete where it does not hold what it states; `which` names it in messages."""
        # Whether excluded cards are in the total is the portal's affair: both may be right.
        stated, most, least = self.stated_total, len(self.keys) + self.nameless, len(self.ads)
        message = f"the portal states {stated} ads{which}, {{}} were seen "
        message += f"(total_tolerance = {tolerance:g})"
        if stated is not None and most < stated * (1 - tolerance):
            raise Incomplete(message.format(most))
        if stated is not None and least > stated * (1 + tolerance) + MOST_ABOVE_TOTAL_ADS:
            message += "; does ad.select find one ad under several ids"
            raise Incomplete(message.format(least))


def sentinel_pages(pages: int, *, has_total: bool) -> list[int]:
    """Return the numbers of the pages that tell whether a list of so many moved."""
    if pages < 2:
        return []
    inner = set() if has_total else {round(pages / 3), round(pages * 2 / 3)}
    return sorted({1, *inner})


def missed(before: Keys, now: Keys) -> float:
    """Estimate how many ads were in neither of two readings of the same lists.

    Chapman's form of the estimate, which holds for no overlap, too: (n1 - m)(n2 - m) / (m + 1).
    """
    both = len(before & now)
    return (len(before) - both) * (len(now) - both) / (both + 1)


def is_negligible(missed_ads: float, met: int) -> bool:
    """Tell whether so few of all the ads met may be missed that the count stands."""
    return missed_ads <= max(MOST_MISSED_ADS, MOST_MISSED_SHARE * met)
