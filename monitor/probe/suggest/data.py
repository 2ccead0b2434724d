"""Which list of an unknown JSON answer holds the ads, and which of its keys tell what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.probe.suggest.fields import Candidate
from monitor.probe.suggest.json_next_pages import next_of
from monitor.probe.suggest.line import Setting
from monitor.probe.suggest.marks import marks_of_objects
from scrapers.extract.json_card import DataCard
from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE, PlaceNames
from scrapers.numbers import read_html, read_text
from scrapers.numbers.structured_data import names_phone
from scrapers.portal_config import Field

LEAST = 2
DEEPEST = 8
IDS = (
    "id",
    "_id",
    "uuid",
    "guid",
    "documentid",
    "slug",
    "adid",
    "listingid",
    "url",
    "link",
    "href",
)
TOTALS = re.compile(
    r"(?:^|[._])(?:total(?:_?(?:count|results|hits|items|elements))?|count|num_?found|hits_?total)$",
    re.IGNORECASE,
)
NAME = re.compile(r"[A-Za-z_][\w:-]*")


@dataclass(frozen=True, slots=True)
class Data:
    """The list that looks like the ads, and the keys around it."""

    path: str
    items: tuple[Any, ...] = field(repr=False)
    whole: Any = field(repr=False)


def find_list(whole: Any) -> Data | None:
    """Return the longest list of objects; of equals, the one that is least deep."""
    found = [
        (path, value)
        for path, value in _lists(whole)
        if len(value) >= LEAST and all(isinstance(each, dict) for each in value)
    ]
    ranked = sorted(found, key=lambda pair: (-len(pair[1]), pair[0].count("."), pair[0]))
    return Data(ranked[0][0], tuple(ranked[0][1]), whole) if ranked else None


def lines_of(data: Data, places: PlaceNames, address: str) -> list[Setting]:
    """Return the suggested lines of a JSON list: cards, total, ad, number, place and next."""
    cards = [DataCard(item, data.whole, address) for item in data.items]
    paths = list(dict.fromkeys(p for item in data.items[:20] for p, _ in _scalars(item)))
    around = [(p, v) for p, v in _scalars(data.whole, stop=data.path)]
    return [
        Setting("cards", data.path, sure=len(cards) > LEAST, why=f"a list of {len(cards)} objects"),
        _ad(cards, paths),
        _number(cards, paths),
        _place(cards, paths, places),
        _total(around, len(cards)),
        next_of(around, address, len(cards), counts=_has_count(around)),
        *marks_of_objects(cards, paths),
    ]


def _lists(whole: Any) -> Iterator[tuple[str, list[Any]]]:
    waiting: list[tuple[str, Any, int]] = [("", whole, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if isinstance(value, list):
            yield path, value
        elif isinstance(value, dict) and depth < DEEPEST:
            named = [(key, each) for key, each in value.items() if NAME.fullmatch(key)]
            waiting += [(_under(path, key), each, depth + 1) for key, each in named]


def _scalars(value: Any, path: str = "", stop: str | None = None) -> Iterator[tuple[str, Any]]:
    """Yield what stands at the ends of the paths of an object; lists of texts are ends, too."""
    waiting: list[tuple[str, Any, int]] = [(path, value, 0)]
    while waiting:
        here, found, depth = waiting.pop(0)
        if here and here == stop:
            continue
        if isinstance(found, dict) and depth < DEEPEST:
            named = [(key, each) for key, each in found.items() if NAME.fullmatch(key)]
            waiting += [(_under(here, key), each, depth + 1) for key, each in named]
        elif isinstance(found, list):
            inner = [each for each in found[:3] if isinstance(each, dict | list)]
            waiting += [(here, each, depth + 1) for each in inner if depth < DEEPEST]
            yield from ((here, each) for each in found[:3] if isinstance(each, str | int))
        elif here:
            yield here, found


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _ad(cards: Sequence[DataCard], paths: Sequence[str]) -> Setting:
    whole = []
    for path in paths:
        values = [card.values(Field(select=path)) for card in cards]
        if all(len(each) == 1 for each in values) and len({v[0] for v in values}) == len(cards):
            whole.append(path)
    named = [path for path in whole if path.rsplit(".", 1)[-1].lower() in IDS]
    named.sort(key=lambda p: (p.count("."), IDS.index(p.rsplit(".", 1)[-1].lower())))
    if not (named or whole):
        return Setting("ad", None, sure=False, why="no key is on every object and always different")
    select = (named or whole)[0]
    why = f"{len(cards)} of {len(cards)} objects have one, all different"
    return Setting("ad", {"select": select}, bool(named), why)


def _number(cards: Sequence[DataCard], paths: Sequence[str]) -> Setting:
    found = [each for path in paths for each in _numbered(cards, path)]
    found.sort(key=lambda each: (-each.on, each.size, each.select))
    if not found or not found[0].on:
        return Setting(
            "number", None, sure=False, why="no number is read at any key of the objects"
        )
    best = found[0]
    select, _, inside = best.select.partition(" ")
    is_phone = names_phone(select.rsplit(".", 1)[-1])
    key = "number" if is_phone or best.size < 40 else "text"
    most = best.on >= len(cards) / 2
    why = f"numbers are read on {best.on} of {len(cards)} objects"
    why += "" if most else ", fewer than half: is the rest at another key, or on the ads' own pages"
    table = {"select": select} | ({"inside": inside} if inside else {})
    return Setting(
        key, table, is_phone and most, why if is_phone else f"{why}, at a key that does not say so"
    )


def _numbered(cards: Sequence[DataCard], path: str) -> Iterator[Candidate]:
    """Tell on how many objects a number is read at a path, as text and where it is HTML, inside."""
    values = [card.values(Field(select=path)) for card in cards]
    size = sum(len(each) for found in values for each in found) / max(1, len(cards))
    if path.rsplit(".", 1)[-1].lower() in IDS:
        return
    contact = names_phone(path.rsplit(".", 1)[-1])
    if any(re.search(r"<\w+[^>]*>", each) for found in values for each in found):
        on = sum(any(read_html(each, "NO").numbers for each in found) for found in values)
        yield Candidate(f"{path} body", on, size)
    else:
        on = sum(
            any(read_text(each, "NO", contact=contact).numbers for each in found)
            for found in values
        )
        yield Candidate(path, on, size)


def _place(cards: Sequence[DataCard], paths: Sequence[str], places: PlaceNames) -> Setting:
    counted: list[tuple[int, int, str]] = []
    for path in paths:
        said = [", ".join(card.values(Field(select=path))) for card in cards]
        on = sum(bool(each) and places_in(each, places) != (UNKNOWN_PLACE,) for each in said)
        counted.append((-on, sum(map(len, said)), path))
    counted.sort()
    if not counted or -counted[0][0] < max(1, len(cards) // 10) or counted[0][1] > 60 * len(cards):
        return Setting("place", None, sure=False, why="no key says a place of [places]")
    on, _, path = counted[0]
    why = f"a place of [places] is named on {-on} of {len(cards)} objects"
    return Setting("place", {"select": path}, -on > len(cards) / 2, why)


def _total(around: Sequence[tuple[str, Any]], seen: int) -> Setting:
    for path, value in around:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if TOTALS.search(path) and whole and value >= seen:
            sure = "total" in path.lower() or value > seen
            return Setting("total", {"select": path}, sure, "a count beside the list")
    why = "no count stands beside the list; with one, a sweep that misses ads is noticed"
    return Setting("total", None, sure=False, why=why)


def _has_count(around: Sequence[tuple[str, Any]]) -> bool:
    return any(TOTALS.search(path) for path, _ in around)
