"""What a `[[portal]]` block of config.toml can say, as frozen dataclasses.

They are defined once, here, read by pydantic and held to rules by `monitor.config`.
docs/adding-a-portal.md explains each with an example. A field, a mark or `next` may be a string
instead of a table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

STRICT: dict[str, Any] = {"extra": "forbid"}
"""How pydantic reads these dataclasses from config.toml: an unknown key is an error."""

NOTATION = re.compile(r"(.*?)::(?:attr\(\s*([\w:.-]+)\s*\)|text)\s*", re.DOTALL)
FROM_ONE = (("first", 1), ("step", 1))
"""What a table for `next` need not say."""


def written_out(setting: Any) -> Any:
    """Return the table that a string in Scrapy's notation is short for; anything else as it is.

    "h2 a::attr(href)" selects and names the attribute; "::text" is what is read anyway. Where data
    is read, the string is a path.
    """
    if not isinstance(setting, str):
        return setting
    match = NOTATION.fullmatch(setting)
    if match is None:
        return {"select": setting}
    parts = {"select": match[1].strip(), "attribute": match[2]}
    return {name: part for name, part in parts.items() if part}


def next_written_out(setting: Any) -> Any:
    """Return the table for `next` that a string is short for: a template, or what links there."""
    if not isinstance(setting, str):
        return setting
    if "{page}" in setting or setting.startswith(("?", "/")):
        return {"template": setting}
    return written_out(setting.removesuffix("::attr(href)"))


def in_short(key: str, table: Mapping[str, Any]) -> str | None:
    """Return the string that a table can be written as at a key, or None where it says more."""
    plain, read = dict(table), written_out
    if key == "next":
        plain = {name: value for name, value in table.items() if (name, value) not in FROM_ONE}
        read = next_written_out
    attribute = f"::attr({plain['attribute']})" if "attribute" in plain else ""
    short = f"{plain.get('select', '')}{plain.get('template', '')}{attribute}"
    return short if read(short) == plain else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where one value stands, on a card, on a page, or in a JSON object.

    `select` is a CSS selector, or in JSON a path (JMESPath); "" is the whole card. `inside`
    is for JSON whose values are HTML: a CSS selector within that. `label` finds the value by the
    words in front of it, in a table, a definition list or a line. `attribute` names an HTML
    attribute to read instead of the text, and `pattern` a regular expression whose first group is
    the value. `of` says where to look: on the card (for `detail`, the ad's own page), on the whole
    page around it, or in that page's address. A value among `none` means that there is none; one
    that is `required` must be there, or the layout has changed.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    select: str = ""
    inside: str = ""
    label: str = ""
    attribute: str = ""
    pattern: str = ""
    of: Literal["card", "page", "address"] = "card"
    none: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sign on a card or an ad's own page: sold, editorial, "show number".

    It is there where the card is or holds a match of `select` whose `attribute` or text fits
    `pattern`; what is left out is not asked for. In JSON `select` is a path, at which something
    that is not empty, 0 or false must stand, or with `pattern` something that fits it as the answer
    writes it: `pattern = "false"` is for "active": false.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    select: str = ""
    attribute: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Mark):
    """A mark by which a card is left out: sold, editorial, a pinned copy.

    An ad that is listed once more without the mark counts, as the original of a pinned copy does.
    With `everywhere` it does not: a blog marks its own posts on the front page, and lists them
    again by date without the mark.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    everywhere: bool = False


