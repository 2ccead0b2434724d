"""CSS selectors that match just the elements that are meant, the shortest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from scrapers.extract.html_card import HtmlPage
from scrapers.extract.html_tree import Element

NAME = re.compile(r"[A-Za-z_-][A-Za-z_-]*(?:[0-9]{1,2}(?![0-9]))?[A-Za-z_-]*")
MACHINE_MADE = re.compile(r"__(?=\w*[A-Z0-9])(?=\w*[a-z])\w{4,}$|^(?:css|sc|jss|svelte|emotion)-")


def usable(names: Iterable[str]) -> list[str]:
    """Return the class names that can stand in a selector and say something; plainest first."""
    fit = [name for name in names if NAME.fullmatch(name) and len(name) > 1]
    return sorted(fit, key=lambda name: bool(MACHINE_MADE.search(name)))


def is_machine_made(selector: str) -> bool:
    """Tell whether a selector leans on names that a build step makes, and may make anew."""
    return any(MACHINE_MADE.search(name) for name in re.findall(r"[.#]([\w-]+)", selector))


def element_selectors(element: Element) -> list[str]:
    """Return selectors for one element by itself: by id, by class, by tag."""
    number = element.attributes.get("id", "")
    by_id = [f"#{number}"] if NAME.fullmatch(number) else []
    return [*by_id, *(f"{element.tag}.{name}" for name in usable(element.classes)), element.tag]


def selector_for(page: HtmlPage, wanted: Sequence[Element], names: Sequence[str]) -> str | None:
    """Return the shortest selector that matches just these elements; None where there is none.

    `names` are selectors that fit each of them by itself; they are tried alone, and within what the
    first of them lies in.
    """
    numbers = {element.number for element in wanted}
    scopes = list(_scopes(wanted[0]))
    for scope, name in product(["", *scopes], names):
        selector = f"{scope}{name}"
        if matched(page, selector) == numbers:
            return selector
    return None


def matched(page: HtmlPage, selector: str) -> set[int]:
    """Return the numbers of the elements that a selector matches on a page."""
    return {card.node.mem_id for card in page.cards(selector)}


def _scopes(element: Element) -> Iterator[str]:
    """Yield what an element lies in, nearest first, as the beginning of a selector."""
    for distance, above in enumerate(element.ancestors()):
        if above.tag in {"html", "body"} or distance > 4:
            return
        join = " > " if distance == 0 else " "
        for name in element_selectors(above):
            if name != above.tag or above.tag in {"main", "ul", "ol", "table", "tbody", "section"}:
                yield f"{name}{join}"
