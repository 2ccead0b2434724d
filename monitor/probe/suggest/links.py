"""The ad's own link: the one that most of its card hangs on, and that does nothing but show it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from os.path import commonprefix
from urllib.parse import parse_qsl, urlsplit

from monitor.privacy.acting_links import link_acts
from monitor.probe.suggest.page_words import says
from monitor.probe.suggest.selectors import TAG, Names, doubtful
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.http.addresses import resolve
from scrapers.portal_config import Field

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ELSEWHERE = re.compile(
    r"^(?:(?:tel|sms|mailto|javascript|whatsapp|viber|tg|data):|#|$)|wa\.me/", re.IGNORECASE
)
PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|mp4)$", re.IGNORECASE)
NEARLY = 0.75
"""The share of the best link's weight from which another one could as well be the ad's own."""

PICTURE_ALONE = 0.4
"""What links that say nothing weigh, of those that do: an ad's title is what leads to it."""

Form = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardLink:
    """A link on a card: where it leads, and how much of the card hangs on it."""

    element: Element
    address: str
    form: Form
    weight: float
    acts: bool


class Links:
    """The links of a page's elements, looked at once."""

    def __init__(self, page: HtmlPage) -> None:
        self.page = page
        self._by_number: dict[int, CardLink | None] = {}

    def within(self, card: Element) -> list[CardLink]:
        """Return the links on a card that lead to a page."""
        return [link for inner in card.walk() if (link := self._link(inner))]

    def _link(self, element: Element) -> CardLink | None:
        if element.number not in self._by_number:
            self._by_number[element.number] = self._looked_at(element)
        return self._by_number[element.number]

    def _looked_at(self, element: Element) -> CardLink | None:
        href = element.attributes.get("href", "").strip()
        if element.tag != "a" or ELSEWHERE.search(href):
            return None
        try:
            address = resolve(self.page.address, href).partition("#")[0]
        except LayoutChanged:
            return None
        if PICTURE.search(urlsplit(address).path):
            return None
        text, classes = element.text(), element.attributes.get("class", "")
        tags = {inner.tag for inner in element.walk()}
        tags |= {above.tag for above in list(element.ancestors())[:2]}
        weight = min(len(text), 40) / 20 + 3 * bool(tags & HEADINGS) + ("img" in tags)
        weight *= 0.3 if says("aside", f"{href} {classes}") else 1
        acts = link_acts(element.attributes, address, text)
        return CardLink(element, address, form_of(address), weight, acts)


def form_of(address: str) -> Form:
    """Return how an address is built: what differs from ad to ad is left out."""
    parts = urlsplit(address)
    pieces = parts.path.strip("/").split("/")
    fixed = ["*" if re.search(r"\d", piece) else piece for piece in pieces[:-1]]
    last = pieces[-1] if parts.query else "*"
    return (*fixed, re.sub(r"\d+", "0", last), *sorted(name for name, _ in parse_qsl(parts.query)))


@dataclass(frozen=True, slots=True)
class Role:
    """What links of one form are to cards: their own pages, if `weight` is the most.

    `addresses` are by card, None where there is none or several. `several` is on which share of the
    cards there are several that no other card has: then a card holds more than one ad.
    """

    form: Form
    addresses: tuple[str | None, ...]
    weight: float
    several: float
    acts: bool

    @property
    def on(self) -> float:
        """On which share of the cards it is, with an address of its own."""
        return len({*filter(None, self.addresses)}) / len(self.addresses)


ByCard = list[dict[str, list[CardLink]]]
"""Links by card and by address."""


def roles_of(cards: Sequence[Element], links: Links) -> list[Role]:
    """Return what the links on cards are to them, the weightiest first."""
    by_form: dict[Form, ByCard] = defaultdict(lambda: [{} for _ in cards])
    for at, card in enumerate(cards):
        here = links.within(card)
        followed = [x for x in here if "nofollow" not in x.element.attributes.get("rel", "")]
        for link in followed or here:
            by_form[link.form][at].setdefault(link.address, []).append(link)
    _join_directories(by_form)
    roles = [_role(form, by_card) for form, by_card in by_form.items()]
    return sorted(roles, key=lambda r: (-r.on * r.weight * (not r.acts), len(r.form)))


def _join_directories(by_form: dict[Form, ByCard]) -> None:
    """Join forms that differ in one directory only, where each card has but one: its town, say.

    The first piece of a path stays: it is what tells ads from members, or from a menu.
    """
    for at in range(1, max(map(len, by_form), default=0) - 1):
        alike: dict[Form, list[Form]] = defaultdict(list)
        for form in by_form:
            if at < len(form) - 1:
                alike[*form[:at], "*", *form[at + 1 :]].append(form)
        for joined, forms in alike.items():
            cards = list(zip(*(by_form[form] for form in forms), strict=True))
            if len(forms) > 1 and all(sum(map(bool, of_card)) <= 1 for of_card in cards):
                for form in forms:
                    del by_form[form]
                by_form[joined] = [next(filter(None, of_card), {}) for of_card in cards]


