"""List pages in the style of systems that portals run on, written by us: fictional ads only.

Each style is a list of 23 ads on three pages, ten a page; every third number stands on two ads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.portal_server import Answer, Route

PLACES = ("Oslo", "Bergen", "Trondheim")
COUNT, SIZE = 23, 10
PAGES = 3
JSON = {"Content-Type": "application/json"}
WORDS = ("lorem", "ipsum", "dolor", "sit", "amet", "adipiscing", "elit", "sed", "do", "tempor")
W = len(WORDS)


@dataclass(frozen=True)
class FictionalAd:
    """One ad of the styles' portals."""

    at: int

    @property
    def key(self) -> int:
        """The id that the portal knows it by."""
        return 5_104_100 + 37 * self.at

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return f"{WORDS[self.at % W]}-{WORDS[self.at * 5 % W]}-{self.key}"

    @property
    def title(self) -> str:
        """Its headline."""
        return f"{WORDS[self.at * 7 % W].title()} {WORDS[self.at % W]}"

    @property
    def place(self) -> str:
        """Where it says to be."""
        return PLACES[self.at % 3]

    @property
    def number(self) -> str:
        """Its fictional number, which every third shares with the ad before."""
        digits = f"42{410000 + 1234 * (self.at - self.at % 3 % 2)}"
        return f"{digits[:3]} {digits[3:5]} {digits[5:]}"

    @property
    def text(self) -> str:
        """What it says."""
        return " ".join(WORDS[(self.at + step) % W] for step in range(9)).capitalize() + "."


ADS = [FictionalAd(at) for at in range(COUNT)]
NUMBERS = len({ad.number for ad in ADS})


def on_page(page: int) -> list[FictionalAd]:
    """Return the ads of a page, counted from 1."""
    return ADS[(page - 1) * SIZE : page * SIZE]


def document(body: str, head: str = "") -> str:
    """Write a page with what stands around a list: a menu of places, a sidebar, a footer."""
    menu = "".join(f'<li class="menu-item"><a href="/c/{p.lower()}">{p}</a></li>' for p in PLACES)
    side = "".join(f'<li><a href="/tag/{word}">{word}</a></li>' for word in WORDS)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>Annonser</title>{head}</head>'
        f'<body><header><nav><ul class="menu">{menu}</ul></nav></header>{body}'
        f'<aside class="sidebar"><ul class="tags">{side}</ul></aside>'
        '<footer><ul><li><a href="/about">Om</a></li><li><a href="/terms">Vilkår</a></li>'
        '<li><a href="/contact">Kontakt</a></li></ul></footer></body></html>'
    )


def wordpress() -> Mapping[str, Route]:
    """WordPress: articles with post classes, a "next" link with classes, the number in the text."""

    def card(ad: FictionalAd) -> str:
        return (
            f'<article id="post-{ad.key}" class="post-{ad.key} post type-post hentry '
            f'category-{ad.place.lower()}"><header class="entry-header"><h2 class="entry-title">'
            f'<a href="/{ad.slug}/" rel="bookmark">{ad.title}</a></h2></header>'
            f'<div class="entry-content"><p>{ad.text} Ring {ad.number}</p></div>'
            f'<footer class="entry-footer"><span class="cat-links"><a href="/category/'
            f'{ad.place.lower()}/" rel="category tag">{ad.place}</a></span></footer></article>'
        )

    def page(number: int) -> str:
        older = number + 1
        links = (
            ""
            if number == PAGES
            else f'<a class="next page-numbers" href="/page/{older}/">Neste</a>'
        )
        pager = f'<nav class="navigation pagination"><div class="nav-links">{links}</div></nav>'
        cards = "".join(map(card, on_page(number)))
        return document(f'<main id="main" class="site-main">{cards}{pager}</main>')

    return {"/": Answer(page(1))} | {f"/page/{n}/": Answer(page(n)) for n in range(2, PAGES + 1)}


