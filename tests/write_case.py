"""Writes a case for a portal: fictional pages made from its block alone, never from the portal's.

    python -m tests.write_case BLOCK.toml tests/portals/NAME/CASE

The block's address is https://portal.example: nothing is asked of the portal. Where a sweep does
not find what was planted, nothing is kept; such pages, or excluded cards, are written by hand.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from scrapers.http.addresses import with_parameter
from scrapers.model import UNKNOWN_PLACE
from scrapers.portal_config import Detail, Field, Portal
from tests.portal_cases import block, described, here, places, swept
from tests.portal_server import HTML, Answer, PortalServer

NUMBERS = ("42 10 20 31", "+47 43102032", "44102033", "", "49 10 20 34", "42 10 20 31", "")
"""What the ads say: nobody's numbers, one of them on two ads, and none on two."""
PER_PAGE = 3
KINDS = {"html": HTML, "json": "application/json"}
PART = re.compile(
    r"^[a-z][a-z0-9]*|\.(?P<class>[\w-]+)"
    r"|\[(?P<name>[\w-]+)(?:[~^$*|]?=[\"']?(?P<value>[^\"'\]]*)[\"']?)?\]"
)


class Ad(NamedTuple):
    """A planted ad; `number` may be empty."""

    key: str
    place: str
    number: str


def counts_of(ads: Sequence[Ad], portal: Portal) -> dict[str, Any]:
    """Return what a sweep has to find of these ads."""
    numbers = [ad.number.replace(" ", "") for ad in ads if ad.number]
    is_told = portal.place or (portal.detail and portal.detail.place)
    spots = [ad.place if is_told else UNKNOWN_PLACE for ad in ads]
    return {
        "ads": len(ads),
        "with_number": len(numbers),
        "numbers": len(set(numbers)),
        "places": {place: spots.count(place) for place in spots},
        "stated_total": len(ads) if portal.total else None,
    }


def fitting(field: Field, value: str) -> str:
    """Return a text in which a field's pattern finds a value."""
    text = re.sub(r"\((?!\?).*?\)", "\0", field.pattern, count=1).strip("^$") or "\0"
    for sign, instead in ((r"\[(.)[^\]]*\][*+?]?", r"\1"), (r"\\s[*+]?", " "), (r"\\b", "")):
        text = re.sub(sign, instead, text)
    return text.replace("\0", value)


def element(select: str, attributes: dict[str, str], inner: str) -> str:
    """Write an element that a selector finds, within those that it names."""
    if not select:
        return inner
    *above, step = re.split(r"\s*>\s*|\s+", re.sub(r"#([\w-]+)", r"[id=\1]", select))
    parts = list(PART.finditer(step))
    if "".join(part[0] for part in parts) != step:
        raise ValueError(f"no element is written for the selector {select!r}")
    tag = parts[0][0] if parts[0][0].isalnum() else "div"
    classes = " ".join(part["class"] for part in parts if part["class"])
    given = {part["name"]: part["value"] or "" for part in parts if part["name"]}
    given |= attributes | ({"class": classes} if classes else {})
    written = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
    return element(" ".join(above), {}, f"<{tag}{written}>{inner}</{tag}>")


def as_html(values: Sequence[tuple[Field, str]], around: str = "") -> str:
    """Write fields with their values; those of one selector share an element."""
    found: dict[str, dict[str, str]] = {"": {}}
    inner = ""
    for field, value in values:
        text = fitting(field, value)
        if field.label:
            inner += f"<dl><dt>{field.label}</dt><dd>{escape(text)}</dd></dl>"
        else:
            found.setdefault(field.select, {})[field.attribute] = text
    card = found.pop("")
    for select, each in found.items():
        inner += element(select, each, escape(each.pop("", "Simulert")))
    return element(around, card, inner + escape(card.pop("", "")))


def as_data(values: Sequence[tuple[Field, Any]]) -> Any:
    """Write fields with their values as JSON; a field without a path is the whole."""
    whole: dict[str, Any] = {}
    for field, value in values:
        if not field.select:
            return value
        *above, key = field.select.split(".")
        place = whole
        for each in above:
            place = place.setdefault(each, {})
        place[key] = fitting(field, value) if isinstance(value, str) else value
    return whole


def contents(fields: Portal | Detail, ad: Ad) -> list[tuple[Field, str]]:
    """Return what a card, or an ad's own page, says of the ad."""
    told = ((fields.number or fields.text, ad.number), (fields.place, ad.place))
    return [(field, value) for field, value in told if field and value]


