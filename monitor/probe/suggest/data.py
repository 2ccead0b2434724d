"""Lists that are data: which list of objects in JSON holds the ads, and how it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.fields import mark_lines, no_ad_pattern
from monitor.probe.suggest.page_words import OFFSETS, keyed
from monitor.probe.suggest.pager import Way
from monitor.probe.suggest.selectors import Names
from monitor.probe.suggest.ways import Source, one_page
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.json_card import DataCard, in_jmespath
from scrapers.extract.list_page import is_total
from scrapers.extract.script_data import ASSIGNED, LEAD, parse_script
from scrapers.numbers.word_lists import names_phone
from scrapers.portal_config import Field, Mark

DEEPEST = 8
SAMPLE = 20
KEY = re.compile(r"[A-Za-z_][\w:-]*")
TAGS = re.compile(r"<\w+[^>]*>")
ADDRESS = re.compile(r"https?://|[/?]")
LINKED_DATA = "application/ld+json"
ITEM_LIST = re.compile(r'"@type"\s*:\s*"(?:https?://schema.org/)?ItemList"')
"""Other lists in such data are the way here, questions and answers, or the portal's branches."""

LEAST_KEYED = 3
WHICH = "check the parameter's name in the portal's description"


@dataclass(frozen=True, slots=True)
class Data:
    """A list of objects that may be the ads, and what it stands in."""

    path: str
    items: tuple[Any, ...] = field(repr=False)
    whole: Any = field(repr=False)
    json_in: str = ""

    @property
    def paths(self) -> list[str]:
        """The paths at which the objects have anything."""
        return list(dict.fromkeys(p for item in self.items[:SAMPLE] for p, _ in scalars(item)))

    @property
    def around(self) -> list[tuple[str, Any]]:
        """What stands beside the list, with its paths."""
        stop = self.path.removeprefix("values(").removesuffix(")").partition("[")[0]
        return list(scalars(self.whole, stop=stop))

    def cards(self, address: str) -> list[DataCard]:
        """Return the objects as a sweep reads them."""
        return [DataCard(item, self.whole, address) for item in self.items]


def best_list(whole: Any, json_in: str = "") -> Data | None:
    """Return the list of objects that is likeliest to be the ads; None without a list."""
    lists = [
        Data(path, tuple(items), whole, json_in)
        for path, items in _lists(whole)
        if len(items) > 1 and all(isinstance(item, dict) for item in items)
    ]
    return max(lists, key=_score, default=None)


def _score(data: Data) -> tuple[float, int, str]:
    paths = data.paths
    has_phone = any(names_phone(path.rsplit(".", 1)[-1]) for path in paths)
    worth = min(6, len(paths)) * (1 + any(map(_is_id, paths))) * (1 + 2 * has_phone)
    return log2(1 + len(data.items)) * worth, -data.path.count("."), data.path


def _is_id(path: str) -> bool:
    return keyed("id", path) or path.lower().endswith("id")


def scripts(html: HtmlPage) -> Iterator[Data]:
    """Yield the best list of each script of a page that holds data.

    Where a selector finds several scripts, a sweep reads the one that has the list.
    """
    for element in html.tree().walk():
        if element.tag != "script" or "src" in element.attributes:
            continue
        text = "".join(child for child in element.children if isinstance(child, str))
        assigned = ASSIGNED.search(text, 0, LEAD)
        kind = element.attributes.get("type", "")
        if kind == "application/json" or (kind == LINKED_DATA and ITEM_LIST.search(text)):
            (select, *_) = (*Names().of(element)[:-1], f'script[type="{kind}"]')
        elif assigned and '"' not in assigned[1]:
            select = f'script:lexbor-contains("{assigned[1]}")'
        else:
            continue
        try:
            data = best_list(parse_script(text), select)
        except LayoutChanged:
            continue
        if data is not None:
            yield data


