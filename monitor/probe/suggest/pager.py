"""The pager of a list page: what leads on, and how many pages are announced."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import parse_qsl, urljoin, urlsplit

from monitor.privacy.acting_links import WORD, address_acts, words_of
from monitor.probe.suggest.page_words import WORDS, either, says
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_links import has_no_address, has_pager, is_switched_off, target_of
from scrapers.extract.html_tree import Element, Node, node_text
from scrapers.http.addresses import with_parameter
from scrapers.http.client import origin

LEADING = WORDS["next"] | WORDS["more"]
KNOWN = LEADING | WORDS["beside_next"]
ARROWS = frozenset("›→>⟩▶❯⇒»")
NUMBER = re.compile(rf"\W*(?:{either('page')})?\s*([1-9][0-9]{{0,3}})\W*", re.IGNORECASE)
STATED = re.compile(
    rf"\b(?:{either('page')})\s+\d+\s*(?:{either('of')}|/)\s*(\d{{1,4}})\b", re.IGNORECASE
)
MOST_PAGES = 5000
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Way:
    """A `next` that may be right, and where it should lead, if that is known.

    `doubt` says why it is not sure even where page 2 brings other ads; a `guess` is nothing that
    the page says, and is dropped where page 2 brings none.
    """

    table: Mapping[str, object]
    why: str
    address: str = ""
    doubt: str = ""
    guess: bool = False


@dataclass(frozen=True, slots=True)
class NextLink:
    """A link or a button that may lead on, where to, and how much speaks for it."""

    element: Element
    address: str = field(repr=False)
    score: float


SCRIPTED = ("data-url", "data-href", "data-src", "data-next", "data-next-url", "hx-get")
"""Attributes in which buttons keep an address for a script."""


class PagerLinks:
    """What on a page may lead on: links, buttons, page numbers; not what is on a card."""

    def __init__(self, page: HtmlPage, inside: Collection[int] = ()) -> None:
        self._page, self._here, self._inside = page, page.found_at, set(inside)
        self._site = origin(self._here)
        drawn = page.cards("a, link, button, input, span")
        self._nodes = nodes = {card.node.mem_id: card.node for card in drawn}
        self._elements = [e for e in page.tree().walk() if e.number not in inside]
        targets = {
            element: address
            for element in self._elements
            if element.number in nodes and (address := self._target(nodes[element.number]))
        }
        numbers = {
            int(match[1]): address
            for element, address in targets.items()
            if element.tag == "a" and (match := NUMBER.fullmatch(element.text()))
            and not any(says("apart", names_of(up)) for up in element.ancestors())
        }  # fmt: skip
        # Without a page 2 they are something else: days, or how many ads to a page.
        self.numbers = numbers if 2 in numbers else {}
        scored = (NextLink(e, address, self._score(e, address)) for e, address in targets.items())
        self.links = sorted((x for x in scored if x.score >= 2), key=lambda link: -link.score)

    @property
    def announced(self) -> int:
        """How many pages the list is said to have, at least; 1 where nothing is said."""
        stated = map(int, STATED.findall(node_text(self._page.root)))
        return max(1, *(count for count in (*self.numbers, *stated) if count <= MOST_PAGES), 1)

    @property
    def is_off(self) -> bool:
        """Whether there is a way on that is switched off, as on a last page."""
        nodes = self._nodes
        drawn = (e for e in self._elements if e.number in nodes)
        return any(clearness(e) for e in drawn if is_switched_off(nodes[e.number]))

    @property
    def scripted(self) -> str:
        """The attribute in which a button that leads on keeps an address for a script.

        Not the address: where a list goes on behind its last ad, that ad's id stands in it.
        """
        for element in filter(clearness, self._elements):
            for name in SCRIPTED:
                address = urljoin(self._here, element.attributes.get(name) or "#")
                is_ours = origin(address) == self._site and not address_acts(address)
                if element.attributes.get(name) and is_ours:
                    return name
        return ""

    @property
    def is_by_script(self) -> bool:
        """Whether something leads on, is not switched off, and names nothing to be asked for."""
        ways = (e for e in self._elements if e.tag in {"a", "button"} and e.number in self._nodes)
        nodes = (self._nodes[e.number] for e in ways if clearness(e) >= 3)
        has_button = any(has_no_address(node) for node in nodes)
        return has_button or has_pager(self._page.root, self._page, self._inside)

    def counted(self, start: str) -> Iterator[Way]:
        """Yield the way on by page numbers whose addresses grow evenly, if they do.

        `start` is where the list begins.
        """
        likeliest = next((link.address for link in self.links if link.score >= 3), "")
        numbers = self.numbers or {2: likeliest}
        second, tail = numbers[2], _tail(numbers[2])
        made: list[tuple[int, dict[str, object]]] = []
        for match in re.finditer(r"\d{1,7}", tail):
            template = f"{tail[: match.start()]}{{page}}{tail[match.end() :]}"
            if grown := _grows(template, int(match[0]), numbers):
                fits, table = grown
                made.append((fits, _with_name(template, table, start, second)))
        if made:
            fits, table = max(made, key=lambda one: one[0])
            yield Way(table, f"{fits} page numbers whose addresses can be counted", second)

    def _target(self, node: Node) -> str | None:
        """Return where an element leads on this host, if that is another page and does nothing."""
        try:
            address = target_of(node, self._page)
        except LayoutChanged:
            return None
        if address is None or origin(address) != self._site:
            return None
        return None if address == self._here or address_acts(address) else address

    def _score(self, element: Element, address: str) -> float:
        """Return how much speaks for an element's leading to the next page; 0 for nothing."""
        is_related = "next" in element.attributes.get("rel", "").lower().split()
        is_named = element.tag != "link" and leads_by_name(names_of(element))
        score = max(clearness(element), 5.0 * is_related, 3.0 * is_named)
        if not score:
            return 0.0
        about = " ".join(map(names_of, (element, *islice(element.ancestors(), 3))))
        here, there = urlsplit(self._here).path, urlsplit(address).path
        score += 3 * (self.numbers.get(2) == address)
        score += 1 if there.rpartition("/")[0].startswith(here.rpartition("/")[0]) else -1
        return score - 4 * says("apart", f"{about} {there}")


