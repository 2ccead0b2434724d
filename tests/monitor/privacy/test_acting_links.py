"""A link that does something is known by its address, its names or its words; an ad's is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.privacy.acting_links import acting_settings, address_acts, link_acts, text_acts
from scrapers.portal_config import Detail, Field
from tests.scrapers.support import a_portal


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example/?add-to-cart=17",
        "https://x.example/vote/17",
        "https://x.example/ad/17/delete",
        "https://x.example/ad/17/rediger",
        "https://x.example/melding/ny?til=17",
        "https://x.example/index.php?action=report&id=17",
        "https://x.example/rapporter.php?id=17",
        "https://x.example/addToCart?id=17",
        "https://x.example/l%C3%A4het%C3%A4/17",
        "https://x.example/login?next=/ad/17",
        "https://x.example/17/logout",
        "https://x.example/ad?id=17&delete",
        "https://x.example/delete17",
    ],
)
def test_an_address_that_acts(address: str) -> None:
    """By a part of its path, the name or the value of a parameter."""
    assert address_acts(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example/vis/17",
        "https://x.example/annonse/onskes-kjopt-bord-17",
        "https://x.example/viewtopic.php?f=3&t=17",
        "https://x.example/2026/11/28/kort-melding-til-alle-i-dag/",
        "https://x.example/addresses/17",
        "https://x.example/annonse/melding-til-alle-i-dag",
        "https://x.example/annonse/report-cover-17",
    ],
)
def test_an_address_of_an_ad(address: str) -> None:
    """Also where its title has such a word."""
    assert not address_acts(address)


@pytest.mark.parametrize("text", ["Stem opp", "Legg i kurv", "Report", "Lähetä viesti", "โหวต"])
def test_words_that_act(text: str) -> None:
    """In several languages."""
    assert text_acts(text)


@pytest.mark.parametrize(
    "text", ["Se annonsen", "Les mer", "", "Vis", "Send meg en melding om du " * 3]
)
def test_words_that_show(text: str) -> None:
    """A long text is what an ad says."""
    assert not text_acts(text)


@pytest.mark.parametrize(
    ("attributes", "acts"),
    [
        ({"class": "btn add-to-cart"}, True),
        ({"title": "Slett"}, True),
        ({"data-method": "delete"}, True),
        ({"href": "#", "onclick": "x()"}, True),
        ({"class": "title"}, False),
        ({"href": "/vis/1", "onclick": "x()"}, False),
    ],
)
def test_what_a_link_is_called_says_whether_it_acts(attributes: dict[str, str], acts: bool) -> None:
    """Its classes, its title, and how it is sent."""
    assert link_acts(attributes, "https://x.example/vis/1", "Vis") is acts
    assert link_acts(attributes, "https://x.example/vote/1", "1")


@pytest.mark.parametrize(
    ("link", "template", "told"),
    [
        ("a.vote", "", "detail.link"),
        ('a[href*="add-to-cart"]', "", "detail.link"),
        ("h2 a", "/ad/{link}/edit", "detail.template"),
        ("h2 a", "/api/ads/{link}", None),
    ],
)
def test_a_block_that_would_act_is_warned_of(link: str, template: str, told: str | None) -> None:
    """By `monitor check`, before anything is asked for."""
    detail = Detail(
        link=Field(select=link, attribute="href"), template=template, number=Field(select=".n")
    )
    said = list(acting_settings(replace(a_portal(), detail=detail)))
    assert [one.split(": ")[1].split(" = ")[0] for one in said] == ([told] if told else [])


@pytest.mark.parametrize(("where", "acts"), [("/by/{link}/delete", True), ("/by/{link}", False)])
def test_lists_that_would_act_are_warned_of(where: str, acts: bool) -> None:
    """As ads' own pages are, with a block that has none."""
    said = list(acting_settings(replace(a_portal(), lists_at=where)))
    assert [one.startswith("fjord: lists_at = ") for one in said] == [True] * acts
