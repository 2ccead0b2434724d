"""All of a portal's lists, each ad once, although the lists move while they are read.

A renewed ad goes to the top and pushes the others down; one that is taken down lets them move up.
Read page by page, the ad that moves up over a page border is missed, and so is one that is renewed
from a page still to come. So a list that has moved (`stability`) is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

from scrapers.crawl.list_pages import Entry, ListPage
from scrapers.crawl.pagination import Pager
from scrapers.crawl.stability import AdList, Keys, PageFingerprint, is_negligible, missed
from scrapers.errors import Incomplete, LayoutChanged
from scrapers.extract.list_page import AdIds, Card, read_links, selector_of
from scrapers.model import Get, Hidden
from scrapers.portal_config import Portal

FEW_KNOWN = 0.1
"""So small a share of ads that are known again is no list that moves."""

FEW_VANISHED, MANY_VANISHED = 3, 0.1
"""More ads, and a larger share of them, are not taken down between two readings."""

ENOUGH_PAGES = 2
"""One page may have fewer cards than the others."""


class Walk:
    """One walk over a portal's lists, counting what it meets.

    `cards` are those of the first reading and what was new in later ones: the `excluded`, the
    `duplicates`, and the ads. `meet_again` is told of every card of an ad already met.
    """

    def __init__(
        self,
        portal: Portal,
        get: Get,
        meet_again: Callable[[Hidden[str], Card], None] = lambda _key, _card: None,
    ) -> None:
        self.cards = self.duplicates = self.lists_begun = 0
        self.is_at_end = False
        self._portal = portal
        self._meet_again = meet_again
        self._pager = Pager(portal, get)
        self._lists: list[AdList] = []
        self._met: Keys = set()
        self._excluded = self._shared = 0
        self._left_out: Keys = set()
        self._marked: Keys = set()
        self._known_again = 1.0
        self._is_whole = False
        self._vanished = self._before = 0

    @property
    def pages(self) -> int:
        """How many pages were read, of all readings."""
        return self._pager.reader.pages

    @property
    def addresses(self) -> AbstractSet[str]:
        """The addresses of all list pages so far, each in its one spelling."""
        return self._pager.reader.addresses

    @property
    def ids(self) -> AdIds:
        """What tells the ads of this walk apart."""
        return self._pager.reader.ids

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks in our own words about the pages."""
        doubts = self._pager.reader.doubts.notes if self._is_whole else ()
        return (*self._pager.reader.notes, *doubts, *self._counted_notes())

    def _counted_notes(self) -> Iterator[str]:
        if both := len(self._marked & self._met):
            yield (
                f"{both} ads have a mark of exclude in one place and not in another, and count; if "
                "they should not, say everywhere = true with the mark"
            )
        if alike := self.ids.alike(self._met):
            yield (
                f"{alike} ads have another ad's address but for what is behind ? alone: are they "
                "the same? Then leave it out: ad with pattern = '([^?]+)'"
            )
        if not is_negligible(self._shared, len(self._met)):
            yield (
                f"{self._shared} ads stand on several pages of a list that did not move: as many "
                "others may stand on none; total tells, or another order in start. If they are "
                "shown on top of its pages, exclude them by their mark"
            )
        yield from self._notes_on_lists()

    def _notes_on_lists(self) -> Iterator[str]:
        if self._vanished > max(FEW_VANISHED, MANY_VANISHED * self._before):
            yield (
                f"{self._vanished} of {self._before} ads of one reading are not in the next: does "
                "the portal show a part of its list each time, as of a place that it has chosen, "
                "or cards that look another way?"
            )
        yield from dict.fromkeys(filter(None, (self._gap(ads) for ads in self._lists)))
        yield from dict.fromkeys(filter(None, (ads.unlike_totals() for ads in self._lists)))
        firsts = Counter(ads.fingerprints[0].ads for ads in self._lists if ads.fingerprints)
        if same := sum(times for ads, times in firsts.items() if times > 1 and len(ads) > 1):
            yield (
                f"{same} of {len(self._lists)} lists begin with the same ads in the same order: "
                "does the portal answer with another list where it does not know one?"
            )

    def _gap(self, ads: AdList) -> str | None:
        """Return a sentence where a list's offsets are further apart than its pages are long."""
        step, inner = self._portal.next.step, ads.cards_by_page[:-1]
        if not self._portal.next.is_counted or len(inner) < ENOUGH_PAGES or max(inner) >= step:
            return None
        return (
            f"no list page has more than {max(inner)} cards, and next counts on by step = {step}: "
            "ads between two pages may stand on none"
        )

    @property
    def excluded(self) -> int:
        """How many cards were left out; those of ads that were only later found marked, too."""
        return self._excluded + len(self._met & self._left_out)

    def is_left_out(self, key: Hidden[str]) -> bool:
        """Tell whether an ad turned out to be excluded everywhere, after it was met unmarked."""
        return key in self._left_out

    @property
    def inner_pages(self) -> list[int]:
        """How many cards were on each page that another one follows, in the last reading."""
        return [cards for ads in self._lists for cards in ads.cards_by_page[:-1]]

    @property
    def stated_total(self) -> int | None:
        """What the lists themselves state, added up; None where one of them states nothing."""
        stated = [ads.stated_total for ads in self._lists if ads.stated_total is not None]
        return sum(stated) if stated and len(stated) == len(self._lists) else None

    def ads(self) -> Iterator[tuple[Hidden[str], Card]]:
        """Yield every ad once, with the id by which the portal tells it from others.

        Raises Incomplete when the lists move faster than they can be read, or do not hold what
        they state.
        """
        self._find_lists()
        for reading in range(1, self._portal.passes + 1):
            before: Keys = set(self._met)
            now: Keys | None = None if reading == 1 else set()
            yield from self._read_all(now)
            if self._is_done(before, now):
                unsure = [ads for ads in self._lists if ads.stated_total is None and reading == 1]
                self._shared = sum(len(ads.shared()) for ads in unsure)
                self._compare_with_totals()
                self._is_whole = True
                return
        raise Incomplete(self._why_not_done())

    def first_pages(self, most: int) -> Iterator[tuple[ListPage, list[tuple[Hidden[str], Card]]]]:
        """Yield the lists' first pages, each with the ads that are new there: a look, no sweep.

        Counts as `ads` does. Afterwards `is_at_end` tells whether that was all there is.
        """
        self._find_lists()
        for ad_list in self._lists:
            self.lists_begun += 1
            for page in self._pager.walk(ad_list.address):
                ad_list.meet(page)
                yield page, list(self._new(page, None))
                most -= 1
                if most < 1:
                    is_last = ad_list is self._lists[-1]
                    self.is_at_end = is_last and self._portal.next.only_page
                    return
        self.is_at_end = True

    @property
    def lists(self) -> int:
        """How many lists there are, once they are known."""
        return len(self._lists)

    def _find_lists(self) -> None:
        states_total = self._portal.total is not None
        self._lists = [AdList(address, states_total) for address in self._addresses()]

    def _addresses(self) -> list[str]:
        links, addresses = self._portal.lists, dict[str, None]()
        if links is None:
            return list(self._portal.starts)
        for start in self._portal.starts:
            page = self._pager.reader.fetch(start, "the page that lists the lists")
            addresses.update(dict.fromkeys(read_links(page, self._portal, links)))
        if not addresses:
            raise LayoutChanged(f"no list is linked to (lists.select = {selector_of(links)})")
        return list(addresses)

    def _read_all(self, now: Keys | None) -> Iterator[tuple[Hidden[str], Card]]:
        """Read all lists, and yield the ads that are new.

        `now` is given in all readings but the first, and takes the ids of all ads that are there.
        """
        self._pager.broken.clear()
        for ad_list in self._lists:
            ad_list.begin()
            for page in self._pager.walk(ad_list.address):
                ad_list.meet(page)
                yield from self._new(page, now)

    def _new(self, page: ListPage, now: Keys | None) -> Iterator[tuple[Hidden[str], Card]]:
        for entry in page.entries:
            key = self._kept(entry)
            is_new = key is not None and key not in self._met
            if now is None or is_new:
                self.cards += 1
                self._excluded += key is None
                self.duplicates += key is not None and not is_new
            if key is not None and now is not None:
                now.add(key)
            if key is not None and is_new:
                self._met.add(key)
                yield key, entry.card
            elif key is not None:
                self._meet_again(key, entry.card)

    def _kept(self, entry: Entry) -> Hidden[str] | None:
        """Return the id of a card's ad, or None where it is left out."""
        if entry.key is not None and entry.excluded:
            (self._left_out if entry.everywhere else self._marked).add(entry.key)
        return None if entry.excluded or entry.key in self._left_out else entry.key

    def _is_done(self, before: Keys, now: Keys | None) -> bool:
        if self._pager.broken:
            return False
        if now is None:
            return self._portal.passes == 1 or all(map(self._is_stable, self._lists))
        self._known_again = len(before & now) / max(len(now), 1)
        self._before, self._vanished = len(before), len(before - now)
        return is_negligible(missed(before, now), len(self._met))

    def _is_stable(self, ad_list: AdList) -> bool:
        """Ask for some pages again: whether the list has moved, and whether its end is the end.

        A total that is met says enough of the end.
        """
        has_moved = any(
            PageFingerprint.of(self._pager.again(before.address, before.number)) != before
            for before in ad_list.sentinels()
        )
        has_total = ad_list.stated_total is not None
        return not has_moved and (has_total or self._pager.is_end(ad_list.address))

    def _why_not_done(self) -> str:
        if self._pager.broken:
            return next(iter(self._pager.broken.values()))
        if self._known_again < FEW_KNOWN:
            return (
                "hardly an ad of one reading is known again in the next: does what ad finds change "
                "with each request, as a session in an address does? Cut it off with a pattern"
            )
        return (
            f"the list moves faster than it can be read: after {self._portal.passes} readings too "
            "many ads may still be missed; a shorter delay or a quieter hour may help"
        )

    def _compare_with_totals(self) -> None:
        for number, ad_list in enumerate(self._lists, start=1):
            which = f" in list {number} of {len(self._lists)}" if len(self._lists) > 1 else ""
            ad_list.compare_with_total(self._portal.total_tolerance, which)
