"""The one way in which everything is found: candidates, a look at each, and the best of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from monitor.probe.suggest.selectors import TAG, Names, doubtful
from scrapers.extract.html_tree import Element
from scrapers.extract.list_page import Card
from scrapers.portal_config import Field

PHONE_LINKS = 'a[href^="tel:"]'
UNREAD = frozenset({"html", "head", "body", "script", "style", "template", "svg"})
FRAME = frozenset({"nav", "aside", "head", "script", "style"})
CELLS = frozenset({"td", "li", "dd"})
MOST = 80
"""Candidates that are looked at: the selectors that most cards have."""

Reads = Callable[[Card, Field], "set[Hashable]"]
"""What a field gives on a card of what is looked for: numbers, places, ids."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a field gave on cards: on how many, on how many several, how many different values.

    `size` is how many signs it says in the mean, where it gives anything, `pieces` on how many
    cards it matches several elements.
    """

    field: Field
    of: int
    on: int
    several: int
    different: int
    size: float
    pieces: int

    @property
    def is_said(self) -> bool:
        """Whether the page itself says what it is, by a label or by the kind of link."""
        return bool(self.field.label) or self.field.select == PHONE_LINKS

    @property
    def where(self) -> str:
        """On how many of the cards it gives anything, in words."""
        return f"{self.on} of {self.of}"

    @property
    def is_on_most(self) -> bool:
        """Whether at least half of the cards have it."""
        return self.on >= self.of / 2

    @property
    def is_same(self) -> bool:
        """Whether all cards give one and the same value."""
        return self.on > 1 and self.different == 1

    @property
    def table(self) -> dict[str, object]:
        """The field as a block has it."""
        keys = ("select", "inside", "label", "attribute", "pattern")
        return {key: value for key in keys if (value := getattr(self.field, key))}


def look(cards: Sequence[Card], field: Field, reads: Reads) -> Seen:
    """Read a field on each card."""
    given = [(card.values(field), values) for card in cards if (values := reads(card, field))]
    return Seen(
        field,
        of=len(cards),
        on=len(given),
        several=sum(len(values) > 1 for _, values in given),
        different=len({value for _, values in given for value in values}),
        size=sum(len(" ".join(texts)) for texts, _ in given) / max(1, len(given)),
        pieces=sum(len(texts) > 1 for texts, _ in given),
    )


def best(
    cards: Sequence[Card],
    fields: Iterable[Field],
    reads: Reads,
    *,
    same: bool = False,
    named: Callable[[Field], bool] = lambda _field: False,
) -> Seen | None:
    """Return what gives most of what is wanted, one a card, and says least besides.

    Unless `same`, what says the same on all cards is the portal's own, and goes last; what is
    `named` for it goes first. None where nothing gives any.
    """
    seen = [found for field in fields if (found := look(cards, field, reads)).on]
    return min(
        seen,
        key=lambda one: (
            -one.on,
            one.several,
            one.is_same and not same,
            not (one.is_said or named(one.field)),
            one.size,
            doubtful(one.field.select),
            one.field.select.isalnum(),
            one.field.select,
        ),
        default=None,
    )


def fields_in(elements: Sequence[Element], names: Names) -> list[Field]:
    """Return where something may stand within elements: by class, kind of link, tag and column.

    Menus, headers and footers around are left out.
    """
    on: Counter[str] = Counter()
    for element in elements:
        inner = [
            one for one in element.walk() if one is not element and not _in_frame(one, element)
        ]
        on.update({select for one in inner for select in _ways(one, names)})
    return [Field(select=select) for select, _ in on.most_common(MOST)]


def _in_frame(inner: Element, outer: Element) -> bool:
    above = takewhile(lambda up: up is not outer, inner.ancestors())
    return any(up.tag in FRAME for up in (inner, *above))


def _ways(inner: Element, names: Names) -> Iterator[str]:
    if inner.tag in UNREAD or not TAG.fullmatch(inner.tag):
        return
    yield from (f".{name}" for name in names.usable(inner.classes))
    if names.plain(named := inner.attributes.get("itemprop", "")):
        yield f'[itemprop="{named}"]'
    if inner.attributes.get("href", "").startswith("tel:"):
        yield PHONE_LINKS
    if inner.tag in CELLS and inner.parent is not None:
        yield f"{inner.tag}:nth-child({inner.parent.elements.index(inner) + 1})"
    yield inner.tag
