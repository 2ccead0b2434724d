"""The pages of the simulated portals, as text: what a browser or a sweep gets to see.

Each portal has its own habits, and numbers are written in the many ways that people write
them. The same ad is always written the same way. Every page says that it is simulated.
"""

import functools
import json
import zlib
from collections.abc import Sequence
from datetime import date
from html import escape

from monitor.demo.simulated_market import DemoAd

NORDLYS_PAGE, FJORD_PAGE, TUNDRA_PAGE = 60, 25, 50
AD_TEXT = "Simulert annonse. Viser ikke til noen virkelig person."
_BANNER = "SIMULERT / SIMULATED – oppdiktet demonstrasjon, ingen virkelige personer"
_GROUPS = ((3, 2, 3), (2, 2, 2, 2))
_FOREIGN = {"+46": (2, 3, 2, 2), "+44": (4, 6)}
# Most ads stay for many weeks and are asked for in each of them.
_cached = functools.lru_cache(maxsize=4096)


def html_document(title: str, body: str) -> str:
    """Make a whole page under the banner that says it is simulated."""
    return (
        f'<!doctype html>\n<html lang="nb"><head><meta charset="utf-8"><title>{escape(title)} '
        f"(SIMULERT)</title></head>\n<body>"
        f'<header class="simulated"><strong>{_BANNER}</strong></header>\n{body}\n'
        "<footer>SIMULERT / SIMULATED</footer></body></html>\n"
    )


# -- numbers as people write them ---------------------------------------------------------------


def spellings(number: str) -> tuple[str, ...]:
    """List the ways to write a number; a foreign one always has its country."""
    country, rest = number[:3], number[3:]
    code = country[1:]
    if country in _FOREIGN:
        spaced = _grouped(rest, _FOREIGN[country])
        return (f"{country} {spaced}", number, f"00{code} {spaced}", f"(+{code}) {spaced}")
    threes, twos = (_grouped(rest, groups) for groups in _GROUPS)
    return (
        threes,
        twos,
        rest,
        f"+47 {threes}",
        f"0047 {rest}",
        f"(+47) {twos}",
        twos.replace(" ", "\N{NO-BREAK SPACE}"),
        f"+47\N{NO-BREAK SPACE}{rest}",
    )


def _grouped(digits: str, sizes: Sequence[int]) -> str:
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    return " ".join(digits[at : at + size] for at, size in zip(starts, sizes, strict=True))


def _choice(slug: str, number: str, options: Sequence[str]) -> str:
    """Choose the same option for the same ad in every run and every process."""
    return options[zlib.crc32(f"{slug} {number}".encode()) % len(options)]


@_cached
def _written(slug: str, number: str) -> str:
    return _choice(slug, number, spellings(number))


def _contact(ad: DemoAd) -> str:
    """Write the numbers as text, or as links whose text does not show them."""
    return " eller ".join(_text_or_link(ad.slug, number) for number in ad.numbers)


@_cached
def _text_or_link(slug: str, number: str) -> str:
    links = (
        f'<a href="tel:{number}">Ring</a>',
        f'<a href="https://wa.me/{number[1:]}">WhatsApp</a>',
    )
    return _choice(slug, number, (*map(escape, spellings(number)), *links))


# -- nordlys: a list with a next link, the number in the list ------------------------------------


def nordlys_list(ads: Sequence[DemoAd], page: int) -> str:
    """Make one page of the list; featured ads stand on top of every page."""
    featured = [ad for ad in ads if ad.featured]
    plain = [ad for ad in ads if not ad.featured]
    end = page * NORDLYS_PAGE
    shown = [*featured, *plain[end - NORDLYS_PAGE : end]]
    cards = "\n".join(map(_nordlys_card, shown)) or '<p class="empty">Ingen annonser</p>'
    more = f'<nav><a rel="next" href="?side={page + 1}">Neste side</a></nav>'
    return html_document(
        "Nordlys",
        f'<h1>Nordlys</h1>\n<p class="total">{len(ads)} annonser</p>\n'
        f'<main class="list">\n{cards}\n</main>\n{more if end < len(plain) else ""}',
    )


def _nordlys_card(ad: DemoAd) -> str:
    return (
        f'<article class="ad{" featured" if ad.featured else ""}">'
        f'<h2><a href="/nordlys/annonse/{escape(ad.slug)}" data-id="{escape(ad.slug)}">'
        "Simulert annonse</a></h2>"
        f'<span class="place">{escape(", ".join(ad.places))}</span>'
        f'<p class="text">{AD_TEXT}</p><div class="contact">{_contact(ad)}</div></article>'
    )