AnyField = Annotated[Field, BeforeValidator(written_out)]
AnyMark = Annotated[Mark, BeforeValidator(written_out)]
AnyExclusion = Annotated[Exclusion, BeforeValidator(written_out)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPage:
    """How the next list page is found: a link, or an address made from a page number.

    With `select`, the matched link's href (or the form that a matched button sends; in JSON the
    text at that path) is the next address, and no match is the end. With `template`, "{page}" is
    replaced by `first + step`, `first + 2 * step`, ... (page `first` is the start) and in JSON
    "{next}" by what `select` found. With `parameter`, the page number goes into the query of the
    list's address under that name. `only_page` says that the list is one page long.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    select: str = ""
    template: str = ""
    parameter: str = ""
    first: int = 1
    step: int = 1
    only_page: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether addresses are made by counting, so that only a page can tell that it was last."""
        return bool(self.parameter) or "{page}" in self.template


AnyNext = Annotated[NextPage, BeforeValidator(next_written_out)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """The ad's own page, fetched only for what its card in the list does not give.

    `link` leads there; with `template`, what it finds is put in the place of "{link}". `format` is
    how the page is read. A mark in `exclude` says that it was no ad after all; to look for one,
    every ad's own page is fetched.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    link: AnyField
    template: str = ""
    format: Literal["html", "json"] = "html"
    exclude: tuple[AnyMark, ...] = ()
    number: AnyField | None = None
    text: AnyField | None = None
    hidden: AnyMark | None = None
    place: AnyField | None = None
    label: AnyField | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who read the portal's terms of use and found that counting is allowed, and when.

    `says` is what they say of it, in a few words.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    checked_by: str
    checked_on: date
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a believable week looks like; a sweep outside is held back as suspect.

    `least` and `most` are numbers of ads; `least_share_with_number` is between 0 and 1.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    least: int
    most: int
    least_share_with_number: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours in which the portal may be fetched from, in the config's zone; over midnight too.

    A sweep that does not end before `until` is partial.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    since: time
    until: time

    def open_at(self, moment: time) -> bool:
        """Return whether a time of day lies within, the first minute included."""
        if self.since <= self.until:
            return self.since <= moment < self.until
        return moment >= self.since or moment < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A site with ads, as config.toml describes it.

    Where: `start` is the first page of the list, or of several lists; `lists` finds the lists on
    the start pages; `hosts` are further addresses ("https://api.portal.example") that its pages may
    lead to. Reading: `cards` are the ads in the list, less those with a mark in `exclude` (sold,
    editorial, the site's own); in JSON they stand at a path, or as HTML at the path `cards_in`;
    `json_in` is the script element of an HTML page that holds the JSON; `module` is code for what
    cannot be said here. `total` is where the portal states how many ads it has, and
    `total_tolerance` the share by which it may differ. `number` is the contact field, `text` the
    free text, `hidden` the mark of a number that is kept back; `labels` names what `label` may say.
    `region` is the country (ISO 3166) whose way of writing numbers is tried first, `fallbacks`
    those tried after it.

    Politeness: `delay_seconds` lies between two requests, and up to the share `jitter` more;
    `page_cap` bounds the pages of each list, `most_megabytes` and `most_minutes` a whole
    sweep. `passes` is how often a moving list may be walked; 1 says that it does not move.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: str
    start: str | tuple[str, ...]
    terms: Terms
    bounds: Bounds
    cards: str
    ad: AnyField
    next: AnyNext
    lists: AnyField | None = None
    hosts: tuple[str, ...] = ()
    format: Literal["html", "json"] = "html"
    cards_in: str = ""
    json_in: str = ""
    module: str = ""
    exclude: tuple[AnyExclusion, ...] = ()
    no_ads: str = ""
    total: AnyField | None = None
    total_tolerance: float = 0.02
    place: AnyField | None = None
    number: AnyField | None = None
    text: AnyField | None = None
    hidden: AnyMark | None = None
    label: AnyField | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    detail: Detail | None = None
    region: str = "NO"
    fallbacks: tuple[str, ...] = ()
    encoding: str = ""
    delay_seconds: float = 5.0
    jitter: float = 0.25
    hours: Hours | None = None
    page_cap: int = 500
    passes: int = 3
    most_megabytes: int = 500
    most_minutes: int = 360
    cookies: bool = False
    local: bool = False
    simulated: bool = False

    @property
    def starts(self) -> tuple[str, ...]:
        """The start addresses, one or several."""
        return (self.start,) if isinstance(self.start, str) else self.start

    @property
    def is_data(self) -> bool:
        """Whether lists are read as data: then fields are paths and not selectors."""
        return self.format == "json" or bool(self.module)

    @property
    def has_html_cards(self) -> bool:
        """Whether cards are HTML: on a page, or as text in data."""
        return bool(self.cards_in) or not self.is_data
