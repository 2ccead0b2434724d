"""What a [[portal]] block may not say, found before anything is fetched."""

from datetime import time
from typing import Any

import pytest

from monitor.config.portal_rules import portal_rules
from scrapers.portal_config import Bounds, Detail, Exclusion, Field, Hours, Mark, NextPage
from tests.scrapers.support import a_portal

JSON: dict[str, Any] = {
    "format": "json",
    "cards": "ads",
    "ad": Field(select="id"),
    "number": Field(select="phone"),
    "place": None,
    "next": NextPage(select="next"),
}
LINK = Field(select="a", attribute="href")


def rules(**changes: Any) -> dict[str, str]:
    """Return the broken rules of a portal by their keys."""
    return {".".join(map(str, key)): text for key, text in portal_rules(a_portal(**changes))}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        JSON,
        {"start": ("http://127.0.0.1:9/a", "http://127.0.0.1:9/b")},
        {"next": NextPage(parameter="side", first=0, step=20)},
        {"next": NextPage(template="/liste/{page}")},
        {"next": NextPage(only_page=True)},
        JSON | {"next": NextPage(select="cursor", template="?after={next}")},
        JSON | {"number": Field(select="html", inside="b", attribute="title")},
        JSON | {"json_in": "script#data"},
        JSON | {"no_ads": "items[?x] || p["},
        {"next": NextPage(header="Link")},
        {"next": NextPage(parameter="side", last=Field(select="X-Pages", of="header"))},
        {"total": Field(select="X-Total-Count", of="header")},
        {"place": Field(select="h2", of="before"), "rows": 2},
        JSON | {"cards_in": "html", "rows": 2, "no_ads": "p.none"},
        JSON | {"cards": "article.x", "cards_in": "html", "ad": Field(attribute="id")},
        {
            "exclude": (
                Exclusion(select=".sold"),
                Exclusion(attribute="data-own"),
                Exclusion(pattern="Solgt"),
            )
        },
        {"hours": Hours(since=time(22), until=time(6))},
        {"label": Field(label="Type"), "labels": {"agency": ("Byrå",)}},
        {"number": None, "detail": Detail(link=LINK, text=Field(label="Om"))},
        {"place": Field(of="address", pattern="/(.+)/")},
        {"encoding": "windows-1252"},
    ],
)
def test_a_good_block_breaks_no_rule(changes: dict[str, Any]) -> None:
    """Every way of saying it that the guide shows."""
    assert rules(**changes) == {}


