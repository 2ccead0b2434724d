"""One list, first page to last, and knowing that it is the last."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from scrapers.crawl.list_pages import ListPage, PageReader
from scrapers.errors import Gone, Incomplete, LayoutChanged
from scrapers.extract.html_links import unread_pages
from scrapers.extract.list_page import Listing
from scrapers.http.addresses import asked_by, resolve, with_parameter
from scrapers.model import Get, Hidden
from scrapers.portal_config import Portal

NOT_THERE = "a list page leads to a next page that is not there (404)"
LEADS_BACK = (
    "a list page's link to the next page leads back to a page already read; if that is how the "
    "list ends, let next count its pages"
)
OTHER_ADS = (
    "a list page leads to an address already read, where other ads stand now: the portal remembers "
    "how far one has come; look for addresses with the number of the page, and let next count"
)
NAMED = (
    "a list page names a further page by its number, and that page is not there, leads back, has "
    "no ads or was not come to; if the list is whole without it, say with next.last how many pages "
    "it has"
)
SAME_ADS = (
    "a list page in the middle shows the same ads as another page of the list, and what belongs "
    "there is missing"
)


@dataclass(slots=True)
class Course:
    """What one walk over a list has met: ids of ads, excluded ones too, and addresses.

    `stale` counts the pages in a row that brought nothing new, and `end` is the first of them, with
    its number: if none after it does, the list ends before it. `mixed_up` is a page that has all
    its ads from another, and is not past the end; `only_first` tells that only page 1 brought any.
    """

    seen: set[Hidden[str]] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    stale: int = 0
    end: tuple[str, int] | None = None
    mixed_up: str | None = None
    only_first: bool = True
    _first_ads: frozenset[Hidden[str]] = frozenset()
    _last: tuple[str, int] | None = None
    _pages: dict[frozenset[Hidden[str]], int] = field(default_factory=dict)
    _copy: str | None = None
    _repeats_last: bool = False

    @property
    def ends(self) -> list[tuple[str, int]]:
        """The pages that tell by what is on them where the list ends: none where it has one page.

        It is the first that brought nothing, or else the last one. A page that shows the same as
        the last may have shown it a page too early.
        """
        ends = [self.end or self._last, self._last if self._repeats_last else None]
        return [end for end in ends if end is not None]

    def meet(self, page: ListPage) -> None:
        """Take note of a page."""
        keys, here = frozenset(page.keys), (page.address, page.number)
        if page.number == 1:
            self._first_ads = frozenset(page.ads)
        self.only_first = self.only_first and self._first_ads.issuperset(page.ads)
        if self.seen.issuperset(keys):
            self.stale, self.end = self.stale + 1, self.end or here
            self._look_at_copy(page, self._pages.get(keys))
        else:
            self.stale, self.end, self._repeats_last = 0, None, False
            self._last = here if page.number > 1 else None
            self.mixed_up = self.mixed_up or self._copy
        self.seen.update(keys)
        if keys:
            self._pages.setdefault(keys, page.number)

    def _look_at_copy(self, page: ListPage, original: int | None) -> None:
        """Past their end, lists show their first or their last page again, and no other."""
        if original is None:
            return
        last = page.number - self.stale
        self._repeats_last = self._repeats_last or original == last
        if original == 1 or original >= last:
            self._copy = page.address
        else:
            self.mixed_up = page.address


class Pager:
    """Walks a portal's lists, page after page.

    `broken` are addresses that a list named and where no further page of it was, and why that may
    be no end: the lists are then to be read again.
    """

    def __init__(self, portal: Portal, get: Get) -> None:
        self.reader = PageReader(portal, get)
        self.broken: dict[str, str] = {}
        self.courses: dict[str, Course] = {}
        self._portal = portal

    def again(self, address: str, number: int) -> ListPage:
        """Read a list page again; one that is not there any more is an empty page."""
        what = f"list page {number}, once more"
        try:
            page = self.reader.fetch(address, what)
        except Gone:
            return ListPage(address, number, (), None)
        return self.reader.list_page(address, number, self.reader.listing(page, what), what)

    def walk(self, start: str) -> Iterator[ListPage]:
        """Read a list from its first page on.

        It ends where no next page is named, where one that is named or counted is not there, leads
        back, is empty, or where two in a row hold nothing new: that a page has cards never proves
        that it has new ones, and a single page without is what new ads on top make by pushing the
        others down. Raises Incomplete at the page cap.
        """
        course = self.courses[start] = Course()
        address: str | None = start
        first: Listing | None = None
        last: Listing | None = None
        number = 1
        while address is not None and address not in course.visited:
            listing = self._read(address, number, course, last)
            if listing is None:
                course.end = course.end or (address, number)
                break
            before, first, last = last, first or listing, listing
            page = self.reader.list_page(address, number, listing, f"list page {number}")
            course.meet(page)
            # An empty page after the first is past the end; one that repeats may be a moved list.
            if page.entries or number == 1:
                yield page
            if not page.entries:
                self._note_named(address, before)
            if course.mixed_up:
                self.broken[course.mixed_up] = SAME_ADS
            if course.stale > 1 or not page.entries:
                break
            address = self._following(start, listing, number)
            number += 1
        else:
            self._check_way_back(address, number, course.seen)
        self._check_stated_pages(last, number)
        if first and last and address not in self.broken:
            self._check_pagers(first, last, course)

    def is_end(self, start: str) -> bool:
        """Ask again for the pages that told where a list ends, and tell whether nothing is new.

        A page that was missing, empty or another's for a moment looks like the end of a list.
        """
        course = self.courses[start]
        try:
            pages = [self.again(*end) for end in course.ends]
        except LayoutChanged:
            return False
        return all(course.seen.issuperset(page.keys) for page in pages)

    def _check_stated_pages(self, last: Listing | None, number: int) -> None:
        # The last page may be gone: that is what ads make that are taken down meanwhile.
        if last is not None and number < (last.pages or 0):
            raise Incomplete(
                f"the list says that it has {last.pages} pages, and ended before page {number} "
                "(next.last)"
            )

    def _check_pagers(self, first: Listing, last: Listing, course: Course) -> None:
        self._note_unread(first, course.visited)
        self._note_unread(last, course.visited)
        if first.cards and course.only_first:
            self._check_only_page(first, last)

    def _check_only_page(self, first: Listing, last: Listing) -> None:
        """Raise where only the first page brought any ads, and links to further pages stand on it.

        The way to the next page is then another than config.toml says, or the portal lets what
        tells its pages apart be.
        """
        following = self._portal.next
        if first.document is None or not first.document.has_pager(self._portal.cards):
            self.reader.notes.update(dict.fromkeys(self._doubts_of_one_page(first, last)))
        elif following.only_page:
            note = "links to further pages stand on the page; is only_page right?"
            self.reader.notes[note] = None
        elif following.select and last is first:
            raise LayoutChanged(
                f"no next page is found (next.select = {following.select!r}), and links to further "
                "pages stand on list page 1"
            )
        else:
            raise Incomplete(
                "list page 1 links to further pages, and no page after it brought anything new; "
                "does next ask for it as those links do?"
            )

    def _doubts_of_one_page(self, first: Listing, last: Listing) -> Iterator[str]:
        if last is not first and last.cards and self._portal.next.is_counted:
            yield (
                "the pages after list page 1 hold its ads again: either the list is one page "
                "long, or the portal does not know what next counts"
            )
        document = first.document if first.stated_total is None else None
        if document is not None and document.loads_more(self._portal.cards):
            yield (
                "a button or a box by which a script loads more stands on list page 1: does the "
                "list go on there? The browser's network view shows the address that it asks for"
            )

    def _read(
        self, address: str, number: int, course: Course, before: Listing | None
    ) -> Listing | None:
        """Read a list page; None where the list turns out to have ended before it."""
        if number > self._portal.page_cap:
            raise Incomplete(
                f"stopped at page_cap = {self._portal.page_cap} pages with more to come; "
                "raise page_cap if the portal really is that large"
            )
        what = f"list page {number}"
        try:
            page = self.reader.fetch(address, what)
        except Gone:
            if before is None:
                raise
            self._note_missing(address, before, NOT_THERE)
            return None
        if page.address in course.visited:
            self._note_missing(address, before, LEADS_BACK)
            return None
        course.visited.update((address, page.address))
        return self.reader.sound_listing(page, address, what, before)

    def _note_missing(self, address: str, before: Listing | None, why: str) -> None:
        if not self._portal.next.is_counted:
            self.broken[address] = why
        self._note_named(address, before)

    def _note_named(self, address: str, before: Listing | None) -> None:
        """Note a page that is none, though the one before it says that there is one.

        A link that says "next" is on the last page of many lists, too; a number is not.
        """
        if before is None or before.document is None or before.pages is not None:
            return
        named = before.document.numbered_pages(self._portal.cards).values()
        if asked_by(address) in map(asked_by, named):
            self.broken.setdefault(address, NAMED)

    def _note_unread(self, listing: Listing, visited: Set[str]) -> None:
        """Note a page that a list names by its number and that was not read.

        A total, or how many pages there are, says more of the end.
        """
        is_stated = listing.pages is not None or listing.stated_total is not None
        if listing.document is not None and not is_stated:
            named = listing.document.numbered_pages(self._portal.cards)
            self.broken.update(dict.fromkeys(unread_pages(named, visited), NAMED))

    def _check_way_back(self, address: str | None, number: int, seen: Set[Hidden[str]]) -> None:
        """Note where a link to a page already read leads to another one by now.

        A list that moves has a few new ads there. Most of them are new where the portal remembers
        in a session how far one has come.
        """
        if address is None:
            return
        keys = set(self.again(address, number).keys)
        if len(keys - seen) > len(keys) / 2:
            self.broken[address] = OTHER_ADS

    def _following(self, start: str, listing: Listing, number: int) -> str | None:
        following = self._portal.next
        if following.only_page or not following.is_counted:
            return listing.next_address
        if listing.pages is not None and number >= listing.pages:
            return None
        count = str(following.first + number * following.step)
        if following.parameter:
            return with_parameter(start, following.parameter, count)
        return resolve(start, following.template.replace("{page}", count))
