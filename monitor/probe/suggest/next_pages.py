"""How an unknown list goes on: a link that says next, a button, or numbers that can be counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from monitor.probe.suggest.cards import Cards
from monitor.probe.suggest.line import Setting
from monitor.probe.suggest.selectors import element_selectors, is_machine_made, selector_for
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.http.addresses import resolve
from scrapers.http.client import origin

WORDS = re.compile(
    r"^\W*(?:neste|next|nästa|næste|seuraava|weiter|nächste|suivante?|siguiente|próxima|seguinte|"
    r"następna|volgende|successiva|older|eldre|äldre|flere|more|vis flere|load more)"
    r"(?: (?:side|page|sida|seite|posts|entries|annonser|ads|results|treff))?\W*$|^\s*[›»→>]\s*$",
    re.IGNORECASE,
)
PLAIN = re.compile(r"[\w-]+$")
RELATED = 'a[rel~="next"]'
LABELS = ("aria-label", "title")
NAMES_NEXT = re.compile(
    r"next|neste|näst|naest|older|eldre|äldre|forward|weiter|suiv|sig|more", re.I
)
"""What the name of a class, a label or a parameter says that only leads on, never back."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A link of a numeric pager: what it says, and where in its address a number stands."""

    says: int
    where: str
    number: int
    address: str = field(repr=False)


def find_next(page: HtmlPage, cards: Cards | None) -> Setting:
    """Return the suggested `next`."""
    own = cards.elements if cards else ()
    inside = {element.number for card in own for element in card.walk()}
    outside = [element for element in page.tree().walk() if element.number not in inside]
    setting = (
        _by_relation(page)
        or _by_words(page, outside, len(cards.elements) if cards else 0)
        or find_counted(page, outside)
    )
    return setting or Setting(
        "next", {"only_page": True}, sure=False, why="no way on was seen; is this list one page"
    )


def find_counted(page: HtmlPage, outside: list[Element] | None = None) -> Setting | None:
    """Return a `next` made by counting, from a pager that shows page numbers."""
    elements = outside if outside is not None else list(page.tree().walk())
    links = [link for element in elements for link in _numbered(page, element)]
    by_place: dict[str, dict[int, Numbered]] = {}
    for link in links:
        by_place.setdefault(link.where, {})[link.says] = link
    for where, by_number in sorted(by_place.items(), key=lambda item: -len(item[1])):
        line = _counted(where, sorted(by_number.values(), key=lambda link: link.says))
        if line is not None:
            return line
    return None


def _by_relation(page: HtmlPage) -> Setting | None:
    for select in (RELATED, 'link[rel~="next"]'):
        if _leads_on(page, select):
            return Setting(
                "next", {"select": select}, sure=True, why="the page itself calls it next"
            )
    return None


def _by_words(page: HtmlPage, outside: list[Element], cards: int) -> Setting | None:
    """Find a link or button that says next.

    One without a class or label of its own cannot be told from "previous", which stands beside it
    from page 2 on: then its address is counted on.
    """
    for element in outside:
        if element.tag not in {"a", "button", "input"} or not _says_next(element):
            continue
        if element.tag == "a" and not element.attributes.get("href"):
            continue
        above = element.parent
        names = element_selectors(element)[:-1] + _by_label(element)
        if above is not None:
            names += [f"{name} > {element.tag}" for name in element_selectors(above)[:-1]]
        names += [element.tag]
        # Pagers above and below the list may both say it, so one match is not asked for.
        select = selector_for(page, [element], names) or _twice(page, names)
        counted = _by_its_number(page, element, cards)
        is_named = select is not None and bool(NAMES_NEXT.search(select))
        if counted is not None and not is_named:
            return counted
        select = select if is_named else _by_parameter(page, element) or select
        if select and _leads_on(page, select):
            return _selected(select, "link" if element.tag == "a" else "button")
    return None


def _selected(select: str, kind: str) -> Setting:
    doubt = "; the class looks machine-made" if is_machine_made(select) else ""
    if not NAMES_NEXT.search(select) or "[href*=" in select:
        doubt += "; does any other link look the same on page 2"
    why = f"a {kind} that says next; check that the last page has none{doubt}"
    return Setting("next", {"select": select}, sure=not doubt, why=why)


