"""A field may be written as people write it elsewhere: in Scrapy's notation, or as a path."""

from __future__ import annotations

import tomllib
from datetime import time
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from scrapers.field_config import in_short
from scrapers.portal_config import (
    Detail,
    Exclusion,
    Field,
    Hours,
    Mark,
    NextPage,
    Portal,
)

SMALLEST = """
name = "fjord"
start = "https://fjord.example/"
terms = { checked_by = "A. Tester", checked_on = 2026-01-05 }
bounds = { least = 1, most = 1000, least_share_with_number = 0.5 }
cards = "article"
ad = "h2 a::attr(href)"
next = "a[rel=next]"
"""


def read(more: str = "") -> Portal:
    """Read a block as config.toml is read."""
    portal: Portal = TypeAdapter(Portal).validate_python(
        tomllib.loads(SMALLEST) | tomllib.loads(more)
    )
    return portal


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("h2 a::attr(href)", Field(select="h2 a", attribute="href")),
        ("h2 a ::attr( data-id )", Field(select="h2 a", attribute="data-id")),
        ("::attr(id)", Field(attribute="id")),
        (".place", Field(select=".place")),
        (".contact::text", Field(select=".contact")),
        ("data.ads[0].id", Field(select="data.ads[0].id")),
        ("ads[?a=='::'].id", Field(select="ads[?a=='::'].id")),
        ("a::after", Field(select="a::after")),
    ],
)
def test_a_field_may_be_a_string(written: str, field: Field) -> None:
    """What it does not say is as it is where a table leaves it out."""
    assert read(f"place = {toml(written)}").place == field


def toml(text: str) -> str:
    """Write a text as TOML."""
    return '"' + text + '"'


def test_wherever_a_field_stands_a_string_may() -> None:
    """On the page, on the card, in marks, and on the ad's own page."""
    found = read(
        """
        lists = "nav a::attr(href)"
        total = "p.total"
        number = ".contact"
        hidden = "button.show"
        exclude = [".sold", "::attr(data-own)", { select = ".pinned", everywhere = true }]
        detail = { link = "a::attr(href)", number = "dd", exclude = [".gone"], hidden = "button" }
        """
    )

    assert found.ad == Field(select="h2 a", attribute="href")
    assert found.lists == Field(select="nav a", attribute="href")
    assert (found.total, found.number) == (Field(select="p.total"), Field(select=".contact"))
    assert found.hidden == Mark(select="button.show")
    assert found.exclude == (
        Exclusion(select=".sold"),
        Exclusion(attribute="data-own"),
        Exclusion(select=".pinned", everywhere=True),
    )
    assert found.detail == Detail(
        link=Field(select="a", attribute="href"),
        number=Field(select="dd"),
        exclude=(Mark(select=".gone"),),
        hidden=Mark(select="button"),
    )


@pytest.mark.parametrize(
    ("written", "following"),
    [
        ("a[rel=next]", NextPage(select="a[rel=next]")),
        ("a[rel=next]::attr(href)", NextPage(select="a[rel=next]")),
        ("paging.next", NextPage(select="paging.next")),
        ("href", NextPage(select="href")),
        ("?side={page}", NextPage(template="?side={page}")),
        ("side-{page}.html", NextPage(template="side-{page}.html")),
        ("/side", NextPage(template="/side")),
    ],
)
def test_the_next_page_may_be_a_string(written: str, following: NextPage) -> None:
    """What links to it, or an address with the page's number."""
    assert read(f"next = {toml(written)}").next == following


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('next = "a::attr(data-next)"', ("next", "attribute")),
        ('place = { select = "p", of = "nowhere" }', ("place", "of")),
        ("place = 7", ("place",)),
        ('exclude = ".sold"', ("exclude",)),
    ],
)
def test_what_is_neither_is_told_by_its_key(more: str, key: tuple[str, ...]) -> None:
    """As for any other value."""
    with pytest.raises(ValidationError) as caught:
        read(more)

    assert [error["loc"] for error in caught.value.errors()] == [key]


def test_a_table_stays_what_it_was() -> None:
    """Both may stand in one block."""
    table: dict[str, Any] = {"select": "h2 a", "attribute": "href"}

    assert read('ad = { select = "h2 a", attribute = "href" }').ad == Field(**table) == read().ad


@pytest.mark.parametrize(
    ("key", "table", "short"),
    [
        ("ad", {"select": "h2 a", "attribute": "href"}, "h2 a::attr(href)"),
        ("ad", {"attribute": "id"}, "::attr(id)"),
        ("place", {"select": ".place"}, ".place"),
        ("place", {"select": ".place", "none": ["-"]}, None),
        ("place", {"label": "Sted"}, None),
        ("place", {}, None),
        ("place", {"select": "p", "attribute": ""}, None),
        ("next", {"select": "a[rel=next]"}, "a[rel=next]"),
        ("next", {"template": "?side={page}", "first": 1, "step": 1}, "?side={page}"),
        ("next", {"template": "?start={page}", "first": 0, "step": 20}, None),
        ("next", {"select": "cursor", "template": "?after={next}"}, None),
        ("next", {"only_page": True}, None),
        ("total", {"first": 1}, None),
    ],
)
def test_a_table_is_short_only_for_what_a_string_says(
    key: str, table: dict[str, Any], short: str | None
) -> None:
    """Whatever else stands in it would be lost."""
    assert in_short(key, table) == short


def test_hours_over_midnight_hold_their_first_minute_and_not_their_last() -> None:
    """From ten in the evening on, and before six."""
    night = Hours(since=time(22), until=time(6))
    moments = (time(21, 59), time(22), time(0), time(5, 59), time(6))
    assert [night.open_at(moment) for moment in moments] == [False, True, True, True, False]