def names_of(element: Element) -> str:
    """Return the classes and the id of an element."""
    return f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}"


def leads_by_name(names: str) -> bool:
    """Tell whether a class or an id, in a selector too, says that a link leads on, never back."""
    plain = re.sub(r"[.#>]", " ", names)
    return any(says(kind, plain) for kind in ("next", "named_next"))


def texts_of(element: Element) -> dict[str, str]:
    """Return the texts of a link or a button by where they stand: "" for its own."""
    attributes = element.attributes
    alt = (one.attributes["alt"] for one in element.walk() if one.attributes.get("alt"))
    return {
        "": element.text() or attributes.get("value", ""),
        "aria-label": attributes.get("aria-label", ""),
        "title": attributes.get("title", ""),
        "alt": next(alt, ""),
    }


def clearness(element: Element) -> float:
    """Return how clearly the words of an element say that it leads on; 0 for not at all."""
    is_button = element.tag != "a"
    clear = (_clearness(text, is_button=is_button) for text in texts_of(element).values())
    return next(filter(None, clear), 0.0)


def _clearness(text: str, *, is_button: bool) -> float:
    if 0 < len(plain := text.strip()) <= 3 and set(plain.replace(" ", "")) <= ARROWS:
        return 3.0 if "»" not in plain else 2.5
    words = words_of(text)
    if len(words) > MOST_WORDS or LEADING.isdisjoint(words):
        return 0.0
    if not is_known(text):
        return 0.0 if WORDS["next"].isdisjoint(words) else 1.5
    if not WORDS["next"].isdisjoint(words):
        return 4.0
    return 3.0 if len(words) > 1 or is_button else 2.0


def is_known(text: str) -> bool:
    """Tell whether all words of a text are ours: then a block may repeat it."""
    return KNOWN.issuperset(words_of(text))


def spelled(text: str) -> str:
    """Return the word or the arrow that leads on as a text spells it, or nothing."""
    words = (word for word in WORD.findall(text) if word.casefold() in LEADING)
    return next(words, text.strip() if set(text.strip()) <= ARROWS else "")


def _grows(
    template: str, second: int, numbers: Mapping[int, str]
) -> tuple[int, dict[str, object]] | None:
    """Return how many addresses of page numbers grow evenly, and how; None where they do not."""
    form = re.compile(re.escape(template).replace(r"\{page\}", r"(\d{1,7})"))
    pairs = ((page, form.fullmatch(_tail(address))) for page, address in numbers.items())
    values = {page: int(match[1]) for page, match in pairs if match and page > 1}
    last = max(values)
    grown = (values[last] - second) // (last - 2) if last > 2 else 0
    step = grown or (1 if second <= 2 else second)
    first = second - step
    even = all(value == first + (page - 1) * step for page, value in values.items())
    if step < 1 or first < 0 or not even:
        return None
    table: dict[str, object] = {"first": first}
    if step != 1:
        table["step"] = step
    return len(values), table


def _with_name(
    template: str, grows: dict[str, object], start: str, second: str
) -> dict[str, object]:
    """Return a way by a parameter of the start, or where that is another address, a template."""
    for name, value in parse_qsl(urlsplit(template).query):
        if value == "{page}":
            number = dict(parse_qsl(urlsplit(second).query))[name]
            if _plain(with_parameter(start, name, number)) == _plain(second):
                return {"parameter": name} | grows
    return {"template": template} | grows


def _tail(address: str) -> str:
    """Return the path and the query of an address."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _plain(address: str) -> tuple[str, str, list[tuple[str, str]]]:
    parts = urlsplit(address)
    return parts.netloc, parts.path, sorted(parse_qsl(parts.query, keep_blank_values=True))