def data_source(data: Data, address: str, ways: Sequence[Way]) -> Source | None:
    """Return a list of objects as the ads; None where they cannot be told apart."""
    cards, paths = data.cards(address), data.paths
    ad = _id_line(cards, paths)
    if ad is None:
        return None
    total, stated = total_beside(data.around, len(cards))
    inner = Setting("json_in", data.json_in, True, "the page carries its list as data")
    lines = [
        Setting("format", "json", True, "selectors are then paths of keys"),
        *([inner] if data.json_in else []),
        Setting.of("cards", data.path, f"{len(cards)} objects", {"they are few": len(cards) < 3}),
        *(ad, total),
        *mark_lines(cards, *_marks(cards, paths)),
    ]
    end = one_page(len(cards), stated, "nothing leads on; is it one page")
    others = [] if end.sure else [*ways]
    return Source(cards, lines, _fields(cards, paths), None, stated, others, end)


def _lists(whole: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield every list with its path; lists in the objects of a list are taken together."""
    waiting: list[tuple[str, Any, int]] = [("", whole, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > DEEPEST:
            continue
        if isinstance(value, list):
            yield path, value
            objects = [item for item in value if isinstance(item, dict)]
            for key in sorted({key for item in objects for key in item if KEY.fullmatch(key)}):
                inner = [item[key] for item in objects if isinstance(item.get(key), list)]
                joined = [one for some in inner for one in some]
                if len(value) < len(joined):
                    waiting.append((f"{path.removesuffix('[]')}[].{key}[]", joined, depth + 1))
        elif isinstance(value, dict) and _are_by_id(value):
            yield f"values({in_jmespath(path) or '@'})", [*value.values()]
        elif isinstance(value, dict):
            waiting += [(*named, depth + 1) for named in _named(path, value)]


def _are_by_id(value: dict[str, Any]) -> bool:
    """Tell whether an object is a list in which each object stands under its id."""
    return (
        len(value) >= LEAST_KEYED
        and all(isinstance(item, dict) for item in value.values())
        and all(any(sign.isdigit() for sign in key) for key in value)
    )


def scalars(whole: Any, stop: str | None = None) -> Iterator[tuple[str, Any]]:
    """Yield what stands at the ends of the paths of an object; lists of texts are ends, too."""
    waiting: list[tuple[str, Any, int]] = [("", whole, 0)]
    while waiting:
        here, value, depth = waiting.pop(0)
        if here and here == stop:
            continue
        if isinstance(value, dict) and depth < DEEPEST:
            waiting += [(*named, depth + 1) for named in _named(here, value)]
        elif isinstance(value, list):
            inner = [item for item in value[:3] if isinstance(item, dict | list)]
            waiting += [(here, item, depth + 1) for item in inner if depth < DEEPEST]
            yield from ((here, item) for item in value[:3] if isinstance(item, str | int))
        elif here:
            yield here, value


def _named(path: str, value: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(f"{path}.{k}" if path else k, v) for k, v in value.items() if KEY.fullmatch(k)]


def _fields(cards: Sequence[DataCard], paths: Sequence[str]) -> list[Field]:
    """Return where something may stand in objects: at a path, and where that is HTML, within it."""
    fields = []
    for path in paths:
        if not keyed("id", path):
            texts = [value for card in cards[:SAMPLE] for value in card.values(Field(select=path))]
            fields.append(Field(select=path, inside="body" if any(map(TAGS.search, texts)) else ""))
    return fields


def _id_line(cards: Sequence[DataCard], paths: Sequence[str]) -> Setting | None:
    """Return the suggested `ad`: a key that is on every object and always different, or None."""
    values = {path: [card.values(Field(select=path)) for card in cards] for path in paths}
    fit = [
        path
        for path, by_card in values.items()
        if len({texts[0] for texts in by_card if len(texts) == 1}) == len(cards)
    ]
    if not fit:
        return None
    named = [path for path in fit if keyed("id", path) or re.search(r"(?:I|_i)d$", path)]
    named.sort(key=lambda p: (p.count("."), not keyed("id", p), keyed("link", p)))
    fit.sort(key=lambda p: not keyed("link", p))  # a place in the list is different, too
    why = f"{len(cards)} of {len(cards)} objects have one, all different"
    doubts = {"its name does not say that it is an id": not named}
    return Setting.of("ad", {"select": (named or fit)[0]}, why, doubts)


def total_beside(around: Sequence[tuple[str, Any]], seen: int) -> tuple[Setting, int | None]:
    """Return the suggested `total` of a list that is data, and what it says."""
    for path, value in around:
        is_count = isinstance(value, int) and not isinstance(value, bool)
        if keyed("total", path) and is_count and value >= seen and is_total(value):
            doubts = {"is it the whole list's": value == seen and "total" not in path.lower()}
            return Setting.of("total", {"select": path}, "a count beside the list", doubts), value
    why = "no count stands beside the list; with one, a sweep that misses ads is noticed"
    return Setting("total", None, sure=False, why=why), None


def _marks(cards: Sequence[DataCard], paths: Sequence[str]) -> tuple[list[Mark], list[Mark]]:
    """Return what may say that an object is no ad, and that its number is kept back."""
    marks: dict[Mark, None] = {}
    for path in paths:
        if no_ad_pattern(path.rsplit(".", 1)[-1].lower().removeprefix("is_")):
            marks[Mark(select=path)] = None
        for text in (text for card in cards for text in card.values(Field(select=path))):
            if pattern := no_ad_pattern(text):
                marks[Mark(select=path, pattern=pattern)] = None
    return list(marks), [Mark(select=path) for path in paths if keyed("kept_back", path)]


def data_ways(data: Data, address: str) -> Iterator[Way]:
    """Yield the ways on of data: an address or a mark in the answer, then what can be counted."""
    around, seen = data.around, len(data.items)
    for path, value in around:
        if keyed("next", path) and isinstance(value, str) and ADDRESS.match(value):
            yield Way({"select": path}, "the address of the next page")
        elif _is_mark(path, value):
            for name in _names_of_mark(path.lower()):
                select = _while_more(path, around)
                table = {"select": select, "template": _with_mark(address, name)}
                yield Way(table, "a cursor", doubt=WHICH)
    for path, value in around:
        if keyed("page", path) and value in {0, 1}:
            name = "pagination[page]" if "pagination.page" in path.lower() else "page"
            counted = {"parameter": name, "first": int(value)}
            yield Way(counted, "a page number beside the list", doubt=WHICH)
    yield from _ways_by_address(address, seen)
    if seen >= 10 or any(keyed(kind, path) for path, _ in around for kind in ("total", "page")):
        yield Way({"parameter": "page"}, "nothing leads on", doubt=f"a guess: {WHICH}", guess=True)


def _is_mark(path: str, value: object) -> bool:
    is_named = keyed("cursor", path) or keyed("next", path)
    return is_named and isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _while_more(path: str, around: Sequence[tuple[str, Any]]) -> str:
    """Return the path of a mark, with the flag beside it that says whether there is more.

    Where one is, the last page may have a mark, too.
    """
    beside = path.rpartition(".")[0]
    flags = [
        flag
        for flag, value in around
        if value is True and keyed("more", flag) and flag.rpartition(".")[0] == beside
    ]
    return " && ".join([in_jmespath(each) for each in (*flags, path)]) if flags else path


def _names_of_mark(path: str) -> Iterator[str]:
    """Yield what the parameter for a mark may be called, the likeliest first."""
    if "offset" in path:
        yield "offset"
    yield from ("cursor", "after") if "next" in path else ("after", "cursor")


def _with_mark(address: str, name: str) -> str:
    """Return a template for the next page that asks for all that an address asks for."""
    parts = urlsplit(address)
    others = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] != name]
    return f"{parts.path}?{'&'.join([*others, f'{name}={{next}}'])}"


def _ways_by_address(address: str, seen: int) -> Iterator[Way]:
    """Yield ways on by what the address says: which page this is, or how many at a time."""
    for name, value in parse_qsl(urlsplit(address).query):
        if keyed("page", name) and value in {"0", "1"}:
            table: dict[str, object] = {"parameter": name, "first": int(value)}
            yield Way(table, "the page number in the address", doubt=WHICH)
        elif keyed("offset", name) and value == "0":
            table = {"parameter": name, "first": 0, "step": seen}
            yield Way(table, "the offset in the address", doubt=WHICH)
        is_limit = name in OFFSETS and (name != "per_page" or "/wp-json/" in address)
        if is_limit and value == str(seen):
            table = {"parameter": OFFSETS[name], "first": 0, "step": seen}
            why = f"a guess: beside {name} there is often {OFFSETS[name]}"
            yield Way(table, why, doubt="see the portal's description")
