"""What tells one ad of a list from another: its own link, a part of it, or an attribute."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.links import Links, Role, link_field
from monitor.probe.suggest.page_words import says
from monitor.probe.suggest.selectors import Names, may_change
from scrapers.extract.html_card import HtmlCard
from scrapers.extract.html_tree import Element
from scrapers.http.client import origin
from scrapers.portal_config import Field

ID_ATTRIBUTE = re.compile(r"data-(?:\w+-)*(?:id|key|ref|slug|adid|itemid|listingid)")


def id_attribute(cards: Sequence[Element]) -> str | None:
    """Return the attribute of the cards themselves that tells them apart, or None."""
    shared = set.intersection(*(set(card.attributes) for card in cards)) if cards else set()
    named = sorted(filter(ID_ATTRIBUTE.fullmatch, shared), reverse=True)
    for name in [*named, *({"id"} & shared)]:
        values = {card.attributes[name] for card in cards}
        if len(values) == len(cards) and all(re.search(r"\w", value) for value in values):
            return name
    return None


def id_pattern(values: Sequence[str]) -> tuple[str, str]:
    """Return what cuts an id out of addresses, where they carry noise, and what is doubtful."""
    queries = [dict(parse_qsl(urlsplit(address).query)) for address in values]
    if not any(queries):
        return "", ""
    if len({urlsplit(address).path for address in values}) == len(values):
        return r"^([^?#]+)", "what stands behind ? in the links is taken for noise"
    if (name := _differs(queries)) is None:
        return "", "the addresses carry parameters; check that the same ad always has the same"
    noise = {other for other in queries[0] if len({query.get(other) for query in queries}) == 1}
    is_session = any(len(queries[0][one]) > 8 or "sid" in one.lower() for one in noise)
    is_clear = not is_session and all(set(query) == {name} | noise for query in queries)
    value = r"(\d+)" if all(query[name].isdigit() for query in queries) else "([^&#]+)"
    doubt = "" if is_clear else f"of their parameters, {name} was taken for the id"
    return rf"[?&;]{re.escape(name)}={value}", doubt


def _differs(queries: Sequence[Mapping[str, str]]) -> str | None:
    """Return the parameter that all links have and that differs between them."""
    shared = set.intersection(*(set(query) for query in queries))
    different = {name: len({query[name] for query in queries}) for name in shared}
    fit = [name for name in shared if different[name] >= 0.9 * len(queries)]
    return min(fit, key=lambda n: (not says("id", n), -different[n], n), default=None)


def on_portal(nodes: Sequence[HtmlCard], link: Field) -> bool:
    """Tell whether the cards' links lie on the host of the list."""
    site = cache(origin)
    addresses = ((node.link(link), node.page.found_at) for node in nodes)
    return all(site(address) == site(here) for address, here in addresses if address)


def ad_line(
    cards: Sequence[Element], nodes: Sequence[HtmlCard], role: Role | None, doubt: str, links: Links
) -> tuple[Field | None, Setting | None]:
    """Return the field of the ads' own links, where there is one, and the suggested `ad`.

    None and None where nothing tells the cards apart.
    """
    count, names = len(cards), Names(cards)
    field = link_field(nodes, cards, role, links, names) if role is not None else None
    if role is None or field is None:
        name = id_attribute(cards)
        fact = f"{count} of {count} cards have this attribute, all different"
        doubts = {"it may be a place on the page": name == "id"}
        return None, Setting.of("ad", {"attribute": name}, fact, doubts) if name else None
    values = [address for address in role.addresses if address]
    pattern, doubt_of_id = id_pattern(values)
    doubts = {
        doubt_of_id: bool(doubt_of_id),
        doubt: bool(doubt),
        "the same ad may stand there twice, or a card have no link": len(set(values)) < count,
        "its class may be what a row is today": may_change(field.select),
        "they lead to another host; name it in hosts to read them": not on_portal(nodes, field),
    }
    table = {"select": field.select, "attribute": "href", "pattern": pattern}
    fact = f"{len(values)} of {count} cards have one, {len(set(values))} different"
    given = {key: value for key, value in table.items() if value}
    return field, Setting.of("ad", given, fact, doubts)
