"""The words that a portal's block needs on its pages, and those that the pages really have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

from monitor.probe.look import Look
from monitor.probe.save.fiction import TOKEN
from scrapers.model import PlaceNames
from scrapers.portal_config import Portal

HOST = re.compile(r"https?://[^/?#]*")
ESCAPES = re.compile(r"\\[A-Za-z]")
NOT_ON_PAGES = ("name", "terms", "bounds", "hosts", "region", "fallbacks", "format", "encoding")


def block_words(portal: Portal, places: PlaceNames) -> set[str]:
    """Return the words of a portal's block and of the place list, in lower case.

    The portal's own name is none of them: of an address, what stands after the host.
    """
    block = {key: value for key, value in asdict(portal).items() if key not in NOT_ON_PAGES}
    spellings = [spelling for each in places.values() for spelling in each]
    found = words_in([*map(_without_host, _strings(block)), *spellings])
    return found | {name.casefold() for name in _counts(portal)}


def real_words(look: Look) -> set[str]:
    """Return every word of the pages of a look, in lower case."""
    return words_in(each.page.text for each in look.fetched) | words_in(
        address for each in look.fetched for address in (each.asked, each.page.address)
    )


def real_digits(look: Look) -> str:
    """Return the pages of a look without anything that numbers are written with but digits."""
    return " ".join(re.sub(r"[\s().\-/+]", "", each.page.text) for each in look.fetched)


def id_parts(look: Look) -> set[str]:
    """Return the parts of the ids by which ads are told apart."""
    keys = {key.reveal() for page in look.entries for key in page.keys}
    return {part for key in keys for part in TOKEN.findall(key)}


def words_in(texts: Iterable[str]) -> set[str]:
    """Return the words of texts in lower case, expressions' escapes left out."""
    return {word.casefold() for text in texts for word in TOKEN.findall(ESCAPES.sub(" ", text))}


def _without_host(text: str) -> str:
    return HOST.sub("/", text)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _strings(each)
            yield str(key)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def _counts(portal: Portal) -> list[str]:
    """Return the page numbers by which a counted list goes on."""
    following = portal.next
    if not following.is_counted:
        return []
    return [str(following.first + at * following.step) for at in range(25)]
