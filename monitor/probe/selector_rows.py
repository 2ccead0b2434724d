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
from scrapers.extract.list_page import AdIds, Card, read_listing, selector_of, whole_of
from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE, Hidden, PlaceNames
from scrapers.numbers import read_text
from scrapers.portal_config import Detail, Field, Mark, NextPage, Portal

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
    portal, pages = first.portal, first.list_pages
    plain = replace(portal, total=None)
    listings = [listing for page in pages if (listing := _tried(read_listing, page, plain))]
    wholes = [whole for page in pages if (whole := _tried(whole_of, page, portal))]
    for key in keys_of(Portal).values():
        value = getattr(portal, key.name)
        if key.name == "lists" and value is not None:
            yield FieldRow("lists", _by(value), 1, int(first.lists > 0), first.lists, first.lists)
        elif key.name == "cards":
            counts = [len(listing.cards) for listing in listings]
            remark = f"{', '.join(map(str, counts))} a page" if counts else ""
            row = _counted_row("cards", value, len(pages), counts)
            yield replace(row, good=row.values, remark=remark)
        elif key.name == "no_ads" and value:
            yield _counted_row("no_ads", value, len(pages), [one.says_none for one in listings])
        elif key.name == "next":
            addresses = [one.next_address for one in listings if one.next_address]
            yield _next_row(portal.next, len(pages), addresses)
        elif key.reads == "page" and isinstance(value, Field):
            yield _value_row(key.name, value, wholes)


def _counted_row(key: str, by: str, of: int, counts: Sequence[int]) -> FieldRow:
    on = sum(map(bool, counts))
    return FieldRow(key, by, of, on, sum(counts), on)


def _next_row(rule: NextPage, pages: int, addresses: Sequence[str]) -> FieldRow:
    by = rule.select or rule.template or rule.parameter or "only_page"
    remark = "is counted; a page with nothing new is the end" if rule.is_counted else ""
    row = _counted_row("next", by, pages, [1] * len(addresses))
    return replace(row, examples=_shapes(addresses), remark=remark)


def _card_rows(
    prefix: str, table: Portal | Detail, first: FirstPages, cards: Mapping[Reads, Sequence[Card]]
) -> Iterator[FieldRow]:
    shape: type = type(table)
    names = {"place": first.places, "label": first.portal.labels}
    for key in keys_of(shape).values():
        value, name = getattr(table, key.name), f"{prefix}{key.name}"
        read_on = cards.get(key.reads, ())
        if key.reads not in cards or not isinstance(value, Field | Mark):
            continue
        if isinstance(value, Mark):
            yield _mark_row(name, value, read_on)
        elif key.name == "ad":
            yield _ad_row(first.portal, read_on)
        elif key.name in {"number", "text"}:
            yield _number_row(name, value, first.portal, read_on)
        elif key.name in names:
            yield _named_row(name, value, read_on, names[key.name])
        else:
            yield _value_row(name, value, read_on)


def _value_row(key: str, field: Field, cards: Sequence[Card]) -> FieldRow:
    """Describe what a field says on each card, by shape."""
    by_card, fault = _values(cards, lambda card: card.values(field))
    flat = [value for values in by_card for value in values]
    several = sum(len(set(values)) > 1 for values in by_card)
    remark = fault or (f"several on {several}" if several else "")
    row = _counted_row(key, _by(field), len(cards), [len(values) for values in by_card])
    return replace(row, examples=_shapes(flat), remark=remark)


def _ad_row(portal: Portal, cards: Sequence[Card]) -> FieldRow:
    ids = AdIds(portal)
    ids.settle(Hidden(key) for card in cards if (key := _tried(ids.of, card)))
    distinct = len({key for card in cards if (key := _tried(ids.of, card))})
    row = _value_row("ad", portal.ad, cards)
    return replace(row, good=distinct, remark=f"{distinct} different")


def _number_row(key: str, field: Field, portal: Portal, cards: Sequence[Card]) -> FieldRow:
    is_number = key.endswith("number")
    pieces, fault = _values(cards, lambda card: card.contact(field))
    only = Detail(link=field, number=field) if is_number else Detail(link=field, text=field)
    facts = [fact for card in cards if (fact := _tried(facts_of, card, only, portal))]
    read = sum(bool(fact.numbers) for fact in facts)
    texts = [_tried(card.values, field) or [] for card in cards]
    shown = min(read, sum(_shown(text, portal, contact=is_number) for text in texts))
    hidden = sum(fact.is_hidden and not fact.numbers for fact in facts)
    remark = fault or f"a number on {read}: {shown} in text, {read - shown} in links or data"
    remark += f"; hidden on {hidden}" if hidden else ""
    row = _counted_row(key, _by(field), len(cards), [len(one) for one in pieces])
    examples = _shapes(value for values in texts for value in values)
    return replace(row, good=read, examples=examples, remark=remark)


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
    by = mark.select or mark.attribute or mark.pattern
    return _counted_row(key, by, len(cards), [card.has(mark) for card in cards])


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
