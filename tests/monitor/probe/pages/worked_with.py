"""The pages that the suggestion was written with."""

# ruff: noqa: E501 - markup is read in the lines that it is written in

from __future__ import annotations

import json
from collections.abc import Callable

from tests.monitor.probe.pages.making import (
    ListPage,
    each,
    html,
    numbers,
    page_of,
    tel,
    text,
    title,
    town,
)


def table(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<tr class="r{k % 2}"><td>{k % 28 + 1}.11.</td><td><a href="/vis/{k}">{title(k)}</a></td>'
            f"<td>{town(k)}</td><td>{tel(k)}</td></tr>"
        ),
    )
    head = "<tr><th>Dato</th><th>Tittel</th><th>Sted</th><th>Telefon</th></tr>"
    pager = numbers("/annonser?side={}", page_of(ads))
    return html(f"<h1>Annonser</h1><table class=liste>{head}{rows}</table><p>{pager}</p>")


def div_cards(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<div class="annonse"><a href="/vis/{k}"><img src="/b/{k}.jpg"></a>'
            f'<h3><a href="/vis/{k}">{title(k)}</a></h3><span class="sted">{town(k)}</span>'
            f'<p>{text(k)}</p><span class="tlf">{tel(k)}</span></div>'
        ),
    )
    after = page_of(ads) + 1
    return html(
        f'<div id="liste">{cards}</div><div class="nav"><a href="?s={after}">Neste »</a></div>'
    )


def two_columns(ads: range) -> str:
    def card(k: int) -> str:
        return (
            f'<div class="boks"><h4><a href="/annonse/{k}-{k * 7}">{title(k)}</a></h4>'
            f"<p>{town(k)}. {text(k)} Ring {tel(k)}</p></div>"
        )

    left, right = each(ads[::2], card), each(ads[1::2], card)
    more = f'<a class="flere" href="/annonser?fra={ads[-1]}">Vis flere</a>'
    return html(f'<div class="kol v">{left}</div><div class="kol h">{right}</div>{more}')


def premium(ads: range) -> str:
    def card(k: int, kind: str) -> str:
        return (
            f'<article class="ad {kind}"><a class="bilde" href="/vis/{k}"><img src="/{k}.png"></a>'
            f'<a class="tittel" href="/vis/{k}">{title(k)}</a><div class="by">{town(k)}</div>'
            f'<div class="tlf">{tel(k)}</div></article>'
        )

    top, rest = (
        each(ads[:3], lambda k: card(k, "premium")),
        each(ads[3:], lambda k: card(k, "vanlig")),
    )
    link = f'<a rel="next" href="/annonser/side/{page_of(ads) + 1}">&gt;</a>'
    return html(
        f'<section class="topp">{top}</section><section class="resten">{rest}</section>{link}'
    )


def wrapped(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<div class="col-4"><div class="card"><div class="card-body"><h5 class="card-title">'
            f'{title(k)}</h5><p class="card-text">{text(k)} {tel(k)}</p>'
            f'<a class="btn btn-primary" href="/vis/{k}">Les mer</a></div></div></div>'
        ),
    )
    here = page_of(ads)
    items = "".join(
        f'<li class="page-item{" active" if at == here else ""}"><a class="page-link" '
        f'href="/annonser?page={at}">{at}</a></li>'
        for at in range(1, 6)
    )
    following = (
        f'<li class="page-item"><a class="page-link" href="/annonser?page={here + 1}">›</a></li>'
    )
    return html(f'<div class="row">{cards}</div><ul class="pagination">{items}{following}</ul>')


def by_letter(ads: range) -> str:
    groups = "".join(
        f"<h2>{letter}</h2><ul>"
        + each(
            ads[at * 3 : at * 3 + 3],
            lambda k: f'<li><a href="/vis/{k}">{title(k)}</a>, {town(k)}, {tel(k)}</li>',
        )
        + "</ul>"
        for at, letter in enumerate("ABCD")
    )
    return html(f'<p>{len(ads)} annonser i alt</p><div class="register">{groups}</div>')


def by_day(ads: range) -> str:
    groups = "".join(
        f'<section class="dag"><h3>{day}</h3>'
        + each(
            ads[start:end],
            lambda k: (
                f'<div class="rad"><b>{title(k)}</b> <i>{town(k)}</i> <a href="/vis/{k}">vis</a></div>'
            ),
        )
        + "</section>"
        for day, start, end in (("Mandag", 0, 5), ("Tirsdag", 5, 6), ("Onsdag", 6, 12))
    )
    return html(f'{groups}<div class="bla"><a href="/annonser?uke=47">Eldre</a></div>')


