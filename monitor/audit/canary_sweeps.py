"""Sweeps canaries into an installation of its own, in every way that a sweep can end.

`monitor audit` uses it: the same code as a real week, on a portal of its own that shows planted
values. The portal is served on loopback, for as long as the sweeps take.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from pathlib import Path

from monitor.collecting.collect import Collector
from monitor.collecting.results import Result
from monitor.config import Config, load
from monitor.installation.installation import Installation
from monitor.installation.year_counts import report_of_year
from monitor.loopback_server import LoopbackServer, Reply
from monitor.report.files import write_files
from monitor.report.words import Words
from storage.keys import new_key
from storage.store import Store

CONFIG = """
contact = "audit@example.org"
[storage]
database = "sqlite:///data/audit.sqlite"
keys = "keys"
[places]
Oslo = ["Oslo"]
[[portal]]
name = "canaries"
start = "{base}/"
local = true
simulated = true
delay_seconds = 0.0
terms = {{ checked_by = "the audit itself", checked_on = 2022-01-01 }}
bounds = {{ least = 1, most = 100, least_share_with_number = 0.0 }}
cards = "article"
ad = "a::attr(href)"
place = ".place"
number = ".contact"
next = "a[rel=next]"
"""
HTML = "text/html; charset=utf-8"
MONDAYS = tuple(date.fromisocalendar(2022, week, 1) for week in (10, 11, 12, 13))


@dataclass(frozen=True, slots=True)
class Canaries:
    """Values that exist nowhere else, so that finding one proves where it came from."""

    numbers: tuple[str, ...]
    slugs: tuple[str, ...]
    place: str

    @classmethod
    def fresh(cls) -> Canaries:
        """Make new ones: numbers that nobody has, and random ad ids and a random place."""
        starts = ("+4742", "+4743", "+4744", "+4749")
        numbers = tuple(f"{start}{secrets.randbelow(900_000) + 100_000}" for start in starts)
        return cls(numbers, tuple(secrets.token_hex(8) for _ in starts), secrets.token_hex(8))

    @property
    def values(self) -> tuple[str, ...]:
        """All that must not be found."""
        return (*self.numbers, *self.slugs, self.place)

    def page(self, element: str) -> str:
        """Return a list page with each ad in such an element; the config expects "article"."""
        return "".join(
            f'<{element}><a href="/{slug}">Simulated</a> <p class="contact">{number}</p>'
            f'<p class="place">Oslo, {self.place}</p></{element}>'
            for slug, number in zip(self.slugs, self.numbers, strict=True)
        )


def sweep_canaries(folder: Path, canaries: Canaries) -> list[Result]:
    """Install a monitor in a folder, let it sweep canaries, and make a report.

    Returns what came of the sweeps: one that counts, one that finds the portal out of order, one
    that does not know its pages again, and one that is shut out.
    """
    page, changed = canaries.page("article"), canaries.page("div")
    replies = (
        Reply(HTTPStatus.OK, HTML, page),
        Reply(HTTPStatus.SERVICE_UNAVAILABLE, HTML, page),
        Reply(HTTPStatus.OK, HTML, changed),
        Reply(HTTPStatus.FORBIDDEN, HTML, page),
    )
    with LoopbackServer(_answer_with(replies[0])) as portal:
        config = _installed(folder, portal.base)
        store = Store.open(config.storage.database)
        try:
            results = []
            for monday, reply in zip(MONDAYS, replies, strict=True):
                portal.answer = _answer_with(reply)
                results += _collector(config, store, monday).collect(config.portal)
            annual = report_of_year(config, store, MONDAYS[0].year, MONDAYS[-1])
            write_files(annual, Words("nb"), folder / "reports")
            return results
        finally:
            store.close()


def _answer_with(reply: Reply) -> Callable[[str], Reply]:
    """Return what answers every request alike but for robots.txt, which there is none of."""
    none = Reply(HTTPStatus.NOT_FOUND, HTML, "")
    return lambda path: none if path == "/robots.txt" else reply


def _installed(folder: Path, base: str) -> Config:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "config.toml"
    file.write_text(CONFIG.format(base=base), encoding="utf-8")
    config = load(file, environment={})
    new_key(config.storage.keys, MONDAYS[0].year)
    return config


def _collector(config: Config, store: Store, monday: date) -> Collector:
    now = datetime.combine(monday, time(6), UTC)
    return Collector(Installation(config, store, lambda: now))