def _role(form: Form, by_card: ByCard) -> Role:
    """Return what links of one form are to cards."""
    on = Counter(address for addresses in by_card for address in addresses)
    single = [next(iter(addresses)) if len(addresses) == 1 else None for addresses in by_card]
    every = [link for addresses in by_card for links in addresses.values() for link in links]
    texts = Counter(link.element.text() for link in every)
    constant = texts.most_common(1)[0][1] > max(1, len(every) / 2)
    heavy = sum(max((x.weight for xs in a.values() for x in xs), default=0) for a in by_card)
    heavy *= 1 if any(texts) else PICTURE_ALONE
    own = [sum(on[address] == 1 for address in addresses) > 1 for addresses in by_card]
    # A link to its comments on the ad's own page does not make that page one that acts.
    acting = [all(link.acts for link in links) for a in by_card for links in a.values()]
    weight = heavy / sum(map(bool, by_card)) * (0.6 if constant else 1) + 0.1
    several = sum(own) / len(by_card)
    return Role(form, tuple(single), weight, several, sum(acting) > len(acting) / 3)


def own_role(roles: Sequence[Role]) -> tuple[Role | None, str]:
    """Return the ads' own pages among roles, the weightiest first, and why that is in doubt."""
    fit = [role for role in roles if role.on >= 0.6 and not role.acts]
    if not fit:
        return None, ""
    first = fit[0]
    for other in fit[1:]:
        pairs = zip(first.addresses, other.addresses, strict=True)
        beneath = all(two.startswith(one.rstrip("/")) for one, two in pairs if one and two)
        if not beneath and other.weight * other.on > NEARLY * first.weight * first.on:
            return first, "another link of the cards serves as well; which is the ad's own"
    return first, ""


def link_field(
    nodes: Sequence[HtmlCard], cards: Sequence[Element], role: Role, links: Links, names: Names
) -> Field | None:
    """Return the field that gives each card's own link and no other; None where there is none."""
    ranks: dict[str, tuple[int, int]] = {}
    for card, address in list(zip(cards, role.addresses, strict=True))[:12]:
        for link in links.within(card):
            if link.address == address:
                for rank, select in _ways(link.element, card, names):
                    ranks.setdefault(select, (rank + 10 * doubtful(select), len(ranks)))
    if prefix := prefix_of(role, cards, links):
        ranks.setdefault(f'a[href^="{prefix}"]', (3, len(ranks)))
    fields = (
        Field(select=select, attribute="href") for select in sorted(ranks, key=lambda s: ranks[s])
    )
    pairs = list(zip(nodes, role.addresses, strict=True))
    return next((field for field in fields if all(_gives(*p, field) for p in pairs)), None)


def _gives(node: HtmlCard, address: str | None, field: Field) -> bool:
    """Tell whether a field gives a card's own link: one, with places on the page it leads to."""
    given = set(node.values(field))
    if len(given) > 1:
        return False
    return not address or {value.partition("#")[0] for value in given} == {address}


def _ways(link: Element, card: Element, names: Names) -> Iterator[tuple[int, str]]:
    """Yield selectors of a link within its card: a heading's first, then by class, then any."""
    if link is card:
        yield 0, ""
        return
    above = list(takewhile(lambda element: element is not card, link.ancestors()))
    yield from ((0, f"{element.tag} a") for element in above if element.tag in HEADINGS)
    yield from ((1, f"a.{name}") for name in names.usable(link.classes))
    yield from ((1, f"a:has({inner.tag})") for inner in link.walk() if inner.tag in HEADINGS)
    for element in above[:2]:
        for name in names.usable(element.classes):
            yield 2, f".{name} a"
            yield 2, f".{name} > a"
    if link.parent is not None and TAG.fullmatch(link.parent.tag):
        yield 5, f"{link.parent.tag} > a"
        yield 6, f"{link.parent.tag} > a:first-of-type"
        for cell in above:
            if cell.tag == "td" and cell.parent is not None:
                yield 5, f"td:nth-child({cell.parent.elements.index(cell) + 1}) a"
    yield 7, "a"


def prefix_of(role: Role, cards: Sequence[Element], links: Links) -> str:
    """Return how the links to the ads' own pages begin, as the page writes them; or nothing."""
    hrefs = [
        link.element.attributes["href"]
        for card, address in zip(cards, role.addresses, strict=True)
        for link in links.within(card)
        if link.address == address
    ]
    shared = commonprefix(hrefs)  # noqa: RUF071 - of signs: the last folder may be cut
    prefix = shared[: max(map(shared.rfind, "/=-_")) + 1] or shared.rstrip("0123456789")
    return "" if len(prefix) < 2 or re.search(r'[0-9]{3}|["\\]', prefix) else prefix
