"""The pages of a look, rewritten: same cards, same links between them, same counts, all made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from monitor.probe.look import Fetched, Look
from monitor.probe.save.fiction import Fiction
from monitor.probe.save.markup import (
    Literal,
    Rewriter,
    Structure,
    elements_by_number,
    outside_of,
    without,
)
from monitor.probe.save.values import keys_of
from scrapers.extract.ad_fields import facts_of
from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.extract.json_card import load
from scrapers.model import Hidden, Page
from scrapers.portal_config import Detail, Field, Portal


@dataclass(frozen=True, slots=True)
class Written:
    """One made-up page: its path, what kind of text it is, and the text."""

    path: str
    kind: str
    text: str = field(repr=False)


@dataclass(slots=True)
class Pages:
    """Rewrites the pages of a look; `structure_words` gathers what was left as it was."""

    look: Look
    fiction: Fiction
    structure_words: set[str] = field(default_factory=set)

    def written(self) -> Iterator[Written]:
        """Yield every page of the look once."""
        # A page of data has no class names, and reading it as HTML finds none.
        own = [HtmlPage.parse(each.page).tree() for each in self.look.own_pages]
        structure = Structure(self.fiction.kept)
        structure.learn(own)
        last = self.look.list_pages[-1]
        done: set[str] = set()
        for each in self.look.fetched:
            if each.asked not in done:
                done.add(each.asked)
                yield self._page(each, structure, is_last=each is last)

    def _page(self, fetched: Fetched, structure: Structure, *, is_last: bool) -> Written:
        portal, page = self.look.portal, fetched.page
        is_list = fetched in self.look.list_pages
        figure = self._figure() if is_list else None
        rewriter = Rewriter(self.fiction, structure, attributes_of(portal), figure)
        path = self.fiction.address(fetched.asked)
        detail = portal.detail
        is_own_json = not is_list and detail is not None and detail.format == "json"
        if is_own_json or (is_list and portal.format == "json" and not portal.json_in):
            data = load(page.text)
            if is_last:
                _end(data, portal.next.select)
            self.structure_words |= keys_of(data)
            written = Written(path, "application/json", rewriter.data(data, page.address))
        else:
            text = self._html(page, rewriter, is_list=is_list, is_last=is_last)
            written = Written(path, "text/html; charset=utf-8", text)
        self.structure_words |= {word.casefold() for word in rewriter.seen}
        return written

    def _html(self, page: Page, rewriter: Rewriter, *, is_list: bool, is_last: bool) -> str:
        portal = self.look.portal
        html = HtmlPage.parse(page)
        top = html.tree()
        cards = html.cards(portal.cards) if is_list and portal.format == "html" else []
        numbers = {card.node.mem_id for card in cards}
        rewriter.structure.learn(each for each in top.walk() if each.number in numbers)
        outside = outside_of(top, numbers) if is_list else set()
        rewriter.structure.common |= {
            name for each in top.walk() if each.number in outside for name in each.classes
        }
        if is_last and portal.next.select and not portal.json_in:
            without(top, _numbers(html, portal.next.select))
        scripts = _numbers(html, portal.json_in) if is_list and portal.json_in else set()
        text = rewriter.html(html, top, scripts, outside)
        fields: Portal | Detail | None = portal if is_list else portal.detail
        read = cards if is_list else [html.whole()]
        if fields is None or not self._mend(fields, read, top, Page(page.address, text), is_list):
            return text
        return rewriter.html(html, top, scripts, outside)

    def _mend(
        self,
        fields: Portal | Detail,
        cards: list[HtmlCard],
        top: Element,
        made: Page,
        is_list: bool,
    ) -> bool:
        """Where numbers got lost (split over elements, in words), write them out; tell if any."""
        portal, html = self.look.portal, HtmlPage.parse(made)
        new = html.cards(portal.cards) if is_list else [html.whole()]
        field = fields.number or fields.text
        if field is None or len(new) != len(cards):
            return False
        by_number, mended = elements_by_number(top), False
        for card, other in zip(cards, new, strict=True):
            expected = [self.fiction.number(n) for n in facts_of(card, fields, portal).numbers]
            read = facts_of(other, fields, portal).numbers
            lost = {number for number in expected if Hidden(number) not in read}
            element = by_number.get(_place(card, field))
            if lost and element is not None:
                # On a line of its own, or the digits before it would be taken for a part of it.
                for number in sorted(lost):
                    spelt = Literal(f"Tlf {self.fiction.spelt(number)}")
                    element.children += [Element("br", -1), Element("span", -1, {}, [spelt])]
                mended = True
        return mended

    def _figure(self) -> tuple[int, int] | None:
        stated = self.look.stated_total
        return None if stated is None else (stated, self.look.keys)


def attributes_of(portal: Portal) -> frozenset[str]:
    """Return the attributes that a block reads values from."""
    detail = portal.detail
    fields = [portal.ad, portal.lists, portal.total, portal.place, portal.number, portal.text]
    fields += [portal.label]
    if detail is not None:
        fields += [detail.link, detail.number, detail.text, detail.place, detail.label]
    marks = [*portal.exclude, portal.hidden, *((detail.hidden, *detail.exclude) if detail else ())]
    return frozenset(each.attribute for each in (*fields, *marks) if each and each.attribute)


def saved_portal(look: Look, fiction: Fiction, base: str) -> Portal:
    """Return the block with its start at the made-up pages."""
    portal = look.portal
    starts = tuple(base + fiction.address(each) for each in portal.starts)
    following = portal.next
    if following.template.startswith(("http:", "https:")):
        path = following.template.split("/", 3)[3]
        following = replace(following, template=f"/{path}")
    return replace(
        portal,
        start=starts[0] if len(starts) == 1 else starts,
        next=following,
        hosts=(),
        hours=None,
        encoding="",
        local=False,
        simulated=True,
        delay_seconds=5.0,
    )


def _numbers(html: HtmlPage, selector: str) -> set[int]:
    return {card.node.mem_id for card in html.cards(selector)}


def _place(card: HtmlCard, field: Field) -> int:
    """Return the number of the element in which a card's numbers stand."""
    found = card.node.css(field.select) if field.select else []
    return found[0].mem_id if found else card.node.mem_id


def _end(data: Any, path: str) -> None:
    """Empty what leads on at a dotted path."""
    keys = path.split(".") if path else []
    for key in keys[:-1]:
        data = data.get(key) if isinstance(data, dict) else None
    if keys and isinstance(data, dict) and keys[-1] in data:
        data[keys[-1]] = None