def forum(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<li class="row bg{k % 2 + 1}{" sticky" if k % 12 == 1 else ""}"><dl><dt>'
            f'<a class="topictitle" href="./viewtopic.php?f=3&amp;t={k * 11}">{title(k)}</a><br>av '
            f'<a class="username" href="./memberlist.php?u={k + 70}">bruker{k}</a></dt><dd>{k % 9} svar</dd>'
            f'<dd>siste <a class="username" href="./memberlist.php?u={k + 90}">gjest</a> '
            f'<a href="./viewtopic.php?f=3&amp;p={k * 31}#p{k * 31}">se innlegget</a></dd></dl></li>'
        ),
    )
    here = page_of(ads)
    pages = numbers("./viewforum.php?f=3&amp;start={}", 1, 1) + " ".join(
        f'<a class="button" href="./viewforum.php?f=3&amp;start={12 * at}">{at + 1}</a>'
        for at in range(1, 5)
    )
    arrow = (
        f'<li class="arrow next"><a href="./viewforum.php?f=3&amp;start={12 * here}">Neste</a></li>'
    )
    return html(
        f'<div class="pagination">60 emner {pages}<ul>{arrow}</ul></div><ul class="topiclist">{rows}</ul>'
    )


def blog(ads: range) -> str:
    posts = each(
        ads,
        lambda k: (
            f'<article id="post-{k * 3}" class="post-{k * 3} post type-post category-{town(k).lower()}">'
            f'<h2 class="entry-title"><a rel="bookmark" href="/2026/11/innlegg-{k}/">{title(k)}</a></h2>'
            f'<span class="byline">av <a href="/author/meg/">meg</a></span><div class="entry-content">'
            f'<p>{text(k)} {tel(k)}</p></div><a href="/category/{town(k).lower()}/" rel="category tag">'
            f'{town(k)}</a> <a href="/2026/11/innlegg-{k}/#respond">Legg igjen en kommentar</a></article>'
        ),
    )
    older = f'<div class="nav-previous"><a href="/blogg/page/{page_of(ads, 10) + 1}/">Eldre innlegg</a></div>'
    return html(f'{posts}<nav class="posts-navigation">{older}</nav>')


def blogger(ads: range) -> str:
    posts = each(
        ads,
        lambda k: (
            f'<div class="post hentry"><a name="{k * 991}"></a><h3 class="post-title">'
            f'<a href="/2026/11/a{k}.html">{title(k)}</a></h3><div class="post-body">{text(k)} {tel(k)}</div>'
            f'<div class="footer"><a href="/2026/11/a{k}.html#comment-form">{k % 4} kommentarer</a></div></div>'
        ),
    )
    older = f"/search?updated-max=2026-11-{29 - page_of(ads, 7):02}T10:00&amp;max-results=7"
    return html(
        f'{posts}<div id="blog-pager"><a class="older-link" href="{older}">Eldre innlegg →</a></div>'
    )


def engine(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<li class="listing-card"><a class="listing-thumb" href="/annonse/x_i{k}" title="{title(k)}">'
            f'<img src="/t/{k}.jpg"></a><div class="listing-data"><a class="title" href="/annonse/x_i{k}">'
            f'{title(k)}</a> <span class="location">{town(k)}</span> <span class="date">i går</span>'
            f"<p>{text(k)}</p></div></li>"
        ),
    )
    here = page_of(ads, 10)
    pages = (
        numbers("/sok/side,{}", here) + f' <a class="p-next" href="/sok/side,{here + 1}">&gt;</a>'
    )
    return html(
        f'<div class="counter">1 - 10 av 94 annonser</div><ul class="listing">{rows}</ul>'
        f'<div class="paginate">{pages}</div>'
    )


def shop(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<li class="product type-product post-{k}"><a class="link" href="/produkt/{k}/">'
            f'<img src="/p{k}.jpg"><h2 class="title">{title(k)}</h2><span class="price">{k * 10} kr</span></a>'
            f'<a class="button add" rel="nofollow" href="?add-to-cart={k}">Legg i handlekurv</a></li>'
        ),
    )
    return html(
        f'<p class="result-count">Viser 1–12 av 135 resultater</p><ul class="products">{items}</ul>'
        f'<nav><a class="next page-numbers" href="/butikk/page/{page_of(ads) + 1}/">→</a></nav>'
    )


