"""Marks that a few cards bear and that a person may want in `exclude` or `hidden`: remarks only.

What is no ad for the count is for a person to say; here are only those marks named whose names or
words are known ones, such as *sold*. The words that reach the block are ours, never the page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from monitor.probe.suggest.line import Setting
from monitor.probe.suggest.selectors import usable
from scrapers.extract.html_card import HtmlCard
from scrapers.extract.html_tree import Element
from scrapers.extract.json_card import DataCard
from scrapers.portal_config import Field, Mark

NO_AD = (
    "solgt", "sold", "såld", "utløpt", "expired", "sticky", "pinned", "promo", "sponsored",
    "sponset", "sponsor", "advert", "reklame", "annonsørinnhold", "editorial", "redaksjon",
    "redaksjonelt", "banner",
)  # fmt: skip
KEPT_BACK = ("locked", "is_locked", "phone_hidden", "hide_phone", "is_hidden", "masked")
MOST = 1 / 3
"""The share of the cards above which a mark is no mark of exceptions."""

LONGEST = 30
FEWEST = 3
WORD = re.compile(r"[^\W_]+")


def marks_of_cards(nodes: Sequence[HtmlCard], elements: Sequence[Element]) -> list[Setting]:
    """Return the remark on `exclude`, as far as a class or a short text of a few cards says so."""
    inner = [element for card in elements for element in card.walk()]
    named = {m for element in inner for m in _marks_of(element)}
    counted = [(mark, sum(node.has(_mark(mark)) for node in nodes)) for mark in sorted(named)]
    few = [pair for pair in counted if _is_few(pair[1], len(nodes))]
    return _remark("exclude", few, len(nodes))


def marks_of_objects(cards: Sequence[DataCard], paths: Sequence[str]) -> list[Setting]:
    """Return the remarks on `exclude` and `hidden` of a JSON list."""
    marks = {(path, word) for path in paths for word in _said_at(cards, path)}
    marks |= {(path, "") for path in paths if _is_true_mark(path, NO_AD)}
    counted = [(mark, sum(card.has(_mark(mark)) for card in cards)) for mark in sorted(marks)]
    few = [pair for pair in counted if _is_few(pair[1], len(cards))]
    back = [((path, ""), 0) for path in paths if _is_true_mark(path, KEPT_BACK)]
    back = [(mark, sum(card.has(_mark(mark)) for card in cards)) for mark, _ in back]
    return [
        *_remark("exclude", few, len(cards)),
        *_remark("hidden", [pair for pair in back if 0 < pair[1] < len(cards)][:1], len(cards)),
    ]


def _marks_of(element: Element) -> Iterator[tuple[str, str]]:
    """Yield selector and word of each mark that an element may be."""
    names = usable(element.classes)
    for name in names:
        if _word_in(name):
            yield f".{name}", ""
    text = element.text() if not element.elements else ""
    word = _word_in(text) if len(text) <= LONGEST else ""
    if word:
        yield (f".{names[0]}" if names else element.tag), word


def _said_at(cards: Sequence[DataCard], path: str) -> Iterator[str]:
    for card in cards:
        for text in card.values(Field(select=path)):
            if len(text) <= LONGEST and (word := _word_in(text)):
                yield word


def _is_true_mark(path: str, words: Sequence[str]) -> bool:
    return path.rsplit(".", 1)[-1].lower().removeprefix("is_") in {*words}


def _word_in(text: str) -> str:
    words = WORD.findall(text.replace("_", " ").casefold())
    return next((word for word in NO_AD if word in words), "")


def _mark(mark: tuple[str, str]) -> Mark:
    return Mark(select=mark[0], pattern=f"(?i){mark[1]}" if mark[1] else "")


def _is_few(on: int, of: int) -> bool:
    return 0 < on <= max(1, of * MOST) and of >= FEWEST


def _remark(key: str, counted: Sequence[tuple[tuple[str, str], int]], of: int) -> list[Setting]:
    if not counted:
        return []
    tables: list[Mapping[str, object]] = [_table(mark) for mark, _ in counted]
    on = ", ".join(str(count) for _, count in counted)
    what = "are they no ads for the count" if key == "exclude" else "is their number kept back"
    value = tables if key == "exclude" else tables[0]
    return [
        Setting(key, value, False, f"on {on} of {of}; {what}? then take the # away", remark=True)
    ]


def _table(mark: tuple[str, str]) -> Mapping[str, object]:
    made = _mark(mark)
    return {"select": made.select} | ({"pattern": made.pattern} if made.pattern else {})
