"""The pager of a list page: what leads on, and how many pages are announced."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from monitor.privacy.acting_links import link_acts
from monitor.probe.suggest.selectors import Names, matched
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.http.addresses import resolve, with_parameter
from scrapers.http.client import origin

_NEXT = (
    "următoare след หน้าต่อไป vecchi раньше "
    "neste next nästa næste seuraava seuraavat weiter nächste nächster nächstes suivant "
    "suivante suivants suivantes siguiente siguientes próxima próximo proxima proximo "
    "seguinte seguintes następna następne następny dalej volgende successiva successivo "
    "successive successivi avanti prossima prossimo următoarea următorul următoarele "
    "urmatoarea înainte inainte další sonraki далее следующая следующие следующий вперёд "
    "вперед дальше ถัดไป หน้าถัดไป επόμενη 下一页 次へ older eldre äldre ældre vanhemmat ältere "
    "anciens anteriores antiguos antiguas precedenti starsze vechi старые forward fremover "
    "videre "
)
NEXT = frozenset(_NEXT.split())
_MORE = (
    "altro più "
    "more flere mer fler flera mere lisää mehr plus más altri altre więcej multe ещё еще mais meer "
)
MORE = frozenset(_MORE.split())
_BESIDE_NEXT = (
    "anzeigen hämta ladda afficher view posts "
    "side siden sida sidan sider page pages sivu sivut seite seiten página pagina strona "
    "stronę страница страницу posts post entries entry innlegg inlägg indlæg annonser annonse "
    "ads results resultater resultat treff items artikler gå til go to till zur the vis show "
    "visa last load inn in indlæs näytä lataa laden voir charger cargar ver mostrar carica "
    "mostra pokaż załaduj încarcă arată показать загрузить les entradas articles de artículos "
    "listings profiler die ogłoszenia se see hent anunțuri annunci annonces d anuncios "
    "объявления mai wpisy "
)
BESIDE_NEXT = frozenset(_BESIDE_NEXT.split())
ARROWS = frozenset("›→>⟩▶❯⇒»")
NAMED = re.compile(
    r"next|neste|näst|naest|næste|older|eldre|äldre|ældre|forward|weiter|suiv|siguiente|seguinte|more|nav-previous",
    re.I,
)
"""What the name of a class, a label or a parameter says that only leads on, never back."""

OFF = re.compile(r"(?:^|[-_ ])(?:disabled|inactive|inaktiv|deaktivert|off)(?=$|[-_ ])", re.I)
APART = re.compile(
    r"kalender|calendar|month|maaned|måned|carousel|karusell|slide|swiper|galler", re.I
)
PAGER = re.compile(r"pag|sider|sidetall|sidevalg|bla\b|next|neste|nav", re.I)
SIDE_OF = re.compile(
    r"\b(?:side|page|sida|sivu|seite|página|pagina|strona)\s+\d+\s*(?:av|af|of|von|/|sur|de|di|z)\s*(\d{1,4})\b",
    re.I,
)
MOST_PAGES = 5000


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a button that may lead on, where to, how much speaks for it, and by which word."""

    element: Element
    address: str = field(repr=False)
    score: float
    word: str

    @property
    def spelled(self) -> str:
        """The word that leads on as the page spells it, which is one of ours."""
        text = self.element.text()
        at = text.casefold().find(self.word) if self.word else -1
        return text[at : at + len(self.word)] if at >= 0 else ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Addresses that grow evenly with page numbers: `template` has {page} in it."""

    template: str
    first: int
    step: int
    pages: int

    def address(self, page: int) -> str:
        """Return the address of a page, the first one being 1."""
        return self.template.replace("{page}", str(self.first + (page - 1) * self.step))

    def table(self, start: str) -> dict[str, object]:
        """Return it as `next` of a block whose list begins at `start`."""
        made: dict[str, object] = {"template": _relative(self.template)}
        for name, value in parse_qsl(urlsplit(self.template).query):
            same = with_parameter(start, name, str(self.first + self.step))
            if value == "{page}" and _plain(same) == _plain(self.address(2)):
                made = {"parameter": name}
        made["first"] = self.first
        return made | ({"step": self.step} if self.step != 1 else {})


class Pager:
    """What on a page may lead on: links, buttons, page numbers; not what is on a card."""

    def __init__(self, page: HtmlPage, inside: Collection[int] = ()) -> None:
        self._page = page
        elements = [element for element in page.tree().walk() if element.number not in inside]
        self._here = page.found_at
        numbers = dict(_numbers(page, elements))
        # Without a page 2 they are something else: days, or how many ads to a page.
        self.numbers = numbers if 2 in numbers else {}
        links = [link for element in elements if (link := self._link(element))]
        self.links = sorted(links, key=lambda link: -link.score)
        self._text = " ".join(e.text() for e in elements if len(e.children) == 1 and not e.elements)

    @property
    def announced(self) -> int:
        """How many pages the list is said to have, at least; 1 where nothing is said."""
        stated = [int(count) for count in SIDE_OF.findall(self._text)]
        return max(1, *(n for n in (*self.numbers, *stated) if n <= MOST_PAGES), 1)

    @property
    def is_off(self) -> bool:
        """Whether there is a way on that is switched off, as on a last page."""
        return any(
            _says(element)[0] and is_off(element)
            for element in self._page.tree().walk()
            if element.tag in {"a", "button", "span"}
        )

    def counted(self) -> Counted | None:
        """Return how the addresses of page numbers grow, where they do evenly."""
        by_template: dict[str, dict[int, int]] = defaultdict(dict)
        likeliest = self.links[0] if self.links else None
        single = {2: likeliest.address} if likeliest and likeliest.score >= 3 else {}
        for says, address in (self.numbers or single).items():
            for match in re.finditer(r"\d{1,7}", _tail(address)):
                at = len(address) - len(_tail(address))
                template = f"{address[: at + match.start()]}{{page}}{address[at + match.end() :]}"
                by_template[template][says] = int(match[0])
        # Without a page 2 they are something else: how many ads to a page, beside a pager.
        made = [one for t, n in by_template.items() if 2 in n and (one := self._even(t, n))]
        return max(made, key=lambda one: one.pages, default=None)

    def _even(self, template: str, numbers: dict[int, int]) -> Counted | None:
        pairs = sorted((says, number) for says, number in numbers.items() if says > 1)
        if not pairs:
            return None
        (says, number), (last, highest) = pairs[0], pairs[-1]
        step = (highest - number) // (last - says) if last > says else 0
        step = step or (1 if number == says else number // (says - 1))
        first = number - (says - 1) * step
        if step < 1 or first < 0 or any(n != first + (s - 1) * step for s, n in pairs):
            return None
        return Counted(template, first, step, len(pairs))

    def _link(self, element: Element) -> Link | None:
        """Return what an element leads to, and how much speaks for its being the next page."""
        if element.tag not in {"a", "button", "input", "link"} or is_off(element):
            return None
        address = _target(self._page, element)
        if address is None or address == self._here or origin(address) != origin(self._here):
            return None
        words, score = _says(element)
        names = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}"
        around = [element, *list(element.ancestors())[:3]]
        about = " ".join(
            f"{up.attributes.get('class', '')} {up.attributes.get('id', '')}" for up in around
        )
        related = "next" in element.attributes.get("rel", "").lower().split()
        score = max(score, 5.0 * related, 3.0 * bool(NAMED.search(names)) * (element.tag != "link"))
        if not score or link_acts({}, address, ""):
            return None
        here, there = urlsplit(self._here).path, urlsplit(address).path
        score += 3 * (address in self.numbers.values() and self.numbers.get(2) == address)
        score += 1 if there.rpartition("/")[0].startswith(here.rpartition("/")[0]) else -1
        score += bool(PAGER.search(about)) - 4 * bool(APART.search(f"{about} {there}"))
        return Link(element, address, score, words)


def is_off(element: Element) -> bool:
    """Tell whether a link or a button is switched off, by itself or what it stands in."""
    around = [element, *([element.parent] if element.parent else [])]
    return any(
        up.attributes.get("aria-disabled") == "true"
        or "disabled" in up.attributes
        or "hidden" in up.attributes
        or OFF.search(up.attributes.get("class", "")) is not None
        for up in around
    )


def is_known(text: str) -> bool:
    """Tell whether all words of a text are ours: then a block may repeat it."""
    return set(_words(text)) <= NEXT | MORE | BESIDE_NEXT


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w\u0e00-\u0e7f]*", text.casefold())


def _says(element: Element) -> tuple[str, float]:
    """Return the word or the sign by which an element says that it leads on, and how clearly."""
    own = element.text() or element.attributes.get("value", "")
    for text in (
        own,
        element.attributes.get("aria-label", ""),
        element.attributes.get("title", ""),
    ):
        plain = text.strip()
        if 0 < len(plain) <= 3 and set(plain.replace(" ", "")) <= ARROWS:
            return plain, 3.0 if "»" not in plain else 2.5
        words = _words(plain)
        marks = set(words)
        if not words or len(words) > 5:
            continue
        if not marks <= NEXT | MORE | BESIDE_NEXT:
            if marks & NEXT and len(words) < 5 and element.tag == "a":
                return next(word for word in words if word in NEXT), 1.5
            continue
        if marks & NEXT:
            return next(word for word in words if word in NEXT), 4.0
        if marks & MORE and (len(words) > 1 or element.tag != "a"):
            return next(word for word in words if word in MORE), 3.0
        if marks & MORE:
            return words[0], 2.0
    return "", 0.0


def _target(page: HtmlPage, element: Element) -> str | None:
    if element.tag in {"a", "link"}:
        href = element.attributes.get("href", "").strip()
        if not href or href.lower().startswith(("#", "javascript:")):
            return None
        try:
            return resolve(page.address, href)
        except LayoutChanged:
            return None
    for selector in Names().selectors(element):
        if matched(page, selector) == {element.number}:
            try:
                return page.next_address(selector)
            except LayoutChanged:
                return None
    return None


def _numbers(page: HtmlPage, elements: list[Element]) -> Iterator[tuple[int, str]]:
    """Yield the links that say a page number, with where they lead."""
    for element in elements:
        if any(APART.search(up.attributes.get("class", "")) for up in element.ancestors()):
            continue
        match = re.fullmatch(
            r"\W*(?:side|page|sida|seite)?\s*([1-9][0-9]{0,3})\W*", element.text(), re.I
        )
        if element.tag != "a" or match is None or is_off(element):
            continue
        address = _target(page, element)
        if address and origin(address) == origin(page.found_at):
            yield int(match[1]), address


def _tail(address: str) -> str:
    """Return the path and the query of an address."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _relative(template: str) -> str:
    return _tail(template) if "{page}" in _tail(template) else template


def _plain(address: str) -> tuple[str, str, list[tuple[str, str]]]:
    parts = urlsplit(address)
    return parts.netloc, parts.path, sorted(parse_qsl(parts.query, keep_blank_values=True))
