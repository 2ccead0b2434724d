"""Selectors that are run once for all cards find in each what they find when it is asked alone."""

import pytest

from scrapers.extract.card_matches import DEEPEST, CardMatches
from scrapers.extract.html_tree import Node
from tests.scrapers.extract.test_html_card import document, parsed

AD = '<article class="ad"><h2><a>1</a></h2><p><b>2<a>3</a></b></p><a>4</a></article>'
NESTED = f'<article class="ad"><a>0</a>{AD}<b>5</b></article>'
DEEP = "<i>" * DEEPEST + "<a>6</a>" + "</i>" * DEEPEST
PAGES = {
    "side by side": f"<a>0</a><main>{AD}<nav><a>5</a></nav>{AD}</main>",
    "one in another": f"<main>{NESTED}{AD}</main>",
    "one deep in another": f'<article class="ad">{"<div>" * DEEPEST}{AD}',
    "deep in a card": f'<article class="ad">{DEEP}</article>{AD}',
    "deep beside the cards": f"{DEEP}{AD}",
    "without a match": '<article class="ad"></article>',
    "one inside a heading": f"<h2>{AD}</h2>",
}
SELECTORS = (
    "a", "h2 a", "main a", "body > main a", "a, b", "b a, a", "article", ".ad > a", ":root a",
    "a:first-child", "a:last-of-type", ":not(h2) > a", ":has(> a)", "p + a", "*", "zz",
)  # fmt: skip


def said(nodes: list[Node]) -> list[tuple[int, str | None]]:
    """Return which nodes these are."""
    return [(node.mem_id, node.html) for node in nodes]


@pytest.mark.parametrize("select", SELECTORS)
@pytest.mark.parametrize("page", PAGES)
def test_a_card_has_the_matches_that_it_has_alone(page: str, select: str) -> None:
    """In their order, each as often; whatever lies in what, and whatever stands around."""
    root = parsed(PAGES[page])
    cards = root.css(".ad")
    matches = CardMatches(root)
    matches.share(cards)

    assert cards
    assert [said(matches.within(card, select)) for card in cards] == [
        said(card.css(select)) for card in cards
    ]
    assert said(matches.within(root, select)) == said(root.css(select))


def test_a_selector_is_run_once_for_all_cards() -> None:
    """What each card is given is of one run: the same elements, and not others that are equal."""
    root = parsed(PAGES["side by side"])
    cards = root.css(".ad")
    matches = CardMatches(root)
    matches.share(cards)

    assert matches.within(cards[0], "a")[0] is matches.within(cards[0], "a")[0]


def test_what_is_taken_off_the_page_is_found_no_more() -> None:
    """A card that is left may have held others: it is asked again."""
    page = document(f'<div class="all">{AD}<a>5</a></div>')
    ads, (whole,) = page.cards(".ad"), page.cards(".all")
    assert len(page.matches.within(whole.node, "a")) == 4

    page.drop(ads)

    assert [node.text() for node in page.matches.within(whole.node, "a")] == ["5"]


def test_rows_that_continue_a_card_are_asked_with_it() -> None:
    """Their matches follow its own."""
    page = document(f"<table>{'<tr class=ad><td>1</td></tr><tr><td>2</td></tr>' * 2}</table>")

    texts = [[n.text() for n in card._css("td")] for card in page.cards("tr.ad", rows=2)]

    assert texts == [["1", "2"]] * 2
