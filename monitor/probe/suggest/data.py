"""Lists that are data: which list of objects in JSON holds the ads, and how it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.fields import KEPT_BACK, NO_AD, whole
from monitor.probe.suggest.selectors import Names
from monitor.probe.suggest.ways_on import Way
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.json_card import ASSIGNED, LEAD, DataCard, parse_script
from scrapers.numbers.structured_data import names_phone
from scrapers.portal_config import Field, Mark

LEAST = 2
DEEPEST = 8
SAMPLE = 20
IDS = (
    "id", "_id", "uuid", "guid", "documentid", "slug", "adid", "listingid", "url", "link", "href",
)  # fmt: skip
TOTALS = re.compile(
    r"(?:^|[._])(?:total(?:_?(?:count|results|hits|items|elements))?|count|num_?found|hits_?total)$",
    re.IGNORECASE,
)
KEY = re.compile(r"[A-Za-z_][\w:-]*")
TAGS = re.compile(r"<\w+[^>]*>")
ADDRESS = re.compile(r"https?://|[/?]")
WHICH = "check the parameter's name in the portal's description"
NEXTS = re.compile(
    r"(?:^|\.)(?:next|next_?page|next_?url|next_?page_?url|next\.href)$", re.IGNORECASE
)
CURSORS = re.compile(r"(?:^|\.)(?:next_?cursor|end_?cursor|cursor|after)$", re.IGNORECASE)
PAGES = re.compile(r"(?:^|\.)(?:page|current_?page|page_?number)$", re.IGNORECASE)
PAGE_NAMES = re.compile(r"^_?(?:page|p|side|sida|seite|pg|page_?(?:number|no|num))$", re.IGNORECASE)
OFFSET_NAMES = re.compile(r"^_?(?:offset|start|skip|from)$", re.IGNORECASE)
OFFSETS = {
    "limit": "offset", "per_page": "offset", "page[limit]": "page[offset]", "_limit": "_start",
    "rows": "start", "take": "skip", "top": "skip", "$top": "$skip", "size": "from",
}  # fmt: skip
"""What a list is counted on by, by the name of how many it gives at a time. Only WordPress takes an
offset beside per_page; it refuses a `page` that is past the end."""


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
        return list(scalars(self.whole, stop=self.path.partition("[")[0]))

    def cards(self, address: str) -> list[DataCard]:
        """Return the objects as a sweep reads them."""
        return [DataCard(item, self.whole, address) for item in self.items]


def best_list(whole: Any, json_in: str = "") -> Data | None:
    """Return the list of objects that is likeliest to be the ads; None without a list."""
    lists = [
        Data(path, tuple(items), whole, json_in)
        for path, items in _lists(whole)
        if len(items) >= LEAST and all(isinstance(item, dict) for item in items)
    ]
    return max(lists, key=_score, default=None)


def _score(data: Data) -> tuple[float, int, str]:
    paths = data.paths
    names = [path.rsplit(".", 1)[-1] for path in paths]
    has_id = any(name.lower() in IDS or name.lower().endswith("id") for name in names)
    worth = min(6, len(paths)) / 6 * (1 + has_id) * (1 + 2 * any(map(names_phone, names)))
    return log2(1 + len(data.items)) * worth, -data.path.count("."), data.path


def scripts(html: HtmlPage) -> Iterator[Data]:
    """Yield the best list of each script of a page that holds data."""
    for element in html.tree().walk():
        if element.tag != "script" or "src" in element.attributes:
            continue
        kind = element.attributes.get("type", "")
        text = "".join(child for child in element.children if isinstance(child, str))
        assigned = ASSIGNED.search(text, 0, LEAD)
        selects = [*Names().of(element)[:-1]]
        if kind == "application/json":
            selects += ['script[type="application/json"]']
            selects += [
                f"{name}script:nth-of-type({at})" for name in ("", "body > ") for at in range(1, 9)
            ]
        elif assigned and '"' not in assigned[1]:
            selects = [f'script:lexbor-contains("{assigned[1]}")']
        else:
            continue
        try:
            value = parse_script(text)
        except LayoutChanged:
            continue
        select = next((s for s in selects if _first(html, s) == element.number), None)
        data = best_list(value, select) if select else None
        if data is not None:
            yield data


def _first(html: HtmlPage, select: str) -> int | None:
    return next((card.node.mem_id for card in html.cards(select)), None)


def _lists(whole: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield every list with its path; lists in the objects of a list are taken together."""
    waiting: list[tuple[str, Any, int]] = [("", whole, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > DEEPEST:
            continue
        if isinstance(value, list):
            yield path, value
            keys = {key for item in value if isinstance(item, dict) for key in item}
            for key in filter(KEY.fullmatch, sorted(keys)):
                inner = [item.get(key) for item in value if isinstance(item, dict)]
                joined = [one for some in inner if isinstance(some, list) for one in some]
                if joined and len(value) < len(joined):
                    waiting.append((f"{path.removesuffix('[]')}[].{key}[]", joined, depth + 1))
        elif isinstance(value, dict):
            named = [(key, inner) for key, inner in value.items() if KEY.fullmatch(key)]
            waiting += [(_under(path, key), inner, depth + 1) for key, inner in named]


def scalars(whole: Any, path: str = "", stop: str | None = None) -> Iterator[tuple[str, Any]]:
    """Yield what stands at the ends of the paths of an object; lists of texts are ends, too."""
    waiting: list[tuple[str, Any, int]] = [(path, whole, 0)]
    while waiting:
        here, value, depth = waiting.pop(0)
        if here and here == stop:
            continue
        if isinstance(value, dict) and depth < DEEPEST:
            named = [(key, inner) for key, inner in value.items() if KEY.fullmatch(key)]
            waiting += [(_under(here, key), inner, depth + 1) for key, inner in named]
        elif isinstance(value, list):
            inner = [item for item in value[:3] if isinstance(item, dict | list)]
            waiting += [(here, item, depth + 1) for item in inner if depth < DEEPEST]
            yield from ((here, item) for item in value[:3] if isinstance(item, str | int))
        elif here:
            yield here, value


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def data_fields(cards: Sequence[DataCard], paths: Sequence[str]) -> list[Field]:
    """Return where something may stand in objects: at a path, and where that is HTML, within it."""
    fields = []
    for path in paths:
        texts = [value for card in cards[:SAMPLE] for value in card.values(Field(select=path))]
        if path.rsplit(".", 1)[-1].lower() not in IDS:
            fields.append(Field(select=path, inside="body" if any(map(TAGS.search, texts)) else ""))
    return fields


def id_line(cards: Sequence[DataCard], paths: Sequence[str]) -> Setting | None:
    """Return the suggested `ad`: a key that is on every object and always different, or None."""
    fit = []
    for path in paths:
        values = [card.values(Field(select=path)) for card in cards]
        if len({texts[0] for texts in values if len(texts) == 1}) == len(cards):
            fit.append(path)
    names = {path: path.rsplit(".", 1)[-1].lower() for path in fit}
    named = [path for path in fit if names[path] in IDS or re.search(r"(?:I|_i)d$", path)]
    named.sort(key=lambda path: (path.count("."), names[path] not in IDS, names[path] in IDS[-4:]))
    if not fit:
        return None
    why = f"{len(cards)} of {len(cards)} objects have one, all different"
    return Setting("ad", {"select": (named or fit)[0]}, bool(named), why)


def data_total(around: Sequence[tuple[str, Any]], seen: int) -> tuple[Setting, int | None]:
    """Return the suggested `total` of a list that is data, and what it says."""
    for path, value in around:
        is_count = isinstance(value, int) and not isinstance(value, bool)
        if TOTALS.search(path) and is_count and value >= seen:
            sure = "total" in path.lower() or value > seen
            return Setting("total", {"select": path}, sure, "a count beside the list"), value
    why = "no count stands beside the list; with one, a sweep that misses ads is noticed"
    return Setting("total", None, sure=False, why=why), None


def data_marks(cards: Sequence[DataCard], paths: Sequence[str]) -> tuple[list[Mark], list[Mark]]:
    """Return what may say that an object is no ad, and that its number is kept back."""
    marks: dict[Mark, None] = {}
    back = []
    for path in paths:
        name = path.rsplit(".", 1)[-1].lower().removeprefix("is_")
        if name in NO_AD:
            marks[Mark(select=path)] = None
        if name in KEPT_BACK:
            back.append(Mark(select=path))
        for card in cards:
            for text in card.values(Field(select=path)):
                if (word := text.strip(" .:!*()[]").casefold()) in NO_AD:
                    marks[Mark(select=path, pattern=whole(word))] = None
    return list(marks), back


def data_ways(data: Data, address: str) -> Iterator[Way]:
    """Yield the ways on of data: an address or a mark in the answer, then what can be counted."""
    around, seen = data.around, len(data.items)
    for path, value in around:
        if NEXTS.search(path) and isinstance(value, str) and ADDRESS.match(value):
            yield Way({"select": path}, "the address of the next page")
        elif CURSORS.search(path) and isinstance(value, str) and value:
            is_cursor = path.lower().endswith(("next_cursor", "nextcursor"))
            name = "cursor" if is_cursor else "after"
            template = f"{urlsplit(address).path}?{name}={{next}}"
            yield Way({"select": path, "template": template}, "a cursor", doubt=WHICH)
    for path, value in around:
        if PAGES.search(path) and value in {0, 1}:
            name = "pagination[page]" if "pagination.page" in path.lower() else "page"
            table = {"parameter": name, "first": int(value)}
            yield Way(table, "a page number beside the list", doubt=WHICH)
    yield from _ways_by_address(address, seen)
    if any(TOTALS.search(path) or PAGES.search(path) for path, _ in around) or seen >= 10:
        yield Way({"parameter": "page"}, "nothing leads on", doubt=f"a guess: {WHICH}", guess=True)


def _ways_by_address(address: str, seen: int) -> Iterator[Way]:
    """Yield ways on by what the address says: which page this is, or how many at a time."""
    for name, value in parse_qsl(urlsplit(address).query):
        if PAGE_NAMES.search(name) and value in {"0", "1"}:
            table: dict[str, object] = {"parameter": name, "first": int(value)}
            yield Way(table, "the page number in the address", doubt=WHICH)
        elif OFFSET_NAMES.search(name) and value == "0":
            table = {"parameter": name, "first": 0, "step": seen}
            yield Way(table, "the offset in the address", doubt=WHICH)
        is_limit = name != "per_page" or "/wp-json/" in address
        if is_limit and value == str(seen) and name in OFFSETS:
            table = {"parameter": OFFSETS[name], "first": 0, "step": seen}
            why = f"a guess: beside {name} there is often {OFFSETS[name]}"
            yield Way(table, why, doubt="see the portal's description")
