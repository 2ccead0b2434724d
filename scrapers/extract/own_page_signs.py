"""What tells ads' own pages from what came in their place: how they are built, and their words."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from scrapers.extract.ad_fields import Facts
from scrapers.extract.html_card import HtmlCard
from scrapers.extract.json_card import DataCard
from scrapers.extract.list_page import Card
from scrapers.portal_config import Field

FIGURES = re.compile(r"[0-9]+")
DEEPEST_KEY = 3
FEW_ALIKE = 3
"""Two pages may well be of one advertiser who put an ad up twice."""

Keys = frozenset[str]


class OwnPageSigns:
    """Remembers of own pages how they are built and what they say, as keys and hashes."""

    def __init__(self) -> None:
        self._empty_pages: set[int] = set()
        self._pages: Counter[int] = Counter()
        self._answers: Counter[tuple[Keys, int]] = Counter()
        self._usual: set[str] = set()

    def meet(self, card: Card, facts: Facts) -> bool:
        """Take note of an own page; tell whether it says nothing, as one before it word for word.

        Of HTML only whole pages are looked at: a piece of one has few words to say.
        """
        says_nothing = facts == Facts()
        if isinstance(card, DataCard):
            keys = keys_in(card.data)
            if says_nothing:
                self._answers[keys, hash(repr(card.data))] += 1
            else:
                self._usual |= keys
        elif isinstance(card, HtmlCard) and card.page.root.css_first("title") is not None:
            words = " ".join(card.values(Field()))
            if says_nothing:
                return self._is_known(hash(words))
            if facts.numbers:
                numbers = tuple(number.reveal() for number in facts.numbers)
                self._pages[hash((FIGURES.sub("0", words), numbers))] += 1
        return False

    def _is_known(self, words: int) -> bool:
        is_known = words in self._empty_pages
        self._empty_pages.add(words)
        return is_known

    @property
    def alike(self) -> int:
        """How many own pages with a number say the same as others, figures aside."""
        return sum(count for count in self._pages.values() if count >= FEW_ALIKE)

    @property
    def strange(self) -> int:
        """How many answers say nothing of an ad and are built as no answer that does.

        They have none of its keys; or have others, and say the same of several ads. An interface
        may leave out what is not there, and an empty answer is one that has nothing.
        """
        by_keys = Counter[Keys]()
        for (keys, _), count in self._answers.items():
            by_keys[keys] += count
        return sum(
            count
            for (keys, _), count in self._answers.items()
            if self._usual
            and not keys <= self._usual
            and (count > 1 or (by_keys[keys] > 1 and not keys & self._usual))
        )


def keys_in(data: Any, above: str = "", depth: int = 1) -> Keys:
    """Return the keys of an answer, those within others with a path; its lists are left out."""
    if not isinstance(data, dict) or depth > DEEPEST_KEY:
        return frozenset()
    inner = [keys_in(value, f"{above}{key}.", depth + 1) for key, value in data.items()]
    return frozenset(f"{above}{key}" for key in data).union(*inner)
