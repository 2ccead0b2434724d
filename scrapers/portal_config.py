"""What a `[[portal]]` block of config.toml can say, as frozen dataclasses.

Each key is described here or in `scrapers.field_config`, and nowhere else: what it says, an
example, its bounds, and what its selectors are tried on. Checks, messages, the guide's tables, a
probe's rows and the order of a suggested block follow from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Annotated, Any, ClassVar, Literal

from scrapers.config_key import Key
from scrapers.field_config import (
    STRICT,
    AnyExclusion,
    AnyField,
    AnyMark,
    AnyNext,
    Detail,
    Exclusion,
    Field,
    Mark,
    NextPage,
)

__all__ = ["Bounds", "Detail", "Exclusion", "Field", "Hours", "Mark", "NextPage", "Portal", "Terms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who read the portal's terms of use and found that counting is allowed, and when."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    checked_by: Annotated[str, Key("who read the terms", '"A. Analyst"')]
    checked_on: Annotated[date, Key("when", "2026-01-15")]
    says: Annotated[str, Key("what the terms say, in a few words", '"counting is fine"')] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a believable week looks like; a sweep outside is held back as suspect."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    least: Annotated[int, Key("the fewest ads", "100", least=0)]
    most: Annotated[int, Key("the most ads", "2000", least=1)]
    least_share_with_number: Annotated[
        float, Key("the least share of the ads that have a number", "0.6", least=0, most=1)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours in which the portal may be fetched from, in the config's zone; over midnight too.

    A sweep that does not end before `until` is partial.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    since: Annotated[time, Key("from this time of day on", "22:00:00")]
    until: Annotated[time, Key("and before this one", "06:00:00")]

    def open_at(self, moment: time) -> bool:
        """Return whether a time of day lies within, the first minute included."""
        if self.since <= self.until:
            return self.since <= moment < self.until
        return moment >= self.since or moment < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A site with ads, as config.toml describes it.

    The order of the keys is that of a suggested block and of the guide's table.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: Annotated[str, Key("the name of its series; never changed", '"nordlys"')]
    start: Annotated[
        str | tuple[str, ...],
        Key("the first page of the list, or of several lists", '"https://portal.example/ads"'),
    ]
    lists: Annotated[
        AnyField | None,
        Key("the links to the lists on the start pages", '"nav a::attr(href)"', reads="page"),
    ] = None
    lists_at: Annotated[
        str,
        Key(
            "a list's address, in which `{link}` becomes what `lists` finds",
            '"/_next/data/{link}/ads.json"',
        ),
    ] = ""
    hosts: Annotated[
        tuple[str, ...],
        Key("other addresses that its pages may lead to", '["https://api.portal.example"]'),
    ] = ()
    format: Annotated[Literal["html", "json"], Key("how lists are read", '"json"')] = "html"
    json_in: Annotated[
        str,
        Key(
            "the script element that holds the JSON, on pages that are not JSON themselves",
            '"script#data"',
            reads="html",
        ),
    ] = ""
    module: Annotated[str, Key("code for what cannot be said here", '"scrapers.portals.fjord"')] = (
        ""
    )
    terms: Annotated[
        Terms,
        Key(
            "who read the terms of use, and when; needed before anything is fetched",
            '{ checked_by = "A. Analyst", checked_on = 2026-01-15, says = "counting is fine" }',
        ),
    ]
    local: Annotated[bool, Key("the portal is on this machine", "true")] = False
    simulated: Annotated[bool, Key("all output says that it is simulated", "true")] = False
    delay_seconds: Annotated[
        float, Key("seconds between two requests (1 or more for a real portal)", "5.0", least=0)
    ] = 5.0
    jitter: Annotated[
        float, Key("up to this share of the delay more, at random", "0.25", least=0, most=1)
    ] = 0.25
    hours: Annotated[
        Hours | None, Key("when it may be fetched from", "{ since = 22:00:00, until = 06:00:00 }")
    ] = None
    page_cap: Annotated[int, Key("pages of each list; more is partial", "500", least=1)] = 500
    passes: Annotated[
        int, Key("how often a moving list is read; 1: it does not move", "3", least=1)
    ] = 3
    most_megabytes: Annotated[int, Key("of a whole sweep; more is partial", "500", least=1)] = 500
    most_minutes: Annotated[int, Key("of a whole sweep; more is partial", "360", least=1)] = 360
    cookies: Annotated[bool, Key("a session's cookies are kept within one sweep", "true")] = False
    encoding: Annotated[
        str, Key("how pages are encoded that do not say it, or say it wrong", '"windows-1252"')
    ] = ""
    bounds: Annotated[
        Bounds,
        Key(
            "what a believable week looks like",
            "{ least = 100, most = 2000, least_share_with_number = 0.6 }",
        ),
    ]
    cards: Annotated[
        str, Key("the ads in the list; in JSON, the path of the list", '"article.ad"', reads="card")
    ]
    rows: Annotated[
        int, Key("elements beside each other that are one card, from `cards` on", "2", least=1)
    ] = 1
    cards_in: Annotated[
        str, Key("the path at which JSON has cards as HTML", '"html"', reads="json")
    ] = ""
    exclude: Annotated[
        tuple[AnyExclusion, ...],
        Key("marks of cards that are no ads for the count", '[".sold"]', reads="card"),
    ] = ()
    no_ads: Annotated[
        str, Key("what the page shows when there are no ads", '"p.empty"', reads="page")
    ] = ""
    total: Annotated[
        AnyField | None,
        Key(
            "the portal's own total",
            r"""{ select = "p.total", pattern = '(\d+) ads' }""",
            reads="page",
        ),
    ] = None
    total_tolerance: Annotated[
        float, Key("the share by which the total may differ", "0.02", least=0, below=1)
    ] = 0.02
    ad: Annotated[
        AnyField, Key("what tells one ad from another", '"h2 a::attr(href)"', reads="card")
    ]
    number: Annotated[AnyField | None, Key("the contact field", '".contact"', reads="card")] = None
    text: Annotated[AnyField | None, Key("the free text", '".description"', reads="card")] = None
    most_numbers: Annotated[
        int, Key("the most numbers of one ad; more must be others', and none is read", "5", least=1)
    ] = 5
    hidden: Annotated[
        AnyMark | None,
        Key("the mark of a number that is kept back", '"button.show-number"', reads="card"),
    ] = None
    region: Annotated[
        str, Key("the country whose way of writing numbers is tried first", '"NO"')
    ] = "NO"
    fallbacks: Annotated[tuple[str, ...], Key("the countries tried after it", '["SE"]')] = ()
    place: Annotated[
        AnyField | None, Key("the place that the ad states", '".place"', reads="card")
    ] = None
    label: Annotated[
        AnyField | None, Key("what else ads are sorted by", '{ label = "Type" }', reads="card")
    ] = None
    labels: Annotated[
        Mapping[str, tuple[str, ...]],
        Key("the portal's words for each label", '{ agency = ["Byrå"] }'),
    ] = field(default_factory=dict)
    next: Annotated[AnyNext, Key("how the next page is found", '"a[rel=next]"', reads="page")]
    detail: Annotated[
        Detail | None,
        Key(
            "the ad's own page, for what the card does not give",
            '{ link = "h2 a::attr(href)", number = ".phone" }',
        ),
    ] = None

    @property
    def starts(self) -> tuple[str, ...]:
        """The start addresses, one or several."""
        return (self.start,) if isinstance(self.start, str) else self.start

    @property
    def longer_delay(self) -> str:
        """What to do where the portal finds that it is asked too often."""
        return f"a longer delay may help: delay_seconds = {max(2 * self.delay_seconds, 1.0):g}"

    @property
    def is_data(self) -> bool:
        """Whether lists are read as data: then fields are paths and not selectors."""
        return self.format == "json" or bool(self.module)

    @property
    def has_html_cards(self) -> bool:
        """Whether cards are HTML: on a page, or as text in data."""
        return bool(self.cards_in) or not self.is_data
