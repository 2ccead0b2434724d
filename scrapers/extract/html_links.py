"""Links and buttons of a list that lead to its further pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlencode

from scrapers.errors import LayoutChanged
from scrapers.extract.html_tree import Node, node_text
from scrapers.http.addresses import asked_by, resolve, same
from scrapers.http.decoding import web_encoding

LINK_AND_ITS_BOXES = 3
OFF = {"disabled", "hidden", "inert"}
DISABLED = re.compile(
    r"(?:[\w-]+[-_])?disabled|off|(?:is|btn|button|link|nav|next|page|pager|pagination)[-_]+off"
)
"""Classes of what is switched off."""

FIRST, SECOND = "1", "2"
NO_ADDRESS = re.compile(r"#|javascript:|$", re.IGNORECASE)
"""Empty, "#" and script links: how pagers draw what is switched off, or what a script reads."""

CALLS = re.compile(r"javascript:(?!\s*void\b)\s*[\w.$]+\(\s*[^)\s]", re.IGNORECASE)
"""A script link that calls a function with something to go by."""

LEADS_ON = re.compile(
    rf"{SECOND}|>|[»›→⟩▶❯⇒]"
    r"|(?:neste|next|eldre|older)(?: (?:side|page|annonser|ads|innlegg|posts))?[ »›→>]*"
)
"""What the words of a link to a list's second page are, in lower case."""

NUMBERED = re.compile(r"(?:(?:side|page|sida|seite) ?)?([0-9]{1,9})")
"""What the words of a link to one of a list's pages are, in lower case."""

DIGITS = re.compile(r"[0-9]+")
LOADS_MORE = re.compile(
    r"(?:vis|se|last inn|hent|load|show|see|view) (?:flere|mer|more)"
    r"(?: (?:annonser|profiler|treff|resultater|ads|listings|results))?[ .…]*"
)
"""What the words of a button are by which a script loads more of a list, in lower case."""

LOADED_WHEN_SEEN = (
    "[hx-get][hx-trigger*=revealed], [hx-get][hx-trigger*=intersect], "
    "turbo-frame[src][loading=lazy], "
    '[data-next*="/"], [data-next-url*="/"], [data-next-page*="/"]'
)
"""Boxes whose rest a script loads when a reader comes to them."""

LONGEST_WORDS = 40
CONTROLS = "input, select, textarea"
TICKED = {"checkbox", "radio"}
NOT_SENT = {"submit", "button", "image", "reset", "file"}
"""Fields of a form that are not sent unless they are pressed (HTML Standard, 4.10.21.4)."""

HEADER_LINK = re.compile(r"""<([^<>]*)>((?:[^",<]|"[^"]*")*)""")
PARAMETER = re.compile(r""";\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s";,]+))""")


class PageOfLinks(Protocol):
    """What must be known of a page to tell where its links and forms lead.

    Links begin at `address`, its base, forms that do not say where at `found_at`; what they ask
    for is written in `encoding`.
    """

    @property
    def address(self) -> str:
        """The address that links are relative to."""

    @property
    def found_at(self) -> str:
        """The page's own address."""

    @property
    def encoding(self) -> str:
        """What the page was read in."""


def target_of(node: Node, page: PageOfLinks) -> str | None:
    """Return where a link or a form's button leads; None where it is switched off.

    Only forms that ask (GET) are read: one that sends (POST) may change something, and raises
    LayoutChanged.
    """
    if is_switched_off(node):
        return None
    href = node.attributes.get("href")
    if href is None:
        return _sent_by(node, page)
    if NO_ADDRESS.match(href):
        return None
    return resolve(page.address, href, page.encoding)


def next_in_header(header: str, page_address: str) -> str | None:
    """Return the address of the link with rel=next in a Link header (RFC 8288), None without."""
    for target, parameters in HEADER_LINK.findall(header):
        for name, quoted, bare in PARAMETER.findall(parameters):
            if name.lower() == "rel" and "next" in f"{quoted}{bare}".lower().split():
                return resolve(page_address, target)
    return None


def has_pager(root: Node, page: PageOfLinks, cards: AbstractSet[int]) -> bool:
    """Tell whether a page has a way to another page of its list, though it be by a script.

    Such a link is `rel=next`, or says "2", "Neste" or the like, and stands in none of the `cards`
    (by their `mem_id`). One to the next page that is switched off says that there is none; one
    without an address that says 2 behind a 1, or calls a function, is a script's way on.
    """
    ways = "a, button, link[rel~=next]"
    links = [x for x in root.css(ways) if _leads_on(x) and not lies_in(x, cards)]
    if any(map(_is_by_script, links)):
        return True
    leading = False
    for link in links:
        if "href" not in link.attributes:
            continue
        try:
            target = target_of(link, page)
        except LayoutChanged:  # no address, so that it leads nowhere
            continue
        if target is None and node_text(link) != SECOND:
            return False
        leading = leading or (target is not None and same(target) != same(page.found_at))
    return leading


def loads_more(root: Node, cards: AbstractSet[int]) -> bool:
    """Tell whether a button or a box that stands in none of the `cards` has a script load more."""
    buttons = [node for node in root.css("a, button") if LOADS_MORE.fullmatch(_words_of(node))]
    drawn = [*filter(has_no_address, buttons), *root.css(LOADED_WHEN_SEEN)]
    return any(not lies_in(node, cards) for node in drawn)


def has_no_address(link: Node) -> bool:
    """Tell whether a link or button leads nowhere that can be asked for, and is not off."""
    href = (link.attributes.get("href") or "").strip()
    return NO_ADDRESS.match(href) is not None and not is_switched_off(link)


