"""What portals made with real software taught: each test holds a page cut from what it wrote.

The software: WordPress 6.1 (Twenty Twenty-One), django-machina 1.3, django-classified 1.3, the
paginator of Django 5.2, Wagtail 8.0 (API v2), Datasette 0.65. Its texts and numbers are our own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.errors import LayoutChanged
from scrapers.extract.html_card import selector_fault
from scrapers.model import Hidden, Sweep
from scrapers.portal_config import Detail, Exclusion, Field, Mark, NextPage, Portal
from scrapers.pseudonymize import Identify
from tests.scrapers.support import NUMBERS, Pages, a_portal

SITE = "http://127.0.0.1:9"


def swept(pages: Mapping[str, str], portal: Portal) -> Sweep:
    """Sweep a portal whose pages are these, by path; any other is not there."""
    there = Pages({SITE + path: text for path, text in pages.items()})
    return sweep_pages(portal, there.get, Identify(Hidden(b"k" * 32)), {"Oslo": ("Oslo",)})


# --- a blog: its own posts stick to the front page, and come once more in their place -----------


def post(number: int, *, classes: str = "", text: str = "") -> str:
    """Write a post's card as the theme does."""
    return (
        f'<article id="post-{number}" class="post-{number} post hentry {classes}">'
        f'<h2 class="entry-title"><a href="/2026/11/p{number}/">Annonse</a></h2>'
        f'<div class="entry-content"><p>{text}</p></div>'
        '<span class="cat-links">Categorized as <a rel="category tag">Oslo</a></span></article>'
    )


def blog(**changes: Any) -> Portal:
    """Describe the blog."""
    return a_portal(
        f"{SITE}/",
        cards="main article.post",
        ad=Field(attribute="id"),
        exclude=(Exclusion(select=".sticky", everywhere=True),),
        place=Field(select=".cat-links"),
        number=Field(select=".entry-content"),
        next=NextPage(select="a.next.page-numbers"),
        no_ads="",
        **changes,
    )


def blog_page(*posts: str, older: bool = False) -> str:
    """Write a page of the blog."""
    link = '<a class="next page-numbers" href="/page/2/">Older <span>posts</span></a>'
    return f"<main>{''.join(posts)}</main>{link if older else ''}"


@pytest.mark.parametrize("marked_first", [True, False])
def test_an_ad_that_is_excluded_everywhere_counts_nowhere(marked_first: bool) -> None:
    """A sticky post has its mark on the front page only, and is no ad further back either."""
    front = [post(7, classes="sticky"), post(1)] if marked_first else [post(7), post(1)]
    back = [post(2), post(7, classes="" if marked_first else "sticky")]
    found = swept({"/": blog_page(*front, older=True), "/page/2/": blog_page(*back)}, blog())
    assert (found.ads, found.excluded, found.duplicates, found.cards) == (2, 2, 0, 4)
    assert found.notes == ()


@pytest.mark.parametrize("marked_first", [True, False])
def test_the_original_of_a_pinned_copy_counts(marked_first: bool) -> None:
    """Unless it is said that the mark holds everywhere; a note tells that there are such ads."""
    pinned = Exclusion(select=".sticky")
    front = [post(7, classes="sticky"), post(1)] if marked_first else [post(7), post(1)]
    back = [post(2), post(7, classes="" if marked_first else "sticky")]
    pages = {"/": blog_page(*front, older=True), "/page/2/": blog_page(*back)}
    found = swept(pages, replace(blog(), exclude=(pinned,)))
    assert (found.ads, found.excluded, found.duplicates, found.cards) == (3, 1, 0, 4)
    assert found.notes == (
        "1 ads have a mark of exclude in one place and not in another, and count; if they should "
        "not, say everywhere = true with the mark",
    )


def test_an_ad_that_is_excluded_wherever_it_is_met_needs_no_remark() -> None:
    """A sold ad in two places is two cards that are left out."""
    sold = post(7, classes="sticky")
    pages = {"/": blog_page(sold, post(1), older=True), "/page/2/": blog_page(sold, post(2))}
    found = swept(pages, blog())
    assert (found.ads, found.excluded, found.cards, found.notes) == (2, 2, 4, ())


def test_digits_that_are_announced_and_are_no_number_are_told() -> None:
    """In free text only known ranges are trusted; an analyst is told what that leaves out."""
    cards = [post(1, text=f"Ring {NUMBERS[0]}"), post(2, text="Skriv til meg"), post(3)]
    portal = blog(text=Field(select=".entry-content"))
    found = swept({"/": blog_page(*cards)}, replace(portal, number=None))
    assert found.with_number == 0
    assert found.notes == (
        "in 1 ads without a number, digits are announced as one and belong to no known range "
        "(region = 'NO'); number trusts a place more than text does",
    )
    trusted = swept({"/": blog_page(*cards)}, blog())
    assert (trusted.with_number, trusted.notes) == (1, ())


