"""What tells one ad of a list from another: its own link, a part of it, or an attribute."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.links import Links, Role, link_field
from monitor.probe.suggest.selectors import Names, doubtful
from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.http.client import origin
from scrapers.portal_config import Field

ID_NAMES = re.compile(r"(?:^|_)(?:id|t|p|ad|item|topic|listing|annonse)(?:$|_|id)", re.IGNORECASE)
ID_ATTRIBUTE = re.compile(r"data-(?:\w+-)*(?:id|key|ref|slug|adid|itemid|listingid)")


def id_attribute(cards: Sequence[Element]) -> str | None:
    """Return the attribute of the cards themselves that tells them apart, or None."""
    shared = set.intersection(*(set(card.attributes) for card in cards)) if cards else set()
    for name in sorted(shared, key=lambda name: (name != "id", name), reverse=True):
        values = {card.attributes[name] for card in cards}
        fit = name == "id" or ID_ATTRIBUTE.fullmatch(name)
        if fit and len(values) == len(cards) and all(re.search(r"\w", value) for value in values):
            return name
    return None


def id_pattern(values: Sequence[str]) -> tuple[str, str]:
    """Return what cuts an id out of addresses, where they carry noise, and what is doubtful."""
    queries = [dict(parse_qsl(urlsplit(address).query)) for address in values]
    if not any(queries):
        return "", ""
    paths = {urlsplit(address).path for address in values}
    if len(paths) == len(values):
        return r"^([^?#]+)", "what stands behind ? in the links is taken for noise"
    name = _differs(queries)
    if name is None:
        return "", "the addresses carry parameters; check that the same ad always has the same"
    constant = {other for other in queries[0] if len({query.get(other) for query in queries}) == 1}
    digits = all(query[name].isdigit() for query in queries)
    value = r"(\d+)" if digits else "([^&#]+)"
    noise = constant - {name}
    noisy = any(len(queries[0][other]) > 8 or "sid" in other.lower() for other in noise)
    only = all(set(query) == {name} | noise for query in queries) and not noisy
    doubt = "" if only else f"of their parameters, {name} was taken for the id"
    return rf"[?&;]{re.escape(name)}={value}", doubt


def _differs(queries: Sequence[Mapping[str, str]]) -> str | None:
    """Return the parameter that all links have and that differs between them."""
    shared = set.intersection(*(set(query) for query in queries))
    different = {name: len({query[name] for query in queries}) for name in shared}
    fit = [name for name in shared if different[name] >= 0.9 * len(queries)]
    ranked = sorted(fit, key=lambda name: (not ID_NAMES.search(name), -different[name], name))
    return ranked[0] if ranked else None


def on_portal(nodes: Sequence[HtmlCard], link: Field, page: HtmlPage) -> bool:
    """Tell whether the cards' links lie on the host of the list."""
    here = origin(page.found_at)
    return all(origin(address) == here for node in nodes if (address := node.link(link)))


def ad_line(
    cards: Sequence[Element],
    nodes: Sequence[HtmlCard],
    role: Role | None,
    doubt: str,
    page: HtmlPage,
) -> tuple[Field | None, Setting | None]:
    """Return the field of the ads' own links, where there is one, and the suggested `ad`.

    None and None where nothing tells the cards apart.
    """
    count, names, links = len(cards), Names(cards), Links(page)
    field = link_field(nodes, cards, role, links, names) if role is not None else None
    if role is None or field is None:
        name = id_attribute(cards)
        why = f"{count} of {count} cards have this attribute, all different"
        line = Setting("ad", {"attribute": name}, name != "id", why) if name else None
        return None, line
    values = [address for address in role.addresses if address]
    pattern, doubt_of_id = id_pattern(values)
    doubts = [doubt_of_id, doubt]
    if len(set(values)) < count:
        doubts.append("the same ad may stand on a page twice, or a card have no link")
    if doubtful(field.select) > 1:
        doubts.append("its class may be what a row is today, and another on the next page")
    if not on_portal(nodes, field, page):
        doubts.append("they lead to another host; name it in hosts to read them")
    table = {"select": field.select, "attribute": "href", "pattern": pattern}
    why = f"{len(values)} of {count} cards have one, {len(set(values))} different"
    doubts = list(filter(None, doubts))
    table = {key: value for key, value in table.items() if value}
    return field, Setting("ad", table, not doubts, "; ".join((why, *doubts)))
