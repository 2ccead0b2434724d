"""Where an unknown list states how many ads it has: a number beside a word for ads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.probe.suggest.cards import Cards
from monitor.probe.suggest.line import Setting
from monitor.probe.suggest.selectors import element_selectors, selector_for
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element

WORD = (
    r"(?:treff|annonser|annonse|oppføringer|resultater|resultat|profiler|results?|ads|listings?|"
    r"entries|records|rows|rader|items|profiles|topics|emner|träffar|annonser|ilmoitusta|tulosta|anzeigen|"
    r"ergebnisse|treffer|annonces|résultats|anuncios|resultados|ogłoszeń|wyników|advertenties)"
)
NUMBER = r"(\d[\d\s.,]*)"
AFTER = re.compile(rf"{NUMBER}\s*({WORD})\b", re.IGNORECASE)
BEFORE = re.compile(rf"\b({WORD})\s*[:(]?\s*{NUMBER}", re.IGNORECASE)
LONGEST = 120


def find_total(page: HtmlPage, cards: Cards) -> Setting:
    """Return the suggested `total`."""
    inside = {element.number for card in cards.elements for element in card.walk()}
    for element in _smallest(page.tree()):
        if element.number in inside:
            continue
        text = element.text()
        match = AFTER.search(text) or BEFORE.search(text)
        if len(text) > LONGEST or match is None:
            continue
        is_after = match.re is AFTER
        word, figure = (match[2], match[1]) if is_after else (match[1], match[2])
        total = int(re.sub(r"\D", "", figure) or 0)
        select = selector_for(page, [element], element_selectors(element))
        if select is None or total < len(cards.elements) // 2:
            continue
        pattern = rf"{NUMBER}\s*{word}" if is_after else rf"{word}\s*[:(]?\s*{NUMBER}"
        sure = total >= len(cards.elements)
        why = "a number beside a word for ads; check that it is the whole list's"
        return Setting("total", {"select": select, "pattern": pattern}, sure, why)
    return Setting(
        "total", None, sure=False, why="none was seen; with one, a sweep that misses ads is noticed"
    )


def _smallest(top: Element) -> Iterator[Element]:
    """Yield elements before what they lie in, so that the smallest that says it comes first."""
    skipped = {"html", "head", "body", "script", "style", "title"}
    return (element for element in reversed(list(top.walk())) if element.tag not in skipped)