def wiki(ads: range) -> str:
    groups = "".join(
        f'<div class="mw-category-group"><h3>{letter}</h3><ul>'
        + each(
            ads[at : at + 4],
            lambda k: f'<li><a href="/wiki/Side_{k}" title="{title(k)}">{title(k)}</a></li>',
        )
        + "</ul></div>"
        for at, letter in ((0, "K"), (4, "L"), (8, "M"))
    )
    way = f'(forrige side) (<a href="/w/index.php?title=Kategori&amp;pagefrom=N{ads[-1]}">neste side</a>)'
    return html(f"<p>12 av totalt 140 sider.</p>{way}<div>{groups}</div>{way}")


def json_list(ads: range) -> str:
    items = [
        {
            "id": 9000 + k,
            "title": title(k),
            "phone": tel(k),
            "city": {"name": town(k)},
            "tags": ["a", "b"],
        }
        for k in ads
    ]
    after = f"/api/ads?page={page_of(ads) + 1}"
    return json.dumps({"data": {"items": items}, "meta": {"total": 135, "next": after}})


def next_data(ads: range) -> str:
    items = [
        {"slug": f"annonse-{k}", "name": title(k), "phone": tel(k), "by": town(k)} for k in ads
    ]
    data = {
        "props": {"pageProps": {"menu": [{"t": "Hjem"}, {"t": "Om"}], "ads": items, "count": 44}}
    }
    return html(
        "<div id=app></div><script>var a = 1;</script>"
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'
        f'<a href="/annonser?side={page_of(ads) + 1}">Neste side</a>'
    )


def state(ads: range) -> str:
    items = [{"adId": f"x{k}", "heading": title(k), "tel": tel(k), "place": town(k)} for k in ads]
    return html(
        f"<div id=root></div><script>window.__STATE__ = {json.dumps({'list': {'ads': items}})};"
        "window.__OTHER__ = {};</script>"
    )


def in_words(
    words: str, page: str = "/annonser?m=b{}c", inside: str = "h3"
) -> Callable[[range], str]:
    def render(ads: range) -> str:
        cards = each(
            ads,
            lambda k: (
                f'<div class="item"><{inside}><a href="/vis/{k}">{title(k)}</a></{inside}>'
                f'<p class="txt">{text(k)}</p><p class="tel">{tel(k)}</p></div>'
            ),
        )
        return html(
            f'{cards}<div class="sider"><a href="{page.format(page_of(ads) + 1)}">{words}</a></div>'
        )

    return render


def hidden_copies(ads: range) -> str:
    def card(k: int) -> str:
        return (
            f'<div class="oppslag"><a href="/vis/{k}">{title(k)}</a> <em>{town(k)}</em> '
            f"<span>{tel(k)}</span></div>"
        )

    month = '<div class="kalender"><a href="/kalender?m=1">Forrige</a> <a href="/kalender?m=2">Neste</a></div>'
    return html(
        f'{month}<div class="mobil" style="display:none">{each(ads, card)}</div>'
        f'<div class="skjerm">{each(ads, card)}</div>'
        f'<p class="sidevalg"><a href="/annonser?side={page_of(ads) + 1}">Neste</a></p>'
    )


def switched_off(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<article class="kort"><h2><a href="/vis/{k}">{title(k)}</a></h2><p>{tel(k)}</p></article>'
        ),
    )
    off = '<a class="neste disabled" aria-disabled="true" href="/annonser?side=2">Neste</a>'
    return html(f"{cards}<nav>{off}</nav>")


def votes(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<div class="ting" id="t3_{k}"><a class="pil" href="/stem/{k}?opp=1">▲</a>'
            f'<a class="tittel" href="/vis/{k}/">{title(k)}</a><ul><li><a href="/vis/{k}/kommentarer">{k} svar</a>'
            f'</li><li><a href="/rapporter?id={k}">rapporter</a></li><li><a href="/lagre?id={k}">lagre</a></li>'
            f'<li>av <a href="/bruker/b{k % 4}">b{k % 4}</a></li></ul><p>{text(k)} {tel(k)}</p></div>'
        ),
    )
    after = f'<span class="nextprev"><a rel="nofollow next" href="/annonser?etter=t3_{ads[-1]}">neste ›</a></span>'
    return html(cards + after)