# --- a place that is not where it was -----------------------------------------------------------


@pytest.mark.parametrize(("ads", "is_loud"), [(10, True), (9, False)])
def test_a_place_that_no_ad_has_is_a_changed_layout(ads: int, is_loud: bool) -> None:
    """When a site renames the label of its places, they are not all unknown from then on."""
    rows = "".join(f'<div class="tile" id="{n}"><dl><dt>By:</dt><dd>Oslo</dd></dl></div>' for n in
                   range(ads))  # fmt: skip
    portal = a_portal(
        f"{SITE}/", cards=".tile", ad=Field(attribute="id"), place=Field(label="Sted")
    )
    if not is_loud:
        assert swept({"/": rows}, portal).ads == ads
        return
    with pytest.raises(LayoutChanged, match=r"none of 10 ads has a place .*'label Sted'"):
        swept({"/": rows}, portal)


# --- a headless CMS: flags that are false -------------------------------------------------------


def test_a_flag_that_is_false_is_a_mark_where_its_pattern_says_so() -> None:
    """An API says "show_phone": false where a page would draw a button."""
    items = [{"id": n, "city": "Oslo", "live": n != 3, "show_phone": n == 1} for n in (1, 2, 3)]
    portal = a_portal(
        f"{SITE}/api",
        format="json",
        cards="items",
        ad=Field(select="id"),
        place=Field(select="city"),
        number=Field(select="phone"),
        hidden=Mark(select="show_phone", pattern="^false$"),
        exclude=(Exclusion(select="live", pattern="false"),),
        next=NextPage(only_page=True),
    )
    found = swept({"/api": json.dumps({"items": items})}, portal)
    assert (found.ads, found.hidden, found.excluded) == (2, 1, 1)


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        (True, "true", 1),
        (0, "^0$", 1),
        ("sold", "sold", 1),
        ("", "sold", 0),
        (False, "", 0),
        (True, "", 1),
        (None, "null", 0),
    ],
)
def test_a_mark_in_json_reads_what_the_answer_writes(
    value: object, pattern: str, expected: int
) -> None:
    """With a pattern, values are spelt as in JSON; without, they must be neither empty nor no."""
    portal = a_portal(
        f"{SITE}/api",
        format="json",
        cards="items",
        ad=Field(select="id"),
        number=Field(select="phone"),
        place=None,
        exclude=(Exclusion(select="flag", pattern=pattern),),
        next=NextPage(only_page=True),
    )
    answer = json.dumps({"items": [{"id": 1, "flag": value}]})
    assert swept({"/api": answer}, portal).excluded == expected


# --- a forum: the first post is the ad, and a pager draws links that lead nowhere ---------------


def test_the_ad_is_the_first_post_of_a_topic() -> None:
    """A number in somebody's answer is not the advertiser's."""
    topic = '<div class="row"><a class="topic-name-link" href="/t/1">Tilbys, Oslo</a></div>'
    pager = '<ul class="pagination"><li class="page-item disabled"><a href="">&raquo;</a></li></ul>'
    own, other = (
        f'<div class="my-3 card post"><div class="post-content"><p>Ring {number}</p></div></div>'
        for number in NUMBERS[:2]
    )
    first = ".post:not(.post ~ .post) .post-content"
    portal = a_portal(
        f"{SITE}/",
        cards=".row",
        ad=Field(select="a.topic-name-link", attribute="href"),
        place=Field(select="a.topic-name-link"),
        number=None,
        next=NextPage(select="ul.pagination li:last-child a"),
        detail=Detail(
            link=Field(select="a.topic-name-link", attribute="href"), number=Field(select=first)
        ),
    )
    found = swept({"/": topic + pager, "/t/1": own + other}, portal)
    assert [len(sighting.numbers) for sighting in found.sightings] == [1]


# --- a classifieds script: only its words tell "next" from "previous" ---------------------------


def test_a_link_can_be_told_by_its_words() -> None:
    """Pagers often give "Prev" and "Next" the same class."""
    previous = '<li><a class="page-link" href="/?page=1">Prev</a></li>'
    following = '<li><a class="page-link" href="/?page=2">Next</a></li>'
    pages = {
        "/": f'<article><h2 id="1"></h2></article><ul>{following}</ul>',
        "/?page=2": f'<article><h2 id="2"></h2></article><ul>{previous}</ul>',
    }
    portal = a_portal(
        f"{SITE}/", next=NextPage(select='a.page-link:lexbor-contains("Next")'), place=None
    )
    assert swept(pages, portal).ads == 2


@pytest.mark.parametrize("selector", ['a:contains("Next")', 'a:-lexbor-contains("Next"'])
def test_a_selector_by_words_that_is_written_otherwise_is_told_how(selector: str) -> None:
    """Several tools spell it :contains; here it has another name."""
    fault = selector_fault(selector)
    assert fault is not None
    assert ':lexbor-contains("Next")' in fault
