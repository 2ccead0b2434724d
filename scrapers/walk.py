"""All of a portal's lists, each ad once, although the lists move while they are read.

A renewed ad goes to the top and pushes the others down; one that is taken down lets them move up.
Read page by page, the ad that moves up over a page border is missed, and so is one that is renewed
from a page still to come. So a list that has moved is read again. Two readings are a capture and a
recapture (Lincoln 1930; Chapman 1951): with n1 ads in the earlier readings, n2 in this one and m
in both, about (n1 - m)(n2 - m) / m were in neither. When that is next to nothing, the walk is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from scrapers.description import Portal
from scrapers.errors import Incomplete, LayoutChanged
from scrapers.listing import Card, described, read_links
from scrapers.model import Hidden
from scrapers.paging import Get, ListPage, Pager

MOST_MISSED_ADS = 1.0
MOST_MISSED_SHARE = 0.005
MOST_ABOVE_TOTAL_ADS = 2

Keys = set[Hidden[str]]


@dataclass(slots=True)
class AdList:
    """One of the portal's lists, and what was seen of it so far.

    `front` is the order of ads on its first page; `keys` are all ads met, excluded ones too, since
    the portal's own total may count them.
    """

    address: str
    pages: int = 0
    front: tuple[Hidden[str], ...] = ()
    stated_total: int | None = None
    keys: Keys = field(default_factory=set)

    def meet(self, page: ListPage, number: int) -> None:
        """Take note of one of its pages; `number` counts them from 1."""
        self.keys.update(page.keys)
        self.pages = max(self.pages, number)
        if number == 1:
            self.front, self.stated_total = page.keys, page.stated_total


class Walk:
    """One walk over a portal's lists, counting what it meets.

    `cards` are those of the first reading and what was new in later ones: the `excluded`, the
    `duplicates`, and the ads.
    """

    def __init__(self, portal: Portal, get: Get) -> None:
        self.cards = self.excluded = self.duplicates = 0
        self._portal = portal
        self._pager = Pager(portal, get)
        self._lists: list[AdList] = []
        self._met: Keys = set()

    @property
    def pages(self) -> int:
        """How many pages were read, of all readings."""
        return self._pager.pages

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks in our own words about the pages."""
        return tuple(self._pager.notes)

    @property
    def stated_total(self) -> int | None:
        """What the lists themselves state, added up; None where one of them states nothing."""
        stated = [each.stated_total for each in self._lists if each.stated_total is not None]
        return sum(stated) if stated and len(stated) == len(self._lists) else None

    def ads(self) -> Iterator[tuple[Hidden[str], Card]]:
        """Yield every ad once, with the id by which the portal tells it from others.

        Raises Incomplete when the lists move faster than they can be read, or do not hold what
        they state.
        """
        self._lists = [AdList(address) for address in addresses_of(self._portal, self._pager)]
        for reading in range(1, self._portal.passes + 1):
            before, found = set(self._met), set[Hidden[str]]()
            self._pager.broken.clear()
            yield from self._read_all(found, is_first=reading == 1)
            if self._is_done(reading, before, found):
                self._compare_with_totals()
                return
        raise Incomplete(self._why_not_done())

    def _read_all(self, found: Keys, *, is_first: bool) -> Iterator[tuple[Hidden[str], Card]]:
        for each in self._lists:
            for number, page in enumerate(self._pager.walk(each.address), start=1):
                each.meet(page, number)
                yield from self._new(page, found, is_first=is_first)

    def _new(
        self, page: ListPage, found: Keys, *, is_first: bool
    ) -> Iterator[tuple[Hidden[str], Card]]:
        for entry in page.entries:
            kept = None if entry.excluded else entry.key
            is_new = kept is not None and kept not in self._met
            if is_first or is_new:
                self.cards += 1
                self.excluded += entry.excluded
                self.duplicates += kept is not None and not is_new
            if kept is not None:
                found.add(kept)
                if is_new:
                    self._met.add(kept)
                    yield kept, entry.card

    def _is_done(self, reading: int, before: Keys, found: Keys) -> bool:
        if self._pager.broken:
            return False
        if reading == 1:
            return self._portal.passes == 1 or all(map(self._stands_still, self._lists))
        return missed(before, found) <= max(MOST_MISSED_ADS, MOST_MISSED_SHARE * len(self._met))

    def _stands_still(self, each: AdList) -> bool:
        """Tell whether a list's first page still has the same ads in the same order and total."""
        if each.pages < 2:
            return True
        before = each.front, each.stated_total
        each.meet(self._pager.first(each.address), 1)
        return before == (each.front, each.stated_total)

    def _why_not_done(self) -> str:
        if self._pager.broken:
            return "a list page leads to a next page that is not there (404)"
        return (
            f"the list moves faster than it can be read: after {self._portal.passes} readings too "
            "many ads may still be missed; a shorter delay or a quieter hour may help"
        )

    def _compare_with_totals(self) -> None:
        tolerance = self._portal.total_tolerance
        for number, each in enumerate(self._lists, start=1):
            stated, seen = each.stated_total, len(each.keys)
            which = f" in list {number} of {len(self._lists)}" if len(self._lists) > 1 else ""
            said = f"the portal states {stated} ads{which}, {seen} were seen "
            said += f"(total_tolerance = {tolerance:g})"
            if stated is not None and seen < stated * (1 - tolerance):
                raise Incomplete(said)
            if stated is not None and seen > stated * (1 + tolerance) + MOST_ABOVE_TOTAL_ADS:
                raise Incomplete(f"{said}; does ad.select find one ad under several ids")


def addresses_of(portal: Portal, pager: Pager) -> list[str]:
    """Return where a portal's lists begin: its start pages, or the lists that they link to.

    Raises LayoutChanged where start pages that should link to lists link to none.
    """
    links, found = portal.lists, dict[str, None]()
    if links is None:
        return list(portal.starts)
    for start in portal.starts:
        page = pager.fetch(start, "the page that lists the lists")
        found.update(dict.fromkeys(read_links(page, portal, links)))
    if not found:
        raise LayoutChanged(f"no list is linked to (lists.select = {described(links)})")
    return list(found)


def missed(before: Keys, now: Keys) -> float:
    """Estimate how many ads were in neither of two readings of the same lists.

    Chapman's form of the estimate, which holds for no overlap, too: (n1 - m)(n2 - m) / (m + 1).
    """
    both = len(before & now)
    return (len(before) - both) * (len(now) - both) / (both + 1)