def _by_parameter(page: HtmlPage, element: Element) -> str | None:
    """Return a selector by a parameter of the link's address whose name says next."""
    query = urlsplit(element.attributes.get("href", "")).query
    names = [name for name, _ in parse_qsl(query) if NAMES_NEXT.search(name) and PLAIN.match(name)]
    links = [f'a[href*="{name}="]' for name in names]
    if element.parent is not None:
        links = [f"{element.parent.tag} > {link}" for link in links] + links
    return selector_for(page, [element], links) if links else None


def _by_its_number(page: HtmlPage, element: Element, cards: int) -> Setting | None:
    """Return a `next` by the one number in a next link: a page's, or how many ads come before."""
    address = resolve(page.address, element.attributes.get("href", ""))
    if element.tag != "a":
        name, value = (element.attributes.get(key, "") for key in ("name", "value"))
        address = urlsplit(page.found_at)._replace(query=urlencode({name: value})).geturl()
    here = dict(parse_qsl(urlsplit(page.found_at).query))
    numbers = [
        (name, int(value))
        for name, value in parse_qsl(urlsplit(address).query)
        if value.isdigit() and len(value) < 5 and here.get(name) != value
    ]
    if len(numbers) != 1 or origin(address) != origin(page.found_at):
        return None
    name, number = numbers[0]
    if number not in {1, 2, cards}:
        return None
    table = {"parameter": name, "first": 0 if number != 2 else 1}
    table |= {"step": cards} if number == cards and cards > 2 else {}
    kind = "link" if element.tag == "a" else "button"
    why = f"the number in the {kind} that says next, which has no class or label of its own"
    return Setting("next", table, sure=False, why=why)


def _by_label(element: Element) -> list[str]:
    """Return a selector by the spoken label, which pagers without words have."""
    return [
        f'{element.tag}[{name}="{value}"]'
        for name in LABELS
        if WORDS.match(value := element.attributes.get(name, "")) and '"' not in value
    ]


def _says_next(element: Element) -> bool:
    says = element.text() or element.attributes.get("value", "")
    labels = [element.attributes.get(name, "") for name in LABELS]
    return any(map(WORDS.match, filter(None, (says, *labels))))


def _twice(page: HtmlPage, names: list[str]) -> str | None:
    return next((name for name in names if "." in name and _leads_on(page, name)), None)


def _leads_on(page: HtmlPage, select: str) -> bool:
    """Tell whether a selector leads to just one page, another one of the same host."""
    try:
        address = page.next_address(select)
    except LayoutChanged:
        return False
    return (
        bool(address)
        and address != page.found_at
        and origin(address or "") == origin(page.found_at)
    )


def _numbered(page: HtmlPage, element: Element) -> Iterator[Numbered]:
    """Yield the numbers in the address of a link that says a page number."""
    text, href = element.text(), element.attributes.get("href", "")
    if element.tag != "a" or not re.fullmatch(r"[1-9][0-9]{0,3}", text) or not href:
        return
    address = resolve(page.address, href)
    if origin(address) != origin(page.found_at):
        return
    parts = urlsplit(address)
    for name, value in parse_qsl(parts.query):
        if value.isdigit() and len(value) < 7:
            yield Numbered(int(text), f"?{name}", int(value), address)
    for match in re.finditer(r"(?<=[/-])[0-9]{1,6}(?=/?$|\.\w+$)", parts.path):
        yield Numbered(int(text), f"/{match.start()}", int(match[0]), address)


def _counted(where: str, links: list[Numbered]) -> Setting | None:
    """Return how the numbers in the addresses grow with the page numbers, where they do evenly."""
    pairs = [(link.says, link.number) for link in links if link.says > 1]
    if not pairs:
        return None
    (says, number), (last, highest) = pairs[0], pairs[-1]
    step = (highest - number) // (last - says) if last > says else (1 if number == says else 0)
    step = step or number // max(1, says - 1)
    first = number - (says - 1) * step
    if step < 1 or first < 0 or any(n != first + (s - 1) * step for s, n in pairs):
        return None
    table = _table(where, links[-1], first, step)
    sure = len(pairs) > 1
    why = f"{len(pairs)} page numbers whose addresses can be counted"
    return Setting("next", table, sure, why + ("" if sure else "; only one was seen"))


def _table(where: str, sample: Numbered, first: int, step: int) -> dict[str, object]:
    table: dict[str, object]
    if where.startswith("?"):
        table = {"parameter": where[1:]}
    else:
        path, place = urlsplit(sample.address).path, int(where[1:])
        rest = path[place:].lstrip("0123456789")
        table = {"template": f"{path[:place]}{{page}}{rest}"}
    table["first"] = first
    return table | ({"step": step} if step != 1 else {})