def phpbb() -> Mapping[str, Route]:
    """phpBB: a session id in every link, offsets, the number on the topic's own page."""

    def row(ad: FictionalAd, page: int) -> str:
        return (
            f'<li class="row bg{ad.at % 2 + 1}"><dl class="row-item topic_read"><dt>'
            f'<div class="list-inner"><a href="./viewtopic.php?f=2&amp;t={ad.key}&amp;sid=ab{page}'
            'c" '
            f'class="topictitle">{ad.title} {ad.place}</a><br>av <a href="./memberlist.php?u='
            f'{ad.key + 1}&amp;sid=ab{page}c" class="username">{WORDS[ad.at % 5]}{ad.at}</a></div>'
            f"</dt>"
            f'<dd class="posts">{ad.at} <dfn>Svar</dfn></dd></dl></li>'
        )

    def page(number: int) -> str:
        others = "".join(
            f'<li><a class="button" href="./viewforum.php?f=2&amp;start={(n - 1) * SIZE}">'
            f"{n}</a></li>"
            for n in range(1, PAGES + 1)
            if n != number
        )
        rows = "".join(row(ad, number) for ad in on_page(number))
        pager = f'<div class="pagination">{COUNT} emner <ul>{others}</ul></div>'
        return document(
            f'<div class="action-bar bar-top">{pager}</div><div class="forumbg"><div class="inner">'
            '<ul class="topiclist"><li class="header"><dl class="row-item"><dt>Emner</dt></dl></li>'
            f'</ul><ul class="topiclist topics">{rows}</ul></div></div>'
        )

    def topic(ad: FictionalAd) -> str:
        return document(
            f'<div class="post"><div class="postbody"><h3>{ad.title}</h3>'
            f'<div class="content">{ad.text} Tlf: {ad.number}</div></div></div>'
        )

    routes: dict[str, Route] = {"/viewforum.php?f=2": Answer(page(1))}
    for n in range(1, PAGES + 2):
        routes[f"/viewforum.php?f=2&start={(n - 1) * SIZE}"] = Answer(page(min(n, PAGES)))
    for ad in ADS:
        for n in range(1, PAGES + 1):
            routes[f"/viewtopic.php?f=2&t={ad.key}&sid=ab{n}c"] = Answer(topic(ad))
    return routes


def osclass() -> Mapping[str, Route]:
    """Osclass: cards in rows of a grid, a numeric pager, phone links on the ad's own page."""

    def card(ad: FictionalAd) -> str:
        return (
            f'<div class="simple-prod"><div class="simple-wrap"><div class="item-img-wrap">'
            f'<a class="img-link" href="/item/{ad.key}"><img src="/oc/{ad.key}.jpg"></a></div>'
            f'<div class="item-title"><a class="title" href="/item/{ad.key}">{ad.title}</a></div>'
            f'<div class="location">{ad.place}</div><div class="desc">{ad.text}</div></div></div>'
        )

    def page(number: int) -> str:
        cards = [card(ad) for ad in on_page(number)]
        rows = "".join(
            f'<div class="row">{"".join(cards[at : at + 3])}</div>'
            for at in range(0, len(cards), 3)
        )
        links = "".join(
            f'<li><a href="/search/iPage,{n}">{n}</a></li>'
            for n in range(1, PAGES + 1)
            if n != number
        )
        if number < PAGES:
            following = f"/search/iPage,{number + 1}"
            links += f'<li><a class="searchPaginationNext" href="{following}">&gt;</a></li>'
        return document(
            f'<div id="search-items"><div class="counter">1-{len(cards)} av {COUNT} annonser</div>'
            f'<div class="products">{rows}</div><div class="paginate"><ul>{links}</ul></div></div>'
        )

    def item(ad: FictionalAd) -> str:
        return document(
            f'<div id="item"><h1>{ad.title}</h1><div class="desc">{ad.text}</div>'
            f'<a class="phone" href="tel:+47{ad.number.replace(" ", "")}">Ring</a></div>'
        )

    routes: dict[str, Route] = {"/search": Answer(page(1))}
    routes |= {f"/search/iPage,{n}": Answer(page(n)) for n in range(1, PAGES + 1)}
    return routes | {f"/item/{ad.key}": Answer(item(ad)) for ad in ADS}


def django() -> Mapping[str, Route]:
    """A Django list: a table without classes of its own, "?page=2", arrows both ways."""

    def row(ad: FictionalAd) -> str:
        return (
            f'<tr><td><a href="/annonser/{ad.key}/">{ad.title}</a></td><td>{ad.place}</td>'
            f'<td><a href="tel:{ad.number.replace(" ", "")}">{ad.number}</a></td></tr>'
        )

    def page(number: int) -> str:
        rows = "".join(map(row, on_page(number)))
        before = "" if number == 1 else f'<a href="?page={number - 1}">«</a>'
        next_link = before if number == PAGES else f'{before} <a href="?page={number + 1}">»</a>'
        return document(
            f"<p>{COUNT} treff</p><table><thead><tr><th>Tittel</th><th>Sted</th><th>Tlf</th></tr>"
            f'</thead><tbody>{rows}</tbody></table><div class="pager"><span class="step-links">'
            f"Side {number} av {PAGES} {next_link}</span></div>"
        )

    return {"/annonser/": Answer(page(1))} | {
        f"/annonser/?page={n}": Answer(page(n)) for n in range(1, PAGES + 1)
    }


