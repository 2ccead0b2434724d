"""From the first list page to the last, each ad once, and an end that is known to be one."""

import pytest

from scrapers.description import Field, NextPage, Portal
from scrapers.errors import Incomplete, LayoutChanged
from scrapers.model import Hidden
from scrapers.paging import Walk
from tests.scrapers.support import Pages, a_portal, card, json_page, page

BASE = "http://127.0.0.1"
NUMBERED = NextPage(template="/liste?side={page}")


def pages(*texts: str, first: int = 1, step: int = 1) -> Pages:
    """Number texts as the pages of a list."""
    numbers = range(first, first + step * len(texts), step)
    pairs = zip(numbers, texts, strict=True)
    return Pages({f"{BASE}/liste?side={number}": text for number, text in pairs})


def linked(*texts: tuple[str, ...]) -> Pages:
    """Link pages of cards, each to the next."""
    last = len(texts)
    return pages(
        *(
            page(*map(card, ads), following=f"?side={number + 1}" if number < last else "")
            for number, ads in enumerate(texts, 1)
        )
    )


def by_link(**changes: object) -> Portal:
    """Describe a portal that is walked by its next links."""
    return a_portal(f"{BASE}/liste?side=1", **changes)


def by_number(**changes: object) -> Portal:
    """Describe a portal that is walked by page numbers."""
    return a_portal(f"{BASE}/", **({"next": NUMBERED} | changes))


def ids(walk: Walk) -> list[str]:
    """Walk to the end and return the ads' ids."""
    return [key.reveal() for key, _ in walk.ads()]


# -- next links -----------------------------------------------------------------------------------


def test_next_links_are_followed_to_the_end() -> None:
    """Every page is asked for once, by its number in messages."""
    site = linked(("a", "b"), ("c",), ("d", "e"))
    walk = Walk(by_link(), site.get)

    assert ids(walk) == ["a", "b", "c", "d", "e"]
    assert (walk.pages, walk.cards) == (3, 5)
    assert site.names == ["list page 1", "list page 2", "list page 3"]


def test_an_ad_comes_with_its_hidden_id_and_card() -> None:
    """What leads to an ad is hidden from the first moment."""
    ((key, found),) = Walk(by_link(), linked(("a",)).get).ads()

    assert key == Hidden("a")
    assert found.value(Field(select="h2")) == "Annonse"


def test_featured_ads_that_repeat_are_one_ad() -> None:
    """An ad on every page, and twice on one, is yielded once; the cards are all counted."""
    walk = Walk(by_link(), linked(("top", "a"), ("top", "b", "top"), ("top", "c")).get)

    assert ids(walk) == ["top", "a", "b", "c"]
    assert (walk.pages, walk.cards) == (3, 7)


@pytest.mark.parametrize("back", ["?side=1", "?side=2", "/liste?side=1"])
def test_a_last_page_that_leads_back_is_the_end(back: str) -> None:
    """A loop of next links ends when a page would be asked for again."""
    site = pages(page(card("a"), following="?side=2"), page(card("b"), following=back))

    assert ids(Walk(by_link(), site.get)) == ["a", "b"]
    assert len(site.asked) == 2


def test_a_page_in_the_middle_with_nothing_new_is_not_the_end() -> None:
    """Ads move while a sweep goes on; the next link says whether there is more."""
    assert ids(Walk(by_link(), linked(("a",), ("a",), ("b",)).get)) == ["a", "b"]


def test_next_links_without_end_stop_at_the_cap() -> None:
    """A page beyond the cap is not asked for, and the sweep is incomplete."""
    site = linked(("a",), ("b",), ("c",))
    with pytest.raises(Incomplete, match="page_cap = 2 pages with more to come"):
        ids(Walk(by_link(page_cap=2), site.get))

    assert len(site.asked) == 2


def test_as_many_pages_as_the_cap_are_allowed() -> None:
    """The cap is a bound, not a fault."""
    assert ids(Walk(by_link(page_cap=2), linked(("a",), ("b",)).get)) == ["a", "b"]


