"""Links and buttons of a list that lead to its further pages."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from urllib.parse import urlencode

from scrapers.errors import LayoutChanged
from scrapers.extract.html_tree import Node, node_text
from scrapers.http.addresses import alike, resolve, same

LINK_AND_ITS_BOXES = 3
OFF = {"disabled", "hidden", "inert"}
DISABLED = re.compile(
    r"(?:[\w-]+[-_])?disabled|off|(?:is|btn|button|link|nav|next|page|pager|pagination)[-_]+off"
)
"""Classes of what is switched off."""

SECOND = "2"
LEADS_ON = re.compile(
    rf"{SECOND}|»|›|→"
    r"|(?:neste|next|eldre|older)(?: (?:side|page|annonser|ads|innlegg|posts))?[ »›→>]*"
)
"""What the words of a link to a list's second page are, in lower case."""

LONGEST_WORDS = 40
HEADER_LINK = re.compile(r"""<([^<>]*)>((?:[^",<]|"[^"]*")*)""")
PARAMETER = re.compile(r""";\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s";,]+))""")


def target_of(node: Node, page_address: str) -> str | None:
    """Return where a link or a form's button leads; None where it is switched off.

    Only forms that ask (GET) are read: one that sends (POST) may change something, and raises
    LayoutChanged.
    """
    if is_switched_off(node):
        return None
    href = node.attributes.get("href")
    target = href if href is not None else _sent_by(node)
    # Empty, "#" and script links are how pagers draw a button that is switched off.
    if not target or target.lower().startswith(("#", "javascript:")):
        return None
    return resolve(page_address, target)


def next_in_header(header: str, page_address: str) -> str | None:
    """Return the address of the link with rel=next in a Link header (RFC 8288), None without."""
    for target, parameters in HEADER_LINK.findall(header):
        for name, quoted, bare in PARAMETER.findall(parameters):
            if name.lower() == "rel" and "next" in f"{quoted}{bare}".lower().split():
                return resolve(page_address, target)
    return None


def has_pager(root: Node, page_address: str, cards: AbstractSet[int]) -> bool:
    """Tell whether a page has a link to another page of its list.

    Such a link is `rel=next`, or says "2", "Neste" or the like, and stands in none of the `cards`
    (by their `mem_id`). A link to the next page that is switched off says that there is none.
    """
    links = [link for link in root.css("a[href], link[rel~=next]") if _leads_on(link)]
    leading = False
    for link in links:
        if _lies_in(link, cards):
            continue
        try:
            target = target_of(link, page_address)
        except LayoutChanged:  # no address, so that it leads nowhere
            continue
        if target is None and node_text(link) != SECOND:
            return False
        leading = leading or (target is not None and same(target) != same(page_address))
    return leading


def names_page(root: Node, page_address: str, address: str, cards: AbstractSet[int]) -> bool:
    """Tell whether a link that stands in none of the `cards`, and says a number, leads there."""
    numbers = [link for link in root.css("a[href]") if node_text(link).isdecimal()]
    return any(
        not _lies_in(link, cards) and _leads_to(link, page_address, address) for link in numbers
    )


def _leads_to(link: Node, page_address: str, address: str) -> bool:
    try:
        target = target_of(link, page_address)
    except LayoutChanged:  # no address, so that it leads nowhere
        return False
    return target is not None and alike(target, address)


def _leads_on(link: Node) -> bool:
    if "next" in (link.attributes.get("rel") or "").lower().split():
        return True
    words = node_text(link)
    return len(words) <= LONGEST_WORDS and LEADS_ON.fullmatch(words.lower()) is not None


def _lies_in(node: Node | None, cards: AbstractSet[int]) -> bool:
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


def _sent_by(button: Node) -> str | None:
    """Return the address, relative to the page, that a button asks for; None without a form."""
    form = _form(button)
    if form is None:
        return None
    method = button.attributes.get("formmethod") or form.attributes.get("method") or "get"
    if method.lower() != "get":
        raise LayoutChanged("the next page is behind a form that sends (POST); none is sent here")
    action = button.attributes.get("formaction") or form.attributes.get("action") or ""
    return action.partition("?")[0] + "?" + urlencode([*_hidden(form), *_named(button)])


def _form(node: Node | None) -> Node | None:
    while node is not None and node.tag != "form":
        node = node.parent
    return node


def _hidden(form: Node) -> list[tuple[str, str]]:
    return [pair for node in form.css("input[type=hidden]") for pair in _named(node)]


def _named(node: Node) -> list[tuple[str, str]]:
    name = node.attributes.get("name")
    return [(name, node.attributes.get("value") or "")] if name else []
