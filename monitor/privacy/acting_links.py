"""Links that do something where they lead: vote, buy, report, delete, write, log in.

Nothing here may act on a portal (design: only lists and the ads' own pages are asked for), so such
a link is never followed by a suggestion, and warned of where a person wrote it into `detail.link`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapers.portal_config import Portal

_TABLE: dict[str, list[str]] = tomllib.loads(
    (files("monitor.privacy") / "acting_words.toml").read_text(encoding="utf-8")
)
THAI = " ".join(_TABLE.pop("th")).split()
ACTS = frozenset(" ".join(line for lines in _TABLE.values() for line in lines).split())
"""Words that say what a link does."""

WORD = re.compile(r"(?:[^\W\d_]|[\u0e00-\u0e7f])+")
"""A word; the marks over and under letters of Thai belong to it."""

CAMEL = re.compile(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])")
LONGEST = 40
"""Signs of a text above which it is what an ad says, and no button's."""

MOST_WORDS = 3
"""Words of a part of an address above which it is an ad's title."""


def words_of(text: str) -> list[str]:
    """Return the words of a name or a text, in small letters: "addToCart" is three."""
    return [word.casefold() for word in WORD.findall(CAMEL.sub(" ", text))]


def name_acts(name: str) -> bool:
    """Tell whether the name of a class or a key says that something is done."""
    return not ACTS.isdisjoint(words_of(name))


def text_acts(text: str) -> bool:
    """Tell whether the words of a link or a button say that it does something."""
    if len(text) > LONGEST:
        return False
    return any(sign in text for sign in THAI) or name_acts(text)


def address_acts(address: str) -> bool:
    """Tell whether an address says that asking for it does something.

    A part of several words with a digit, or of many, is taken for an ad's title in the address.
    """
    parts = urlsplit(address)
    pieces = [unquote(piece) for piece in parts.path.split("/")]
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        pieces += [name, value]
    return any(map(_piece_acts, pieces))


def _piece_acts(piece: str) -> bool:
    words = words_of(piece.rsplit(".", 1)[0])
    is_title = len(words) > MOST_WORDS or (len(words) > 1 and any(map(str.isdigit, piece)))
    return bool(words) and not is_title and not ACTS.isdisjoint((words[0], words[-1]))


def link_acts(attributes: Mapping[str, str], address: str, text: str) -> bool:
    """Tell whether a link's address, names or words say that it does something."""
    says = (text, attributes.get("title", ""), attributes.get("aria-label", ""))
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".split()
    if "onclick" in attributes and attributes.get("href", "#").startswith(("#", "javascript:")):
        return True
    return (
        address_acts(address)
        or "data-method" in attributes
        or any(map(text_acts, says))
        or any(map(name_acts, names))
    )


def acting_settings(portal: Portal) -> Iterator[str]:
    """Yield where a portal's block itself says that a sweep would ask for what acts."""
    written = {"lists_at": (portal.lists_at, "list")}
    if portal.detail is not None:
        written["detail.link"] = portal.detail.link.select, "ad"
        written["detail.template"] = portal.detail.template, "ad"
    for key, (text, what) in written.items():
        if name_acts(text):
            yield (
                f"{portal.name}: {key} = {text!r} looks like a link that does something (votes, "
                "buys, reports, deletes, writes, logs in), which a sweep would do for every "
                f"{what}; choose the link that leads to the {what}"
            )