def strapi() -> Mapping[str, Route]:
    """Strapi: objects under `data` with `attributes`, page numbers and the total under `meta`."""

    def page(number: int) -> str:
        data = [
            {"id": ad.key, "attributes": {"title": ad.title, "phone": ad.number, "city": ad.place}}
            for ad in on_page(number)
        ]
        about = {"page": number, "pageSize": SIZE, "pageCount": PAGES, "total": COUNT}
        return json.dumps({"data": data, "meta": {"pagination": about}})

    start = "/api/ads"
    return {start: Answer(page(1), headers=JSON)} | {
        f"{start}?pagination%5Bpage%5D={n}": Answer(page(n), headers=JSON)
        for n in range(1, PAGES + 2)
    }


def wordpress_rest() -> Mapping[str, Route]:
    """WordPress REST: a bare list, HTML in its texts, and 400 for the page after the last."""

    def page(number: int) -> str:
        return json.dumps(
            [
                {
                    "id": ad.key,
                    "slug": ad.slug,
                    "title": {"rendered": ad.title},
                    "content": {"rendered": f"<p>{ad.text}</p><p>Ring +47 {ad.number}</p>"},
                    "author": 1,
                }
                for ad in on_page(number)
            ]
        )

    start = "/wp-json/wp/v2/posts"
    past = Answer('{"code":"rest_post_invalid_page_number"}', 400, JSON)
    return {start: Answer(page(1), headers=JSON), f"{start}?page={PAGES + 1}": past} | {
        f"{start}?page={n}": Answer(page(n), headers=JSON) for n in range(1, PAGES + 1)
    }


def nextjs() -> Mapping[str, Route]:
    """Next.js: class names of a build, the list as data in a script, numbered links."""

    def page(number: int) -> str:
        ads = [
            {"id": ad.key, "title": ad.title, "location": {"city": ad.place}, "phone": ad.number}
            for ad in on_page(number)
        ]
        props = {"props": {"pageProps": {"ads": ads, "totalCount": COUNT, "page": number}}}
        cards = "".join(
            f'<a class="Card_root__x8Gq2" href="/ad/{ad.key}"><h3 class="Card_title__aB3dE">'
            f"{ad.title}</h3><span>{ad.place}</span></a>"
            for ad in on_page(number)
        )
        links = "".join(
            f'<a class="Pager_link__9zKq1" href="/list?page={n}">{n}</a>'
            for n in range(1, PAGES + 1)
        )
        return document(
            f'<div id="__next"><div class="List_grid__kP2Lm">{cards}</div><div>{links}</div></div>'
            f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(props)}</script>'
        )

    return {"/list": Answer(page(1)), f"/list?page={PAGES + 1}": Answer(page(PAGES))} | {
        f"/list?page={n}": Answer(page(n)) for n in range(1, PAGES + 1)
    }


def sitemap() -> Mapping[str, Route]:
    """A sitemap of ads, the number on each ad's own page in a definition list."""
    addresses = "".join(f"<url><loc>{{base}}/ad/{ad.slug}</loc></url>" for ad in ADS)
    text = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    own = {
        f"/ad/{ad.slug}": Answer(
            document(
                f"<dl><dt>Sted</dt><dd>{ad.place}</dd><dt>Telefon</dt><dd>{ad.number}</dd></dl>"
            )
        )
        for ad in ADS
    }
    return {
        "/ads.xml": Answer(f"{text}{addresses}</urlset>", headers={"Content-Type": "text/xml"})
    } | own


STYLES: dict[str, tuple[str, Callable[[], Mapping[str, Route]]]] = {
    "wordpress": ("/", wordpress),
    "phpbb": ("/viewforum.php?f=2", phpbb),
    "osclass": ("/search", osclass),
    "django": ("/annonser/", django),
    "strapi": ("/api/ads", strapi),
    "wordpress_rest": ("/wp-json/wp/v2/posts", wordpress_rest),
    "nextjs": ("/list", nextjs),
    "sitemap": ("/ads.xml", sitemap),
}


def routes_of(style: str, base: str) -> dict[str, Route]:
    """Return a style's pages, with the address that the server got."""
    found = dict(STYLES[style][1]())
    for path, route in found.items():
        if isinstance(route, Answer) and isinstance(route.body, str) and "{base}" in route.body:
            found[path] = Answer(route.body.replace("{base}", base), route.status, route.headers)
    return found