def bare(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<div class="oppf"><a href="/vis/{k}">{title(k)}</a> <small>for {k} timer siden</small></div>'
        ),
    )
    return html(
        f"<h1>Nye annonser</h1><div class=innhold>{cards}</div>{numbers('/annonser/p{}', page_of(ads), 6, 'b')}"
    )


WORKED_WITH = (
    ListPage("a table", table, ("/annonser", "/annonser?side=2", "/annonser?side=3")),
    ListPage("div cards", div_cards, ("/annonser", "/annonser?s=2", "/annonser?s=3")),
    ListPage(
        "two columns",
        two_columns,
        ("/annonser", "/annonser?fra=12", "/annonser?fra=24"),
        ad_path="/annonse/",
    ),
    ListPage(
        "premium and ordinary", premium, ("/annonser", "/annonser/side/2", "/annonser/side/3")
    ),
    ListPage("cards in columns", wrapped, ("/annonser", "/annonser?page=2", "/annonser?page=3")),
    ListPage("groups by letter", by_letter, total="12"),
    ListPage("groups by day", by_day, ("/annonser", "/annonser?uke=47")),
    ListPage(
        "a forum",
        forum,
        ("/viewforum.php?f=3", "/viewforum.php?f=3&start=12", "/viewforum.php?f=3&start=24"),
        ad_path="/viewtopic.php?f=3&t=",
        total="60",
    ),
    ListPage(
        "a blog",
        blog,
        ("/blogg/", "/blogg/page/2/", "/blogg/page/3/"),
        size=10,
        ad_path="/2026/11/innlegg-",
    ),
    ListPage(
        "a blog by date",
        blogger,
        ("/", *(f"/search?updated-max=2026-11-{day}T10:00&max-results=7" for day in (28, 27))),
        size=7,
        ad_path="/2026/11/a",
    ),
    ListPage(
        "classifieds",
        engine,
        ("/sok", "/sok/side,2", "/sok/side,3"),
        size=10,
        ad_path="/annonse/x_i",
        total="94",
        own_place=False,
    ),
    ListPage(
        "a shop",
        shop,
        ("/butikk/", "/butikk/page/2/", "/butikk/page/3/"),
        ad_path="/produkt/",
        total="135",
        never_asked=("?add-to-cart",),
    ),
    ListPage(
        "a wiki",
        wiki,
        (
            "/wiki/Kategori",
            "/w/index.php?title=Kategori&pagefrom=N12",
            "/w/index.php?title=Kategori&pagefrom=N24",
        ),
        ad_path="/wiki/Side_",
        total="140",
    ),
    ListPage(
        "a JSON list",
        json_list,
        ("/api/ads", "/api/ads?page=2", "/api/ads?page=3"),
        ad_path=None,
        total="135",
        json_cards="data.items",
    ),
    ListPage(
        "data in a script",
        next_data,
        ("/annonser", "/annonser?side=2", "/annonser?side=3"),
        ad_path=None,
        total="44",
        json_cards="props.pageProps.ads",
    ),
    ListPage("a state in a script", state, ad_path=None, json_cards="list.ads"),
    ListPage(
        "in Swedish", in_words("Nästa sida"), ("/annonser", "/annonser?m=b2c", "/annonser?m=b3c")
    ),
    ListPage("in Danish", in_words("Næste"), ("/annonser", "/annonser?m=b2c", "/annonser?m=b3c")),
    ListPage(
        "in Finnish", in_words("Seuraava »"), ("/annonser", "/annonser?m=b2c", "/annonser?m=b3c")
    ),
    ListPage(
        "hidden copies and a calendar",
        hidden_copies,
        ("/annonser", "/annonser?side=2", "/annonser?side=3"),
    ),
    ListPage("a next that is switched off", switched_off),
    ListPage(
        "votes and reports",
        votes,
        ("/annonser", "/annonser?etter=t3_12", "/annonser?etter=t3_24"),
        never_asked=("/stem", "/rapporter", "/lagre"),
    ),
    ListPage(
        "bare, with places on own pages",
        bare,
        ("/annonser", "/annonser/p2", "/annonser/p3"),
        own_place=True,
    ),
)