@pytest.mark.parametrize(
    ("changes", "key", "text"),
    [
        ({"start": ()}, "start", "expected one address"),
        ({"start": "ftp://127.0.0.1/"}, "start", "begins with https"),
        ({"start": "http://["}, "start", "begins with https"),
        ({"start": "https://portal.example/"}, "local", "only them"),
        ({"hosts": ("https://api.portal.example",)}, "local", "only them"),
        ({"hosts": ("api",)}, "hosts", "begins with https"),
        (
            {"local": False, "start": "https://portal.example/", "delay_seconds": 0.5},
            "delay_seconds",
            "at least 1.0",
        ),
        ({"jitter": 1.5}, "jitter", "0 to 1, found 1.5"),
        ({"passes": 0}, "passes", "at least 1"),
        ({"most_megabytes": 0}, "most_megabytes", "at least 1"),
        ({"most_minutes": 0}, "most_minutes", "at least 1"),
        ({"page_cap": 0}, "page_cap", "at least 1"),
        ({"total_tolerance": 1.0}, "total_tolerance", "at least 0 and less than 1, found 1.0"),
        ({"hours": Hours(since=time(6), until=time(6))}, "hours", "two different times"),
        ({"encoding": "utf-99"}, "encoding", "is not an encoding"),
        ({"bounds": Bounds(least=5, most=5, least_share_with_number=0)}, "bounds", "least < most"),
        ({"region": "NOR"}, "region", "'NOR' is not a country code"),
        ({"fallbacks": ("xx",)}, "fallbacks", "'xx' is not a country code"),
        ({"name": "Nordlys"}, "name", "a-z, 0-9 and hyphens"),
        ({"name": "unknown"}, "name", "a-z, 0-9 and hyphens"),
        (JSON | {"format": "html", "module": "os"}, "module", "expected scrapers.portals."),
        ({"cards_in": "html"}, "cards_in", 'for format = "json"'),
        ({"json_in": "script"}, "json_in", 'for format = "json"'),
        ({"labels": {"agency": ("Byrå",)}}, "labels", "belong together"),
        ({"label": Field(select="i")}, "labels", "belong together"),
        ({"cards": "p["}, "cards", "is not a CSS selector"),
        ({"no_ads": "p["}, "no_ads", "is not a CSS selector"),
        ({"next": NextPage(select="p[")}, "next", "is not a CSS selector"),
        (JSON | {"json_in": "p["}, "json_in", "is not a CSS selector"),
        (JSON | {"cards": "ads["}, "cards", "is not a JMESPath expression"),
        (JSON | {"cards_in": "html["}, "cards_in", "is not a JMESPath expression"),
        (JSON | {"next": NextPage(select="next[")}, "next", "is not a JMESPath expression"),
        (JSON | {"place": Field(select="city[")}, "place.select", "is not a JMESPath expression"),
        (
            JSON | {"exclude": (Exclusion(select="sold ||"),)},
            "exclude.0.select",
            "is not a JMESPath expression",
        ),
        ({"next": NextPage()}, "next", "expected one of"),
        ({"next": NextPage(select="a", parameter="side")}, "next", "expected one of"),
        ({"next": NextPage(parameter="side", step=0)}, "next.step", "at least 1, found 0"),
        ({"next": NextPage(parameter="side", first=-1)}, "next.first", "at least 0, found -1"),
        ({"next": NextPage(template="?side=2")}, "next.template", "expected {page}"),
        (
            {"next": NextPage(select="a", template="?after={next}")},
            "next.template",
            "{next} is for JSON",
        ),
        ({"next": NextPage(select="a", header="Link")}, "next", "expected one of"),
        ({"next": NextPage(select="a", last=Field(select="i"))}, "next.last", "that are counted"),
        (
            {"next": NextPage(parameter="side", last=Field(select="p["))},
            "next.last.select",
            "is not a CSS selector",
        ),
        ({"most_numbers": 0}, "most_numbers", "at least 1, found 0"),
        ({"rows": 0}, "rows", "at least 1, found 0"),
        (JSON | {"rows": 2}, "rows", "for cards that are HTML"),
        ({"place": Field(of="before")}, "place.of", "before is for HTML"),
        (JSON | {"place": Field(select="x", of="before")}, "place.of", "before is for HTML"),
        ({"total": Field(of="header")}, "total.of", "needs select"),
        (JSON | {"cards_in": "html", "no_ads": "p["}, "no_ads", "is not a CSS selector"),
        ({"number": None}, "number", "expected number or text"),
        ({"ad": Field(select="a", of="page")}, "ad.of", "on its card"),
        ({"place": Field()}, "place", "expected select, label, attribute or pattern"),
        ({"place": Field(select="p[")}, "place.select", "is not a CSS selector"),
        ({"place": Field(select="p", inside="b")}, "place.inside", "for JSON whose values"),
        ({"place": Field(select="p", pattern="x")}, "place.pattern", "one group in round"),
        ({"place": Field(select="p", pattern="(")}, "place.pattern", "not a regular expression"),
        (JSON | {"place": Field(select="x", label="y")}, "place", "with inside what to look in"),
        (JSON | {"place": Field(select="x", inside="p[")}, "place.inside", "is not a CSS sel"),
        ({"detail": Detail(link=Field(select="p["))}, "detail.link.select", "is not a CSS sel"),
        ({"detail": Detail(link=LINK, template="/vis/")}, "detail.template", "expected {link}"),
        ({"lists_at": "/by/{link}"}, "lists_at", "which lists finds, and lists"),
        ({"lists_at": "/by/", "lists": LINK}, "lists_at", "expected {link}"),
        (
            {"detail": Detail(link=LINK, exclude=(Mark(select="p["),))},
            "detail.exclude.0.select",
            "is not a CSS sel",
        ),
        (
            JSON | {"detail": Detail(link=Field(select="url"), text=Field(select="p["))},
            "detail.text.select",
            "is not a CSS selector",
        ),
        ({"exclude": (Exclusion(),)}, "exclude.0", "expected select, attribute or pattern"),
        ({"exclude": (Exclusion(select="p["),)}, "exclude.0.select", "is not a CSS selector"),
        ({"hidden": Mark(pattern="(")}, "hidden.pattern", "not a regular expression"),
        (
            {"detail": Detail(link=LINK, hidden=Mark(select="p["))},
            "detail.hidden.select",
            "is not a CSS selector",
        ),
    ],
)
def test_a_broken_rule_names_its_key_and_what_was_expected(
    changes: dict[str, Any], key: str, text: str
) -> None:
    """One message for one mistake."""
    found = rules(**changes)

    assert set(found) == {key}
    assert text in found[key]
