"""Where values, marks, next pages and ads' own pages stand, as a `[[portal]]` block says it.

A field, a mark or `next` may be a string instead of a table: `written_out` and `in_short` turn the
one into the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from scrapers.config_key import Key

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
    """Where one value stands, on a card, on a page, or in a JSON object."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    select: Annotated[
        str,
        Key(
            'a CSS selector, or in JSON a path (JMESPath; "[phone, mobile]" is both); "" is the '
            "whole card",
            '".place"',
        ),
    ] = ""
    inside: Annotated[
        str, Key("for JSON whose values are HTML: a CSS selector within that", '"b"')
    ] = ""
    label: Annotated[
        str,
        Key("the words in front of the value, in a table, a definition list or a line", '"Sted"'),
    ] = ""
    attribute: Annotated[str, Key("an HTML attribute to read instead of the text", '"data-id"')] = (
        ""
    )
    pattern: Annotated[
        str, Key("a regular expression whose first group is the value", r"'(\d+) treff'")
    ] = ""
    of: Annotated[
        Literal["card", "page", "before", "address", "header"],
        Key(
            "where to look: on the card (for `detail`, the ad's own page), on the whole page "
            "around it, for the last match before the card (a heading), in that page's address, or "
            "in a header of the answer that `select` names",
            '"page"',
        ),
    ] = "card"
    none: Annotated[
        tuple[str, ...], Key("values that mean that there is none", '["Ikke oppgitt"]')
    ] = ()
    required: Annotated[bool, Key("the value must be there, or the layout has changed", "true")] = (
        False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sign on a card or an ad's own page: sold, editorial, "show number".

    It is there where the card is or holds a match of `select` whose `attribute` or text fits
    `pattern`; what is left out is not asked for. In JSON `select` is a path, at which something
    that is not empty, 0 or false must stand, or with `pattern` something that fits it as the answer
    writes it: `pattern = "false"` is for "active": false.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    select: Annotated[
        str, Key("a CSS selector that the card is or holds, or in JSON a path", '".sold"')
    ] = ""
    attribute: Annotated[
        str, Key("an HTML attribute that `pattern` must fit instead of the text", '"class"')
    ] = ""
    pattern: Annotated[
        str, Key("a regular expression that the attribute or text must fit", "'(?i)solgt'")
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Mark):
    """A mark by which a card is left out: sold, editorial, a pinned copy.

    An ad that is listed once more without the mark counts, as the original of a pinned copy does.
    With `everywhere` it does not: a blog marks its own posts on the front page, and lists them
    again by date without the mark.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    everywhere: Annotated[
        bool, Key("leave the ad out also where it is listed without the mark", "true")
    ] = False


AnyField = Annotated[Field, BeforeValidator(written_out)]
AnyMark = Annotated[Mark, BeforeValidator(written_out)]
AnyExclusion = Annotated[Exclusion, BeforeValidator(written_out)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPage:
    """How the next list page is found: a link, or an address made from a page number."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    select: Annotated[
        str,
        Key(
            "the link or the button that leads there; in JSON the path of its address, or of the "
            "mark that goes in the place of `{next}`. No match is the end",
            '"a[rel=next]"',
        ),
    ] = ""
    header: Annotated[
        str, Key("the header whose link with rel=next leads there (RFC 8288)", '"Link"')
    ] = ""
    template: Annotated[
        str,
        Key(
            "an address in which `{page}` becomes `first + step`, `first + 2 * step`, ..., and in "
            "JSON `{next}` what `select` found",
            '"?side={page}"',
        ),
    ] = ""
    parameter: Annotated[
        str, Key("the name of the page number in the query of the list's address", '"side"')
    ] = ""
    last: Annotated[
        AnyField | None,
        Key(
            "where the list says how many pages it has: none is asked for after that",
            '{ select = "X-WP-TotalPages", of = "header" }',
        ),
    ] = None
    first: Annotated[int, Key("the number of the page at `start`", "0", least=0)] = 1
    step: Annotated[int, Key("from one page's number to the next one's", "20", least=1)] = 1
    only_page: Annotated[bool, Key("the list is one page long", "true")] = False

    @property
    def is_counted(self) -> bool:
        """Whether addresses are made by counting, so that only a page can tell that it was last."""
        return bool(self.parameter) or "{page}" in self.template


AnyNext = Annotated[NextPage, BeforeValidator(next_written_out)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """The ad's own page, fetched only for what its card in the list does not give.

    To look for a mark in `exclude`, and with `gone = "no ad"`, every ad's own page is fetched.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    link: Annotated[
        AnyField, Key("the link to the ad's own page", '"h2 a::attr(href)"', reads="card")
    ]
    template: Annotated[
        str, Key("an address in which `{link}` becomes what `link` found", '"/api/ads/{link}"')
    ] = ""
    format: Annotated[Literal["html", "json"], Key("how the page is read", '"json"')] = "html"
    exclude: Annotated[
        tuple[AnyMark, ...],
        Key("marks which say that it was no ad after all", '[".sold"]', reads="own page"),
    ] = ()
    gone: Annotated[
        Literal["ad", "no ad"],
        Key("what an ad counts as whose own page is gone; sitemaps list such", '"no ad"'),
    ] = "ad"
    number: Annotated[AnyField | None, Key("the contact field", '".phone"', reads="own page")] = (
        None
    )
    text: Annotated[AnyField | None, Key("the free text", '".description"', reads="own page")] = (
        None
    )
    hidden: Annotated[
        AnyMark | None,
        Key("the mark of a number that is kept back", '"button.show"', reads="own page"),
    ] = None
    place: Annotated[
        AnyField | None, Key("the place that the ad states", '{ label = "Sted" }', reads="own page")
    ] = None
    label: Annotated[
        AnyField | None, Key("what else ads are sorted by", '{ label = "Type" }', reads="own page")
    ] = None