def links(portal: Portal, ad: Ad) -> list[tuple[Field, str]]:
    """Return what tells the ad from others, and what leads to its own page, which is last."""
    is_link = portal.ad.attribute == "href" and not portal.ad.pattern
    found = [(portal.ad, f"/ad/{ad.key}" if is_link else ad.key)]
    if portal.detail:
        link = portal.detail.link
        if (link.select, link.attribute) != (portal.ad.select, portal.ad.attribute):
            found.append((link, ad.key if portal.detail.template else f"/ad/{ad.key}"))
    return found


def list_page(portal: Portal, ads: Sequence[Ad], total: int, following: str) -> str:
    """Return the text of a list page; `following` is empty on the last."""
    around: list[tuple[Field, Any]] = [(portal.total, str(total))] if portal.total else []
    if portal.next.select and following:
        around.append((Field(select=portal.next.select, attribute="href"), following))
    cards = [[*links(portal, ad), *contents(portal, ad)] for ad in ads]
    if portal.format == "json":
        items = (Field(select=portal.cards), [as_data(each) for each in cards])
        return json.dumps(as_data([*around, items]))
    above, _, card = portal.cards.rpartition(" ")
    inner = "".join(as_html(each, card) for each in cards) or element(portal.no_ads, {}, "Ingen")
    return as_html(around) + element(above.rstrip("> ") if cards else "", {}, inner)


def address_of(portal: Portal, page: int) -> str:
    """Return the address of a list page, counted from 1."""
    count = str(portal.next.first + (page - 1) * portal.next.step)
    if page == 1:
        return portal.starts[0]
    if portal.next.template:
        template = portal.next.template.replace("{page}", count).replace("{next}", f"mark{page}")
        return urljoin(portal.starts[0], template)
    return with_parameter(portal.starts[0], portal.next.parameter or "page", count)


def pages_of(portal: Portal, ads: Sequence[Ad]) -> Iterator[tuple[str, str, str]]:
    """Yield address, kind and text of each page of a portal with these ads."""
    size = len(ads) if portal.next.only_page else PER_PAGE
    last = -(-len(ads) // size) + portal.next.is_counted
    is_marked = "{next}" in portal.next.template
    for page in range(1, last + 1):
        following = f"mark{page + 1}" if is_marked else address_of(portal, page + 1)
        share = ads[(page - 1) * size : page * size]
        text = list_page(portal, share, len(ads), following * (page < last))
        yield address_of(portal, page), portal.format, text
    for ad in ads if portal.detail else ():
        assert portal.detail
        link = fitting(*links(portal, ad)[-1])
        address = urljoin(portal.starts[0], portal.detail.template.replace("{link}", link) or link)
        values, is_data = contents(portal.detail, ad), portal.detail.format == "json"
        text = json.dumps(as_data(values)) if is_data else as_html(values)
        yield address, portal.detail.format, text


def write_case(text: str, folder: Path) -> None:
    """Write a block's case into a folder that is not there yet; raises ValueError."""
    if re.search(r"https?://(?!(?:api\.)?portal\.example\b|127\.0\.0\.1\b)", text):
        raise ValueError("write https://portal.example in place of the portal's own address")
    spots = [*list(places(text))[:2], UNKNOWN_PLACE]
    ads = [Ad(str(at), spots[at % len(spots)], number) for at, number in enumerate(NUMBERS, 101)]
    files, answers = {"portal.toml": text.rstrip()}, []
    with PortalServer() as server:
        portal = described(block(here(text, server.base)))
        for at, (address, kind, page) in enumerate(pages_of(portal, ads), start=1):
            name, path = f"page-{at}.{kind}", address.removeprefix(server.base)
            headers = {"Content-Type": KINDS[kind]}
            server.routes[path] = Answer(page, headers=headers)
            answers.append({"path": path, "file": name, "headers": headers})
            files[name] = page.replace(server.base, "https://portal.example")
        found = swept(portal, places(text))
    if wrong := [key for key, count in counts_of(ads, portal).items() if found.get(key) != count]:
        raise ValueError(f"a sweep finds other {', '.join(wrong)} than was planted: {found}")
    files["answers.json"] = json.dumps(answers, indent=2)
    files["expected.json"] = json.dumps(found, indent=2)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_case(Path(sys.argv[1]).read_text(encoding="utf-8"), Path(sys.argv[2]))
