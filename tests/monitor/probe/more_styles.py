"""Lists that are built less tidily, with the same ads as `styles`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.monitor.probe.styles import ADS, COUNT, JSON, PAGES, FictionalAd, document, on_page
from tests.portal_server import Answer, Route


def cards_as_links() -> Mapping[str, Route]:
    """Utility classes, cards that are links, and an arrow that only its label names."""

    def card(ad: FictionalAd) -> str:
        return (
            f'<a href="/profil/{ad.slug}" class="block rounded-lg md:w-1/2 hover:bg-x"><div '
            f'class="text-lg">{ad.title}</div><div class="text-sm">{ad.place}</div>'
            f'<p class="mt-2">{ad.text}</p><span>{ad.number}</span></a>'
        )

    def page(number: int) -> str:
        cards = "".join(map(card, on_page(number)))
        link = f'<a aria-label="Neste side" class="px-2" href="?p={number + 1}"><svg></svg></a>'
        pager = f'<div class="flex">{link if number < PAGES else ""}</div>'
        return document(f'<h1>{COUNT} profiler</h1><div class="grid gap-4">{cards}</div>{pager}')

    return {"/k/": Answer(page(1))} | {f"/k/?p={n}": Answer(page(n)) for n in range(1, PAGES + 1)}


def tables_in_tables() -> Mapping[str, Route]:
    """The layout of twenty years ago: a table for the menu, one for the list, offsets for pages."""

    def row(ad: FictionalAd) -> str:
        link = f"/vis.php?annonse={ad.key}"
        return (
            f'<tr bgcolor="#eee"><td><a href="{link}"><img src="/t/{ad.at}"></a></td><td><font>'
            f'<a href="{link}"><b>{ad.title}</b></a><br>{ad.text} {ad.number}</font></td>'
            f"<td>{ad.place}</td></tr>"
        )

    def page(number: int) -> str:
        menu = "".join(f'<tr><td><a href="/by/{at}">By {at}</a></td></tr>' for at in "abcd")
        link = f'<a href="/liste.php?start={number * 10}">Neste &raquo;</a>'
        rows = "".join(map(row, on_page(number)))
        return document(
            f'<table><tr><td><table class="meny">{menu}</table></td><td><table class="liste">{rows}'
            f"</table></td></tr></table><center>{link if number < PAGES else ''}</center>"
        )

    past = {"/liste.php?start=30": Answer(page(PAGES))}
    pages = {f"/liste.php?start={n * 10 - 10}": Answer(page(n)) for n in range(1, PAGES + 1)}
    return {"/liste.php": Answer(page(1))} | past | pages


def graph() -> Mapping[str, Route]:
    """JSON as GraphQL gives it: edges, nodes, and a cursor in place of a page number."""

    def page(number: int) -> str:
        edges = [
            {
                "node": {
                    "id": f"L{ad.key}",
                    "contact": {"mobile": ad.number},
                    "where": {"name": ad.place},
                }
            }
            for ad in on_page(number)
        ]
        info = {"endCursor": f"c{number}" if number < PAGES else None}
        listing = {"edges": edges, "totalCount": len(ADS), "pageInfo": info}
        return json.dumps({"result": {"listings": listing}})

    return {"/g": Answer(page(1), headers=JSON)} | {
        f"/g?after=c{n}": Answer(page(n + 1), headers=JSON) for n in range(1, PAGES)
    }


def show_number() -> Mapping[str, Route]:
    """Numbers behind a button, premium ads, and a form that leads to the next page."""

    def card(ad: FictionalAd) -> str:
        return (
            f'<section class="listing{" premium" if ad.at % 4 == 0 else ""}" data-id="{ad.key}">'
            f'<a class="listing__title" href="/l/{ad.key}">{ad.title}</a><ul class="l__facts">'
            f'<li>{ad.place}</li></ul><button class="show-number">Vis nummer</button></section>'
        )

    def page(number: int) -> str:
        hidden = f'<input type="hidden" name="page" value="{number + 1}">'
        form = f'<form action="/s">{hidden}<button class="more">Neste</button></form>'
        cards = "".join(map(card, on_page(number)))
        return document(
            f'<div class="count">Fant {COUNT} annonser</div><div class="listings">{cards}</div>'
            f"{form if number < PAGES else ''}"
        )

    return {"/s": Answer(page(1))} | {f"/s?page={n}": Answer(page(n)) for n in range(1, PAGES + 1)}


MORE_STYLES = {
    "cards_as_links": ("/k/", cards_as_links),
    "tables_in_tables": ("/liste.php", tables_in_tables),
    "graph": ("/g", graph),
    "show_number": ("/s", show_number),
}
