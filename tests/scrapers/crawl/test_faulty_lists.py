"""A fault on one page of a list never makes a smaller market that is called complete.

Lists of all lengths, with every way of leading on and of ending, none of which states a total; one
request of each goes wrong, in one of the ways in which portals fail for a moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scrapers.crawl.list_crawl import Walk
from scrapers.errors import Gone, ScrapeError
from scrapers.model import Page
from scrapers.portal_config import Field, NextPage, Portal
from tests.scrapers.support import a_portal, card

START = "http://127.0.0.1/liste"
WAYS = {
    "link": NextPage(select="a[rel=next]"),
    "counted": NextPage(parameter="side"),
    "json link": NextPage(select="next"),
    "json counted": NextPage(parameter="side"),
}
ENDS = ("gone", "back", "first", "last", "words", "empty")
FAULTS = (*ENDS, "before", "cut", "error")


@dataclass
class FaultyList:
    """A list of `ads` ads, `size` a page and the first `pinned` on each, and its one fault.

    `end` is how it answers past its last page; the request for page `at`, counted from 1 and as
    often as there are pages, goes wrong as `fault` says, the first time only.
    """

    way: str
    ads: int
    size: int
    pinned: int
    has_numbers: bool
    end: str
    fault: str
    at: int

    def __post_init__(self) -> None:
        self.last = max(1, -(-self.ads // self.size))
        self.at = 1 + self.at % self.last
        self.has_failed = False

    @property
    def is_json(self) -> bool:
        """Whether its pages are data."""
        return self.way.startswith("json")

    def get(self, address: str, _: str) -> Page:
        """Stand in for `Fetcher.get`."""
        number = int(parse_qs(urlsplit(address).query).get("side", ["1"])[0])
        if number == self.at and not self.has_failed:
            self.has_failed = True
            return self._otherwise(address, number, self.fault)
        if number > self.last:
            return self._otherwise(address, number, self.end)
        return Page(address, self._text(number))

    def _otherwise(self, address: str, number: int, how: str) -> Page:
        if how == "gone":
            raise Gone("no such page")
        if how == "back":
            return Page(self._address(1), self._text(1))
        if how == "cut":
            return Page(address, self._text(number)[: -7 if self.is_json else -30])
        if how == "error":
            return Page(address, "<html><body><h1>Feil</h1></body></html>")
        shown = {"first": 1, "last": self.last, "before": max(1, number - 1)}.get(how)
        if shown is not None:
            return Page(address, self._text(shown))
        return Page(address, self._page([], "", '<p class="empty">Ingen</p>' * (how == "words")))

    def _address(self, number: int) -> str:
        return START if number == 1 else f"{START}?side={number}"

    def _text(self, number: int) -> str:
        pinned, first = range(min(self.pinned, self.ads)), (number - 1) * self.size
        others = range(first, min(self.ads, first + self.size))
        ads = [f"a{at}" for at in dict.fromkeys([*pinned, *others])]
        return self._page(ads, self._address(number + 1) if number < self.last else "", "")

    def _page(self, ads: list[str], following: str, more: str) -> str:
        if self.is_json:
            return json.dumps({"ads": [{"id": ad} for ad in ads], "next": following or None})
        if following:
            more += f'<a rel="next" href="{following}">Neste</a>'
            more += f'<a href="{following}">{following[-1]}</a>' * self.has_numbers
        body = "".join(map(card, ads))
        frame = '<header class="top"><nav class="menu">Annonser</nav></header><main class="list">'
        return f'<html><body>{frame}{body}{more}</main><footer class="end"></footer></body></html>'

    def portal(self) -> Portal:
        """Describe it."""
        if self.is_json:
            ad, nothing = Field(select="id"), None
            return a_portal(
                START, format="json", cards="ads", ad=ad, next=WAYS[self.way], number=nothing,
                place=nothing, no_ads="",
            )  # fmt: skip
        return a_portal(START, next=WAYS[self.way])


LISTS = st.builds(
    FaultyList,
    way=st.sampled_from([*WAYS]),
    ads=st.integers(1, 30),
    size=st.sampled_from([2, 3, 5, 10]),
    pinned=st.sampled_from([0, 0, 2]),
    has_numbers=st.booleans(),
    end=st.sampled_from(ENDS),
    fault=st.sampled_from(FAULTS),
    at=st.integers(0, 30),
)


@given(LISTS)
@settings(max_examples=400)
def test_a_fault_of_one_request_makes_no_smaller_market(faulty: FaultyList) -> None:
    """The walk finds all ads, or does not end well.

    But for a first page that is another's and leads nowhere: a list of one page is read once.
    """
    assume(faulty.fault != "last" or faulty.at > 1)
    try:
        found = {key.reveal() for key, _ in Walk(faulty.portal(), faulty.get).ads()}
    except ScrapeError:
        return
    assert found == {f"a{at}" for at in range(faulty.ads)}


@given(LISTS)
def test_a_list_without_a_fault_is_walked_to_its_end(faulty: FaultyList) -> None:
    """However it says that there is no more."""
    faulty.has_failed = True
    walk = Walk(faulty.portal(), faulty.get)

    assert {key.reveal() for key, _ in walk.ads()} == {f"a{at}" for at in range(faulty.ads)}
    assert walk.notes == () or faulty.last == 1


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("way", WAYS)
def test_most_faults_of_one_request_cost_no_week(way: str, fault: str) -> None:
    """They are asked for again, or the list is."""
    faulty = FaultyList(way, 20, 5, 0, has_numbers=False, end="gone", fault=fault, at=2)
    found = {key.reveal() for key, _ in Walk(faulty.portal(), faulty.get).ads()}

    assert len(found) == 20
