"""Names of classes and ids in a suggestion: printed only where they cannot tell of anybody.

A portal may write into a class what an ad says, a name or a service. So a name is left out that
has a word in it which some of the ads show and others do not, or digits as of an id or a phone.
What most ads show is a label ("Telefon"), and such a word tells of nobody; nor do our own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.privacy.phone_number_guard import texts_in
from monitor.probe.suggest.line import Setting
from monitor.probe.suggest.marks import NO_AD
from scrapers.extract.html_tree import Element

NAMES = re.compile(r"[.#]([\w-]+)")
PARTS = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
WORDS = re.compile(r"[^\W\d_]+")
LEAST_LETTERS = 3
MOST_DIGITS = 4
LABEL = 1 / 2
"""The share of the cards above which a word is a label."""

WHY = "its class names are words that ads show, or digits, and are not repeated here; look yourself"


def without_revealing_names(lines: Sequence[Setting], cards: Sequence[Element]) -> list[Setting]:
    """Return lines with those left open whose selectors have a name that could tell of somebody."""
    words = words_of_some(cards)
    return [
        _open(line) if any(_reveals(name, words) for name in _names(line)) else line
        for line in lines
    ]


def words_of_some(cards: Sequence[Element]) -> set[str]:
    """Return the words, three letters and more, that some cards show and others do not."""
    on = Counter(word for card in cards for word in set(WORDS.findall(card.text().casefold())))
    few = len(cards) * LABEL
    return {word for word, count in on.items() if len(word) >= LEAST_LETTERS and count <= few}


def _names(line: Setting) -> Iterator[str]:
    if line.key == "cards" or isinstance(line.value, Mapping | list):
        yield from (name for text in texts_in(line.value) for name in NAMES.findall(text))


def _reveals(name: str, words: set[str]) -> bool:
    if sum(map(str.isdigit, name)) > MOST_DIGITS:
        return True
    parts = {part.casefold() for part in PARTS.findall(name)}
    return not words.isdisjoint(parts - {*NO_AD})


def _open(line: Setting) -> Setting:
    return replace(line, value=None, sure=False, why=WHY, remark=False)