def test_an_empty_list_has_no_ads() -> None:
    """The portal says that there are none, and the walk ends there."""
    walk = Walk(by_link(), linked(()).get)

    assert ids(walk) == []
    assert (walk.pages, walk.cards) == (1, 0)


# -- page numbers ---------------------------------------------------------------------------------


def test_page_numbers_go_on_until_a_page_is_empty() -> None:
    """The page after the last says that there are no ads."""
    site = pages(page(card("a")), page(card("b")), page())
    walk = Walk(by_number(), site.get)

    assert ids(walk) == ["a", "b"]
    assert site.asked == [f"{BASE}/liste?side={number}" for number in (1, 2, 3)]


@pytest.mark.parametrize(("first", "step"), [(0, 1), (1, 1), (0, 25), (10, 5)])
def test_page_numbers_begin_and_step_as_told(first: int, step: int) -> None:
    """Pages and offsets are the same thing with another step."""
    site = pages(page(card("a")), page(card("b")), page(), first=first, step=step)
    following = NextPage(template="/liste?side={page}", first=first, step=step)

    assert ids(Walk(by_number(next=following), site.get)) == ["a", "b"]
    assert site.asked == list(site.texts)


@pytest.mark.parametrize("after", [("a", "b"), ("c",), ("b", "c"), ()])
def test_a_page_with_nothing_new_is_the_end(after: tuple[str, ...]) -> None:
    """After the last page may come page 1 again, the last again, known ads or none."""
    site = pages(page(*map(card, "ab")), page(*map(card, "bc")), page(*map(card, after)))

    assert ids(Walk(by_number(), site.get)) == ["a", "b", "c"]


def test_page_numbers_without_end_stop_at_the_cap() -> None:
    """A list that always has something new is incomplete at the cap."""
    site = pages(*(page(card(ad)) for ad in "abc"))
    with pytest.raises(Incomplete, match="page_cap = 3"):
        ids(Walk(by_number(page_cap=3), site.get))


def test_a_page_after_the_last_without_ads_or_words_is_a_changed_layout() -> None:
    """It is not taken for the end, and the message names the page."""
    site = pages(page(card("a")), "<html><p>Velkommen</p></html>")
    with pytest.raises(LayoutChanged, match=r"^list page 2: neither an ad"):
        ids(Walk(by_number(), site.get))


# -- JSON, totals, faults -------------------------------------------------------------------------


def test_a_json_list_is_walked_by_its_next() -> None:
    """The text at a path is the next address."""
    site = Pages(
        {
            f"{BASE}/api?offset=0": json_page([{"id": 1}, {"id": 2}], next="/api?offset=2"),
            f"{BASE}/api?offset=2": json_page([{"id": 2}, {"id": 3}], next=None),
        }
    )
    portal = a_portal(
        f"{BASE}/api?offset=0",
        format="json",
        cards="ads",
        ad=Field(select="id"),
        next=NextPage(select="next"),
    )
    walk = Walk(portal, site.get)

    assert ids(walk) == ["1", "2", "3"]
    assert (walk.pages, walk.cards) == (2, 4)


def test_the_total_of_the_first_page_counts() -> None:
    """What later pages state, while ads come and go, does not move it."""
    total = Field(select=".total")
    site = pages(
        page(card("a"), following="?side=2", more='<p class="total">2</p>'),
        page(card("b"), more='<p class="total">3</p>'),
    )
    walk = Walk(by_link(total=total), site.get)
    ids(walk)

    assert walk.stated_total == 2


def test_a_card_without_id_is_a_changed_layout() -> None:
    """An ad that cannot be told from others cannot be counted."""
    site = pages(page(card("a"), following="?side=2"), page("<article>Annonse</article>"))
    with pytest.raises(LayoutChanged, match=r"^list page 2: a card has no ad id .*'h2'"):
        ids(Walk(by_link(), site.get))


def test_nothing_is_asked_for_before_it_is_needed() -> None:
    """The second page waits until the first one's ads are taken."""
    site = linked(("a",), ("b",))
    ads = Walk(by_link(), site.get).ads()
    next(ads)

    assert len(site.asked) == 1
