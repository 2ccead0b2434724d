"""What each selector of a portal block matched on the pages of a first, one row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

from monitor.probe.first_pages import FirstPages
from monitor.probe.shapes import shape_of, shape_of_address
from scrapers.config_key import Reads, keys_of
from scrapers.errors import LayoutChanged
from scrapers.extract.ad_fields import facts_of
from scrapers.extract.list_page import Card, read_listing, selector_of, whole_of
from scrapers.extract.places import places_in
from scrapers.http.addresses import LINKS, same
from scrapers.model import UNKNOWN_PLACE, PlaceNames
from scrapers.numbers import read_text
from scrapers.portal_config import Detail, Field, Mark, Portal

T = TypeVar("T")
P = ParamSpec("P")
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field or mark: on how many cards (or pages) it was found, and how often in all.

    `good` is how many of them came to something: a number read, a place recognised. `examples` are
    by shape; `remark` is in our own words.
    """

    key: str
    by: str
    of: int
    on: int
    values: int
    good: int
    examples: tuple[str, ...] = ()
    remark: str = ""


def rows_of(first: FirstPages) -> list[FieldRow]:
    """Return a row for each selector of the portal's block, in the block's order.

    Those of list pages come first, those of ads' own pages last.
    """
    portal = first.portal
    every = [entry for page in first.entries for entry in page.entries]
    cards: dict[Reads, list[Card]] = {
        "card": [entry.card for entry in every if not entry.excluded],
        "own page": [*first.own_pages],
    }
    rows = list(_page_rows(first))
    rows += _mark_rows("exclude", portal.exclude, [entry.card for entry in every])
    rows += _card_rows("", portal, first, cards)
    if portal.detail is not None:
        rows += _mark_rows("detail.exclude", portal.detail.exclude, cards["own page"])
        rows += _card_rows("detail.", portal.detail, first, cards)
    return rows


def _page_rows(first: FirstPages) -> Iterator[FieldRow]:
    portal, pages = first.portal, [fetched.page for fetched in first.list_pages]
    plain = replace(portal, total=None)
    listings = [listing for page in pages if (listing := _tried(read_listing, page, plain))]
    wholes = [whole for page in pages if (whole := _tried(whole_of, page, portal))]
    for key in keys_of(Portal).values():
        value = getattr(portal, key.name)
        if key.name == "lists" and value is not None:
            yield FieldRow("lists", _by(value), 1, int(first.lists > 0), first.lists, first.lists)
        elif key.name == "cards":
            yield _cards_row(value, len(pages), [len(listing.cards) for listing in listings])
        elif key.name == "no_ads" and value:
            empty = sum(listing.says_none for listing in listings)
            yield FieldRow("no_ads", value, len(pages), empty, empty, empty)
        elif key.name == "next":
            following = [listing.next_address for listing in listings if listing.next_address]
            yield _next_row(portal, len(pages), following)
        elif key.reads == "page" and isinstance(value, Field):
            yield _value_row(key.name, value, wholes)


def _cards_row(by: str, pages: int, counts: Sequence[int]) -> FieldRow:
    remark = ", ".join(map(str, counts)) + " a page" if counts else ""
    total = sum(counts)
    return FieldRow("cards", by, pages, sum(map(bool, counts)), total, total, remark=remark)


def _next_row(portal: Portal, pages: int, following: Sequence[str]) -> FieldRow:
    rule = portal.next
    by = rule.select or rule.template or rule.parameter or "only_page"
    remark = "is counted; a page with nothing new is the end" if rule.is_counted else ""
    examples = tuple(dict.fromkeys(map(shape_of_address, following)))[:EXAMPLES]
    return FieldRow(
        "next", by, pages, len(following), len(following), len(following), examples, remark
    )


def _ad_row(portal: Portal, cards: Sequence[Card]) -> FieldRow:
    row = _value_row("ad", portal.ad, cards)
    is_link = portal.ad.attribute in LINKS and not portal.ad.pattern
    ids = [v for card in cards for v in set(_tried(card.values, portal.ad) or ())]
    distinct = len(set(map(same, ids) if is_link else ids))
    return replace(row, good=distinct, remark=f"{distinct} different")


def _card_rows(
    prefix: str, table: Portal | Detail, first: FirstPages, cards: Mapping[Reads, Sequence[Card]]
) -> Iterator[FieldRow]:
    shape: type = type(table)
    for key in keys_of(shape).values():
        value = getattr(table, key.name)
        if key.reads not in cards:
            continue
        if isinstance(value, Field):
            yield _field_row(prefix, key.name, value, first, cards[key.reads])
        elif isinstance(value, Mark):
            yield _mark_row(f"{prefix}{key.name}", value, cards[key.reads])


