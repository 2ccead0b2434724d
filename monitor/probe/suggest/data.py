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
    "id", "_id", "uuid", "guid", "documentid", "slug", "adid", "listingid", "url", "link", "href",
)  # fmt: skip
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
    lists = [
        (path, value)
        for path, value in _lists(whole)
        if len(value) >= LEAST and all(isinstance(item, dict) for item in value)
    ]
    ranked = sorted(lists, key=lambda pair: (-len(pair[1]), pair[0].count("."), pair[0]))
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
            named = [(key, inner) for key, inner in value.items() if NAME.fullmatch(key)]
            waiting += [(_under(path, key), inner, depth + 1) for key, inner in named]


def _scalars(whole: Any, path: str = "", stop: str | None = None) -> Iterator[tuple[str, Any]]:
    """Yield what stands at the ends of the paths of an object; lists of texts are ends, too."""
    waiting: list[tuple[str, Any, int]] = [(path, whole, 0)]
    while waiting:
        here, value, depth = waiting.pop(0)
        if here and here == stop:
            continue
        if isinstance(value, dict) and depth < DEEPEST:
            named = [(key, inner) for key, inner in value.items() if NAME.fullmatch(key)]
            waiting += [(_under(here, key), inner, depth + 1) for key, inner in named]
        elif isinstance(value, list):
            inner = [item for item in value[:3] if isinstance(item, dict | list)]
            waiting += [(here, item, depth + 1) for item in inner if depth < DEEPEST]
            yield from ((here, item) for item in value[:3] if isinstance(item, str | int))
        elif here:
            yield here, value


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _ad(cards: Sequence[DataCard], paths: Sequence[str]) -> Setting:
    whole = []
    for path in paths:
        values = [card.values(Field(select=path)) for card in cards]
        ids = {texts[0] for texts in values if len(texts) == 1}
        if len(ids) == len(cards):
            whole.append(path)
    named = [path for path in whole if path.rsplit(".", 1)[-1].lower() in IDS]
    named.sort(key=lambda p: (p.count("."), IDS.index(p.rsplit(".", 1)[-1].lower())))
    if not (named or whole):
        return Setting("ad", None, sure=False, why="no key is on every object and always different")
    select = (named or whole)[0]
    why = f"{len(cards)} of {len(cards)} objects have one, all different"
    return Setting("ad", {"select": select}, bool(named), why)


def _number(cards: Sequence[DataCard], paths: Sequence[str]) -> Setting:
    candidates = [candidate for path in paths for candidate in _numbered(cards, path)]
    candidates.sort(key=lambda candidate: (-candidate.on, candidate.size, candidate.select))
    if not candidates or not candidates[0].on:
        return Setting(
            "number", None, sure=False, why="no number is read at any key of the objects"
        )
    best = candidates[0]
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
    by_card = [card.values(Field(select=path)) for card in cards]
    size = sum(len(value) for of_card in by_card for value in of_card) / max(1, len(cards))
    if path.rsplit(".", 1)[-1].lower() in IDS:
        return
    contact = names_phone(path.rsplit(".", 1)[-1])
    if any(re.search(r"<\w+[^>]*>", value) for of_card in by_card for value in of_card):
        on = sum(any(read_html(value, "NO").numbers for value in of_card) for of_card in by_card)
        yield Candidate(f"{path} body", on, size)
    else:
        on = sum(
            any(read_text(value, "NO", contact=contact).numbers for value in of_card)
            for of_card in by_card
        )
        yield Candidate(path, on, size)


def _place(cards: Sequence[DataCard], paths: Sequence[str], places: PlaceNames) -> Setting:
    counted: list[tuple[int, int, str]] = []
    for path in paths:
        texts = [", ".join(card.values(Field(select=path))) for card in cards]
        on = sum(bool(text) and places_in(text, places) != (UNKNOWN_PLACE,) for text in texts)
        counted.append((-on, sum(map(len, texts)), path))
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