def _words_of(link: Node) -> str:
    words = node_text(link)
    return words.lower() if len(words) <= LONGEST_WORDS else ""


def _is_by_script(link: Node) -> bool:
    """Tell whether a link that leads on is read by a script."""
    if not has_no_address(link):
        return False
    calls = CALLS.match((link.attributes.get("href") or "").strip()) is not None
    return calls or (node_text(link) == SECOND and _follows_first(link))


def _follows_first(link: Node) -> bool:
    """Tell whether what stands in front of a link, or of the boxes that it is in, says 1."""
    node: Node | None = link
    for _ in range(LINK_AND_ITS_BOXES):
        before = node.prev if node is not None else None
        while before is not None and not before.is_element_node:
            before = before.prev
        if before is not None:
            return node_text(before) == FIRST
        node = node.parent if node is not None else None
    return False


def numbered_pages(
    root: Node, page: PageOfLinks, cards: AbstractSet[int]
) -> Iterator[tuple[int, str]]:
    """Yield the number and the address of each link that says one and stands in no card."""
    for link in root.css("a[href]"):
        number = NUMBERED.fullmatch(_words_of(link))
        if number is None or lies_in(link, cards):
            continue
        with suppress(LayoutChanged):  # no address, so that it leads nowhere
            if target := target_of(link, page):
                yield int(number[1]), target


def says_number(link: Node) -> bool:
    """Tell whether the words of a link are the number of a page."""
    return NUMBERED.fullmatch(_words_of(link)) is not None


def unread_pages(named: Mapping[int, str], read: Iterable[str]) -> list[str]:
    """Return which addresses of numbers are further pages of a list and not among those read.

    They are built as that of page 2. Where that one was not read, numbers may be anything: days, or
    how many ads stand on a page.
    """
    known = set(map(asked_by, read))
    if 2 not in named or asked_by(named[2]) not in known:
        return []
    form = DIGITS.sub("0", named[2])
    further = [named[number] for number in sorted(named) if number > 2]
    return [x for x in further if DIGITS.sub("0", x) == form and asked_by(x) not in known]


def _leads_on(link: Node) -> bool:
    if "next" in (link.attributes.get("rel") or "").lower().split():
        return True
    return LEADS_ON.fullmatch(_words_of(link)) is not None


def lies_in(node: Node | None, cards: AbstractSet[int]) -> bool:
    """Tell whether a node is one of these, or lies in one, by their `mem_id`."""
    while node is not None and node.mem_id not in cards:
        node = node.parent
    return node is not None


def is_switched_off(link: Node) -> bool:
    """Tell whether a link, or what it lies in, is drawn as one that leads nowhere (WAI-ARIA)."""
    node: Node | None = link
    for _ in range(LINK_AND_ITS_BOXES):
        if node is None or node.tag in {"body", "html"}:
            break
        named = node.attributes
        classes = (named.get("class") or "").lower().split()
        if not OFF.isdisjoint(named) or any(map(DISABLED.fullmatch, classes)):
            return True
        if (named.get("aria-disabled") or "").strip().lower() == "true":
            return True
        node = node.parent
    return False


def _sent_by(button: Node, page: PageOfLinks) -> str | None:
    """Return the address that a form's button asks for; None without a form."""
    form = _form_of(button)
    if form is None:
        return None
    method = button.attributes.get("formmethod") or form.attributes.get("method") or "get"
    if method.lower() != "get":
        raise LayoutChanged("the next page is behind a form that sends (POST); none is sent here")
    action = button.attributes.get("formaction") or form.attributes.get("action") or ""
    base = page.address if action else page.found_at  # HTML Standard, 4.10.21.3
    named = web_encoding(form.attributes.get("accept-charset") or "") or page.encoding
    encoding = "utf-8" if named.startswith("utf") else named
    pairs = [pair for node in form.css(CONTROLS) for pair in _sent_with(node)] + _named(button)
    query = urlencode(pairs, encoding=encoding, errors="xmlcharrefreplace")
    return resolve(base, f"{action.partition('#')[0].partition('?')[0]}?{query}")


def _form_of(button: Node) -> Node | None:
    """Return the form that a button belongs to: the one that it names, or else that it lies in."""
    name, above = button.attributes.get("form"), list(_above(button))
    if not name:
        return next((node for node in above if node.tag == "form"), None)
    forms = above[-1].css("form") if above else []
    return next((form for form in forms if form.attributes.get("id") == name), None)


def _above(node: Node) -> Iterator[Node]:
    while (parent := node.parent) is not None:
        yield parent
        node = parent


def _sent_with(node: Node) -> list[tuple[str, str]]:
    """Return what a browser sends of a form's field, whichever button is pressed."""
    named, kind = node.attributes, (node.attributes.get("type") or "text").lower()
    if "disabled" in named or (kind in TICKED and "checked" not in named):
        return []
    name = named.get("name")
    if node.tag == "select":
        return [(name, value) for value in _chosen(node)] if name else []
    if node.tag == "textarea":
        return [(name, str(node.text(deep=True)))] if name else []
    if kind in TICKED and "value" not in named:
        return [(name, "on")] if name else []
    return [] if kind in NOT_SENT else _named(node)


def _chosen(select: Node) -> list[str]:
    options = [one for one in select.css("option") if "disabled" not in one.attributes]
    chosen = [one for one in options if "selected" in one.attributes]
    if not chosen and "multiple" not in select.attributes:
        chosen = options[:1]
    return [one.attributes.get("value") or node_text(one) for one in chosen]


def _named(node: Node) -> list[tuple[str, str]]:
    name = node.attributes.get("name")
    return [(name, node.attributes.get("value") or "")] if name else []