def nordlys_ad(ad: DemoAd) -> str:
    """Make the page of a single ad; it says no more than the list."""
    return html_document("Nordlys", f"<main>{_nordlys_card(ad)}</main>")


def changed_layout(ads: Sequence[DemoAd]) -> str:
    """Show the same ads in a new dress that no old selector fits."""
    tiles = "\n".join(
        f'<div class="tile"><b>Simulert annonse</b> <i>{escape(", ".join(ad.places))}</i>'
        f'<p>{AD_TEXT}</p><span class="reach">{_contact(ad)}</span></div>'
        for ad in ads[:NORDLYS_PAGE]
    )
    return html_document("Ny forside", f'<section class="grid">\n{tiles}\n</section>')


# -- fjord: page numbers, the number only on the ad's own page ------------------------------------


def fjord_list(ads: Sequence[DemoAd], page: int) -> str:
    """Make one numbered page; the page after the last is there, and empty."""
    start = (page - 1) * FJORD_PAGE
    shown = ads[start : start + FJORD_PAGE]
    hits = "\n".join(map(_fjord_hit, shown))
    span = f"{start + 1}-{start + len(shown)}" if shown else "0"
    listing = f'<ul class="hits">\n{hits}\n</ul>' if shown else '<p class="empty">Ingen treff</p>'
    total = f'<p class="total">Viser {span} av {len(ads)} treff</p>'
    return html_document("Fjord", f"<h1>Fjord</h1>\n{total}\n{listing}")


def _fjord_hit(ad: DemoAd) -> str:
    return (
        f'<li class="hit"><a href="/fjord/vis?id={escape(ad.slug)}">Simulert annonse</a> '
        f'<span class="place">{escape(", ".join(ad.places))}</span></li>'
    )


def fjord_ad(ad: DemoAd) -> str:
    """Make the ad's own page, the only place where fjord gives the number."""
    written = [escape(_written(ad.slug, number)) for number in ad.numbers]
    phone = " eller ".join(written) or "ikke oppgitt"
    return html_document(
        "Fjord",
        f'<main class="detail"><h1>Simulert annonse</h1><p>{AD_TEXT}</p>'
        f'<dl><dt>Sted</dt><dd class="place">{escape(", ".join(ad.places))}</dd>'
        f'<dt>Telefon</dt><dd class="phone">{phone}</dd></dl></main>',
    )


# -- tundra: JSON ---------------------------------------------------------------------------------


def tundra_list(ads: Sequence[DemoAd], offset: int) -> str:
    """Write one slice of the list as JSON, with the address of the next one."""
    end = offset + TUNDRA_PAGE
    answer = {
        "simulated": True,
        "notice": _BANNER,
        "total": len(ads),
        "ads": [_tundra_ad(ad) for ad in ads[offset:end]],
        "next": f"/tundra/api/ads?offset={end}" if end < len(ads) else None,
    }
    return json.dumps(answer, ensure_ascii=False)


def _tundra_ad(ad: DemoAd) -> dict[str, object]:
    phones = [_written(ad.slug, number) for number in ad.numbers]
    return {"id": ad.slug, "city": " / ".join(ad.places), "phones": phones, "text": AD_TEXT}


# -- for people -----------------------------------------------------------------------------------


def start_page(monday: date | None) -> str:
    """Greet whoever opens the demo in a browser."""
    week = f"{monday:%G-W%V}" if monday else "ingen / none"
    return html_document(
        "Demoportaler",
        "<h1>Simulerte annonseportaler</h1>\n"
        "<p>Disse sidene er SIMULERT. De hører til en demonstrasjon og finnes bare på denne "
        "maskinen. Annonsene er oppdiktet, og ingen av numrene hører til noen i virkeligheten.</p>"
        '\n<p lang="en">These pages are SIMULATED. They belong to a demonstration and exist on '
        "this machine only. The ads are made up, and none of the numbers is anybody's.</p>\n"
        f"<p>Uke / week: {week}</p>\n<ul>"
        '<li><a href="/nordlys/">nordlys</a>: HTML, neste-lenke / next link</li>'
        '<li><a href="/fjord/annonser?side=1">fjord</a>: HTML, sidetall / page numbers</li>'
        '<li><a href="/tundra/api/ads?offset=0">tundra</a>: JSON</li></ul>',
    )
