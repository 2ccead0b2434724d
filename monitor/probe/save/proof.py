"""A saved folder proves itself: it sweeps to the same counts, and nothing real is left in it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from monitor.canary import search
from monitor.probe.look import Look
from monitor.probe.save.fiction import TOKEN, Fiction
from monitor.probe.save.replay import serving
from scrapers.crawl.sweep import sweep
from scrapers.errors import ScrapeError
from scrapers.http.client import Fetcher
from scrapers.http.rate_limit import FetchContext
from scrapers.model import Hidden, Sighting, Sweep
from scrapers.portal_config import Portal
from scrapers.pseudonymize import Identify

SHORTEST = 4
"""Signs of the shortest word that is searched for: shorter ones turn up in anything."""

SURE_DIGITS = 6
"""Fewer digits than these, an id's apart, are pieces of any number, a made-up one's too."""

OUR_WORDS = """
    path status headers file content type text html charset json application page pages outcome
    complete cards excluded duplicates ads with_number hidden numbers places labels stated_total
    doctype meta span unknown with number stated total nummer none display nobody true false null
    https 0047
"""
OURS = frozenset(OUR_WORDS.split())


Starts = Callable[[str], Portal]


class NotProven(Exception):
    """A saved folder is not what it should be."""


def swept(folder: Path, look: Look, start: Starts, context: FetchContext) -> Sweep:
    """Sweep a saved folder over loopback; raises NotProven.

    `start` gives the portal for the address that the folder is served at.
    """
    with serving(folder) as base:
        served = replace(start(base), local=True, delay_seconds=0.0)
        try:
            with Fetcher(served, context) as fetcher:
                key = Hidden(secrets.token_bytes(32))
                return sweep(served, fetcher.get, Identify(key), look.places)
        except ScrapeError as error:
            raise NotProven(f"the made-up pages do not sweep: {error}") from None


def check_counts(look: Look, found: Sweep) -> None:
    """Raise NotProven where the saved pages count otherwise than the real ones."""
    ours = counts_of(found)
    real = {
        "cards": look.cards,
        "excluded": look.excluded,
        "duplicates": look.duplicates,
        "ads": len(look.complete),
        "with_number": sum(bool(each.numbers) for each in look.complete),
        "hidden": look.hidden,
        "numbers": distinct_numbers(look.complete),
        "places": places_of(look.complete),
        "labels": dict(sorted(look.labels.items())),
    }
    wrong = [name for name, count in real.items() if ours[name] != count]
    if wrong:
        told = ", ".join(f"{name} {ours[name]} instead of {real[name]}" for name in wrong)
        raise NotProven(f"the made-up pages count otherwise than the real ones: {told}")


def counts_of(found: Sweep) -> dict[str, object]:
    """Return the counts of a sweep as expected.json has them."""
    return {
        "outcome": "complete",
        "pages": found.pages,
        "cards": found.cards,
        "excluded": found.excluded,
        "duplicates": found.duplicates,
        "ads": found.ads,
        "with_number": found.with_number,
        "hidden": found.hidden,
        "numbers": distinct_numbers(found.sightings),
        "places": places_of(found.sightings),
        "labels": dict(sorted(found.labels.items())),
        "stated_total": found.stated_total,
    }


def check_nothing_real(
    folder: Path,
    words: Iterable[str],
    structure: frozenset[str],
    ids: Iterable[str],
    fiction: Fiction,
) -> None:
    """Raise NotProven where a word of the real pages or a real number is left in the folder.

    `structure` are the words that may be there: tags, attributes, class names and the block's own;
    `ids` are the parts of ads' ids.
    """
    real = {word for word in words if len(word) >= SHORTEST} - structure - OURS
    real = {word for word in real if not word.isdigit() or len(word) >= SURE_DIGITS or word in ids}
    left = 0
    for file in sorted(folder.iterdir()):
        # The block is the config's own; all others are made of what the portal sent.
        if file.name == "portal.toml":
            continue
        text = fiction.without_numbers(unquote(file.read_text(encoding="utf-8")))
        left += len({word.casefold() for word in TOKEN.findall(text)} & real)
    if left:
        raise NotProven(f"{left} words of the real pages were left")
    if found := search([folder], fiction.real_numbers):
        raise NotProven(f"a real number was left as {found[0].form}")


def distinct_numbers(sightings: Iterable[Sighting]) -> int:
    """Return how many distinct numbers there are."""
    return len({number for each in sightings for number in each.numbers})


def places_of(sightings: Iterable[Sighting]) -> dict[str, int]:
    """Return the ads by place, in the order of the names."""
    return dict(sorted(Counter(place for each in sightings for place in each.places).items()))