def _field_row(
    prefix: str, name: str, field: Field, first: FirstPages, cards: Sequence[Card]
) -> FieldRow:
    names = {"place": first.places, "label": first.portal.labels}
    if name == "ad":
        return _ad_row(first.portal, cards)
    if name in {"number", "text"}:
        return _number_row(prefix, name, field, first.portal, cards)
    if name in names:
        return _named_row(f"{prefix}{name}", field, cards, names[name])
    return _value_row(f"{prefix}{name}", field, cards)


def _value_row(key: str, field: Field, cards: Sequence[Card]) -> FieldRow:
    """Describe what a field says on each card, by shape."""
    by_card, fault = _values(cards, lambda card: card.values(field))
    flat = [value for values in by_card for value in values]
    several = sum(len(set(values)) > 1 for values in by_card)
    remark = fault or (f"several on {several}" if several else "")
    on = sum(map(bool, by_card))
    return FieldRow(key, _by(field), len(cards), on, len(flat), on, _shapes(flat), remark)


def _number_row(
    prefix: str, name: str, field: Field, portal: Portal, cards: Sequence[Card]
) -> FieldRow:
    pieces, fault = _values(cards, lambda card: card.contact(field))
    is_number = name == "number"
    only = Detail(link=field, number=field) if is_number else Detail(link=field, text=field)
    facts = [fact for card in cards if (fact := _tried(facts_of, card, only, portal))]
    read = sum(bool(fact.numbers) for fact in facts)
    texts = [_tried(card.values, field) or [] for card in cards]
    shown = sum(_shown(text, portal, contact=is_number) for text in texts)
    remark = fault or f"a number on {read}: {min(shown, read)} in text, {max(0, read - shown)} in "
    remark += "" if fault else "links or data"
    hidden = sum(fact.is_hidden and not fact.numbers for fact in facts)
    remark += f"; hidden on {hidden}" if hidden else ""
    flat = [value for values in texts for value in values]
    on, count = sum(map(bool, pieces)), sum(map(len, pieces))
    key = f"{prefix}{name}"
    return FieldRow(key, _by(field), len(cards), on, count, read, _shapes(flat), remark)


def _shown(texts: Iterable[str], portal: Portal, *, contact: bool) -> bool:
    text = "\n".join(texts)
    return bool(read_text(text, portal.region, portal.fallbacks, contact=contact).numbers)


def _named_row(key: str, field: Field, cards: Sequence[Card], names: PlaceNames) -> FieldRow:
    row = _value_row(key, field, cards)
    by_card, _ = _values(cards, lambda card: card.values(field))
    named = Counter(name for v in by_card if v for name in places_in(", ".join(v), names))
    unknown = named.pop(UNKNOWN_PLACE, 0)
    counts = ", ".join(f"{name} {count}" for name, count in named.most_common())
    remark = row.remark or f"{counts or 'none'} recognised" + f"; {unknown} unknown" * bool(unknown)
    return replace(row, good=row.on - unknown, remark=remark)


def _mark_rows(key: str, marks: Sequence[Mark], cards: Sequence[Card]) -> Iterator[FieldRow]:
    return (_mark_row(f"{key} {at}", mark, cards) for at, mark in enumerate(marks, start=1))


def _mark_row(key: str, mark: Mark, cards: Sequence[Card]) -> FieldRow:
    on = sum(card.has(mark) for card in cards)
    by = mark.select or mark.attribute or mark.pattern
    return FieldRow(key, by, len(cards), on, on, on)


def _values(
    cards: Sequence[Card], read: Callable[[Card], list[str]]
) -> tuple[list[list[str]], str]:
    """Return what each card says, and the first thing that was wrong with one."""
    by_card: list[list[str]] = []
    fault = ""
    for card in cards:
        try:
            by_card.append(read(card))
        except LayoutChanged as error:
            by_card.append([])
            fault = fault or str(error)
    return by_card, fault


def _by(field: Field) -> str:
    return selector_of(field).strip("'")


def _shapes(values: Iterable[str]) -> tuple[str, ...]:
    shapes = (
        shape_of_address(v) if v.startswith(("http:", "https:")) else shape_of(v) for v in values
    )
    return tuple(dict.fromkeys(shapes))[:EXAMPLES]


def _tried(read: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | None:
    """Return what a reading gives, or None where a sweep would stop: `fault` then tells why."""
    try:
        return read(*args, **named)
    except LayoutChanged:
        return None
