"""Pages with what stands around a list on real sites: filters, teasers, calendars, banners, badges."""

# ruff: noqa: E501 - markup is read in the lines that it is written in

from __future__ import annotations

from tests.monitor.probe.pages.making import (
    ListPage,
    each,
    html,
    numbers,
    own_page,
    page_of,
    tel,
    text,
    title,
    town,
)


def big_shop(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<div class="product-item"><a class="thumb" href="/p/vare-{k}"><img src="/{k}.jpg" alt=""></a>'
            f'<a class="quick" href="/hurtigvisning?id={k}">Hurtigvisning</a><h4 class="name"><a href="/p/vare-{k}">{title(k)}</a></h4>'
            f'<a class="stars" href="/p/vare-{k}#anmeldelser">★★★☆ ({k})</a><span class="price">{k * 9},-</span>'
            f'<a class="wish" href="/onskeliste/legg-til/{k}" rel="nofollow">♥</a><button>Kjøp</button></div>'
        ),
    )
    filters = "".join(
        f'<li><a href="?filter={at}">Farge {at} i mange varianter</a> ({at})</li>'
        for at in range(30)
    )
    best = "".join(
        f'<div class="product-mini"><a href="/p/vare-{at}"><img src="/m{at}.jpg">Populær {at}</a></div>'
        for at in range(900, 905)
    )
    here = page_of(ads)
    return html(
        f'<div class="filters"><h3>Filter</h3><ul>{filters}</ul></div><div class="toolbar">Viser 1–12 av 135 varer '
        f'<a href="?sort=pris">Pris</a> <a href="?sort=ny">Nyeste</a> Vis: <a href="?n=12">12</a> <a href="?n=24">24</a> '
        f'<a href="?n=48">48</a></div><div class="grid">{items}</div><ul class="page-numbers">'
        f'<li>{numbers("/butikk?side={}", here, 3)}</li><li><a class="next" href="/butikk?side={here + 1}">→</a></li></ul>'
        f'<div class="mini"><h3>Bestselgere</h3>{best}</div>'
    )


def drupal_table(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<tr class="{("even", "odd")[k % 2]} views-row-{k % 12}"><td class="views-field field-date">2026-11-{k % 28 + 1:02}</td>'
            f'<td class="views-field field-title"><a href="/node/{k}">{title(k)}</a></td><td class="views-field field-by">{town(k)}</td></tr>'
        ),
    )
    here = page_of(ads)
    items = "".join(
        f'<li class="pager-item"><a title="Gå til side {at + 1}" href="/liste?page={at}">{at + 1}</a></li>'
        for at in range(5)
        if at != here - 1
    )
    return html(
        f'<div class="view-content"><table class="views-table"><thead><tr><th>Dato</th><th>Tittel</th><th>By</th></tr></thead><tbody>{rows}</tbody></table></div>'
        f'<ul class="pager"><li class="pager-current">{here}</li>{items}<li class="pager-next"><a title="Gå til neste side" href="/liste?page={here}">neste ›</a></li>'
        f'<li class="pager-last"><a title="Gå til siste side" href="/liste?page=11">siste »</a></li></ul>'
    )


def threads(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<tr><td class="alt1"><img src="/i.gif"></td><td class="alt1" id="td_{k}"><div><a href="showthread.php?t={k}" id="thread_title_{k}">'
            f'{title(k)}</a> (<a href="showthread.php?t={k}&amp;page=2">2</a> <a href="showthread.php?t={k}&amp;page=3">3</a>)</div><div class="smallfont">'
            f'<span onclick="x()">bruker{k}</span></div></td><td class="alt2"><a href="member.php?find=lastposter&amp;t={k}">gjest</a></td>'
            f'<td class="alt1"><a href="misc.php?do=whoposted&amp;t={k}">{k % 7}</a></td></tr>'
        ),
    )
    here = page_of(ads)
    return html(
        f'<table class="tborder" id="threadslist"><tbody><tr><td class="thead" colspan="4">Tråder</td></tr></tbody><tbody>{rows}</tbody></table>'
        f'<div class="pagenav"><table><tr><td>Side {here} av 9</td>{numbers("forumdisplay.php?f=2&amp;page={}", here, 3, "td")}<td>'
        f'<a rel="next" href="forumdisplay.php?f=2&amp;page={here + 1}" title="Neste side">&gt;</a></td></tr></table></div>'
    )


def tiers(ads: range) -> str:
    def card(k: int, tier: str) -> str:
        return (
            f'<div class="{tier}-card"><a class="foto" href="/profil/navn-{"abcdefghijkl"[k % 12]}{"mnopqr"[k // 12 % 6]}"><img src="/{k}.jpg"></a><div class="om">'
            f'<h3>{title(k)}</h3><span class="badge">Ny</span><a class="by" href="/{town(k).lower()}">{town(k)}</a>'
            f'<a href="/tag/a{k % 5}">a</a> <a href="/tag/b{k % 3}">b</a><a class="ring" href="tel:{tel(k).replace(" ", "")}">{tel(k)}</a></div></div>'
        )

    vip = each(ads[:3], lambda k: card(k, "vip"))
    rest = each(ads[3:], lambda k: card(k, "regular"))
    return html(
        f'<div id="annonser"><h2>VIP</h2>{vip}<h2>Alle</h2>{rest}</div><a class="flere" href="/annonser?p={page_of(ads) + 1}">Se flere annonser</a>'
    )


def days_between(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            (
                f'<tr class="dag"><td colspan="3"><a href="/dag/{k}">Dag {k}</a></td></tr>'
                if k % 4 == 1
                else ""
            )
            + f'<tr class="rad"><td>{k}:00</td><td><a href="/vis/{k}">{title(k)}</a></td><td>{tel(k)}</td></tr>'
        ),
    )
    return html(
        f'<table class="plan">{rows}</table><p><a href="/annonser?uke={page_of(ads) + 1}">Neste uke</a></p>'
    )


def banners(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<li class="item"><a href="/vis/{k}"><img src="/{k}.jpg"><b>{title(k)}</b></a><p>{town(k)} {tel(k)}</p></li>'
            + (
                '<li class="item promo"><a href="https://banner.example/klikk"><img src="/b.jpg"></a></li>'
                if k % 5 == 0
                else ""
            )
        ),
    )
    return html(
        f'<ul class="res">{items}</ul><div class="paging">{numbers("?side={}", page_of(ads), 4)}</div>'
    )


def button_only(ads: range) -> str:
    items = each(
        ads,
        lambda k: f'<div class="e"><h3><a href="/vis/{k}">{title(k)}</a></h3><p>{tel(k)}</p></div>',
    )
    return html(
        f'<div class="liste">{items}</div><button data-url="/api?p=2" class="load">Vis flere</button>'
    )


def script_next(ads: range) -> str:
    items = each(
        ads,
        lambda k: f'<div class="e"><h3><a href="/vis/{k}">{title(k)}</a></h3><p>{tel(k)}</p></div>',
    )
    return html(
        f'<div class="liste">{items}</div><a href="javascript:side(2)">2</a> <a href="javascript:side(3)">3</a> <a href="#" onclick="side(2)">Neste</a>'
    )


def block_theme(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<li class="wp-block-post post-{k} post type-post status-publish hentry category-{town(k).lower()}"><figure class="wp-block-post-featured-image">'
            f'<a href="/tekst-{k}/"><img src="/{k}.jpg"></a></figure><h2 class="wp-block-post-title"><a href="/tekst-{k}/">{title(k)}</a></h2>'
            f'<div class="wp-block-post-excerpt"><p>{text(k)} {tel(k)} <a class="more" href="/tekst-{k}/">Les mer</a></p></div>'
            f'<div class="wp-block-post-date"><time><a href="/tekst-{k}/">{k % 28 + 1}. november</a></time></div></li>'
        ),
    )
    here = page_of(ads, 9)
    side = "".join(f'<li><a href="/tekst-{at}/">{title(at)}</a></li>' for at in range(1, 6))
    return html(
        f'<div class="wp-block-query"><ul class="wp-block-post-template">{items}</ul><nav class="wp-block-query-pagination">'
        f'<a class="wp-block-query-pagination-next" href="/?query-1-page={here + 1}">Eldre innlegg<span>→</span></a></nav></div>'
        f'<div class="wp-block-latest"><h2>Siste innlegg</h2><ul>{side}</ul></div>'
    )


def joomla(ads: range) -> str:
    def item(k: int) -> str:
        return (
            f'<div class="item column-{k % 2 + 1}"><h2><a href="/liste/{k}-tekst">{title(k)}</a></h2><p>{text(k)} {tel(k)}</p>'
            f'<p class="readmore"><a class="btn" href="/liste/{k}-tekst">Les mer ...</a></p><a href="/component/mailto/?link={k}">E-post</a>'
            f'<a rel="nofollow" href="/liste/{k}-tekst?print=1">Skriv ut</a></div>'
        )

    rows = "".join(
        f'<div class="items-row cols-2 row-{at // 2}">{each(ads[at : at + 2], item)}</div>'
        for at in range(0, len(ads), 2)
    )
    here = page_of(ads)
    pages = "".join(
        f'<li><a class="pagenav" href="/liste?start={at * 12}">{at + 1}</a></li>'
        for at in range(4)
        if at != here - 1
    )
    return html(
        f'<div class="blog">{rows}</div><div class="pagination"><p class="counter">Side {here} av 4</p><ul>{pages}<li class="pagination-next"><a href="/liste?start={here * 12}">Neste</a></li></ul></div>'
    )


def letters(ads: range) -> str:
    menu = "".join(
        f'<a href="/register?bokstav={letter}">{letter}</a> ' for letter in "ABCDEFGHIJKLMNOP"
    )
    items = each(
        ads,
        lambda k: f'<p class="post"><a href="/vis/{k}">{title(k)}</a> – {town(k)} – {tel(k)}</p>',
    )
    return html(f'<div class="bokstaver">{menu}</div><h1>A</h1>{items}')


def month_beside(ads: range) -> str:
    days = "".join(f'<td><a href="/arkiv/2026/11/{day}">{day}</a></td>' for day in range(1, 29))
    items = each(
        ads,
        lambda k: (
            f'<article><h2><a href="/vis/{k}">{title(k)}</a></h2><p>{text(k)} {tel(k)}</p></article>'
        ),
    )
    return html(
        f'<section class="inn">{items}<p class="videre"><a href="/annonser/side/{page_of(ads) + 1}">Eldre</a></p></section>'
        f'<section class="arkiv"><table><caption>November</caption><tr>{days}</tr></table><a href="/arkiv/2026/10">« okt</a> <a href="/arkiv/2026/12">des »</a></section>'
    )


def lead(ads: range) -> str:
    first = f'<section class="lead"><a href="/sak/{ads[0] + 500}"><img src="/x.jpg"><h1>En større sak</h1></a><p>Om noe helt annet.</p></section>'
    items = each(
        ads,
        lambda k: (
            f'<article class="teaser teaser--{("liten", "stor")[k % 3 == 0]}"><a class="teaser__link" href="/annonse/{k}"><h2 class="teaser__title">{title(k)}</h2></a>'
            f'<p class="teaser__lead">{text(k)}</p><a class="teaser__section" href="/seksjon/{town(k).lower()}">{town(k)}</a></article>'
        ),
    )
    return html(
        f'{first}<div class="stream">{items}</div><a class="stream__more" href="/annonser?etter={ads[-1]}">Flere annonser</a>'
    )


def based(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<div class="liste-rad clearfix"><div class="venstre"><a href="vis/{k}"><img src="b/{k}.jpg"></a></div><div class="hoyre"><a href="vis/{k}" class="overskrift">'
            f'{title(k)}</a><div class="info">{town(k)} | {tel(k)}</div></div></div>'
        ),
    )
    here = page_of(ads)
    return html(
        f'{rows}<div class="sideskift"><span class="deaktivert">Forrige</span> {numbers("liste?side={}", here, 4, "strong")} <a href="liste?side={here + 1}">Neste</a></div>',
        '<base href="/">',
    )


def russian(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<div class="shortstory"><h2><a href="/{k}-tekst.html">{title(k)}</a></h2><div class="maincont">{text(k)} {tel(k)}</div>'
            f'<div class="mlink"><a href="/{k}-tekst.html">Подробнее</a> <a href="/{k}-tekst.html#comment">Комментарии ({k})</a> <a href="/user/b{k % 3}/">b</a></div></div>'
        ),
    )
    here = page_of(ads, 10)
    return html(
        f'<div id="dle-content">{items}<div class="navigation"><span>Назад</span> {numbers("/page/{}/", here)} <span>...</span> <a href="/page/88/">88</a> <a href="/page/{here + 1}/">Вперед</a></div></div>'
    )


def offers(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<li class="res-row"><a href="/d/tekst/{k * 1009}.html" class="res-img"></a><div class="res-info"><span class="fav" role="button">☆</span><time>{k % 28 + 1}. nov.</time>'
            f'<h3><a href="/d/tekst/{k * 1009}.html" data-id="{k * 1009}" class="res-title hdrlnk">{title(k)}</a></h3><span class="res-hood">({town(k)})</span>'
            f'<span class="banish">skjul</span></div></li>'
        ),
    )
    nav = f'<span class="buttons"><a class="button first" href="/sok">&lt;&lt;</a><a class="button prev" href=""></a><span class="range">1 - 12</span> / <span class="totalcount">340</span> <a class="button next" title="neste side" href="/sok?s={ads[-1]}">neste &gt;</a></span>'
    return html(
        f'<div class="top">{nav}</div><ul class="rows">{items}</ul><div class="bottom">{nav}</div>'
    )


def nested_lists(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<li><a href="/firma/{k % 4}">Firma {k % 4}</a><ul><li><a href="/vis/{k}">{title(k)}</a></li><li>{town(k)}</li><li>{tel(k)}</li></ul></li>'
        ),
    )
    return html(
        f'<div class="spalte"><ul class="ytre">{items}</ul></div>{numbers("/annonser?s={}", page_of(ads), 3)}'
    )


def tailwind(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<div class="flex p-4 border-b"><div class="w-1/3"><img class="rounded" src="/{k}.jpg"></div><div class="w-2/3 pl-4"><a class="font-bold text-lg" href="/vis/{k}">{title(k)}</a>'
            f'<div class="text-sm text-gray-500">{town(k)}</div><p class="mt-2">{text(k)}</p><a class="inline-block mt-2 text-blue-600" href="tel:+47{tel(k).replace(" ", "")}">Ring {tel(k)}</a></div></div>'
        ),
    )
    pages = "".join(f'<a class="px-3 py-1" href="/annonser?page={at}">{at}</a>' for at in (1, 2, 3))
    following = f'<a class="px-3 py-1" href="/annonser?page={page_of(ads) + 1}"><svg aria-hidden="true"></svg><span class="sr-only">Neste</span></a>'
    return html(
        f'<div class="max-w-4xl mx-auto">{items}</div><div class="flex justify-center mt-6">{pages}{following}</div>'
    )


def definitions(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<div itemscope class="vcard"><span itemprop="name"><a class="url" href="/vis/{k}">{title(k)}</a></span><dl><dt>By:</dt><dd>{town(k)}</dd><dt>Telefon:</dt><dd>{tel(k)}</dd></dl>'
            f'<a href="https://kart.example/?q={town(k)}">Kart</a> <a href="/kontakt?til={k}">Kontakt</a></div>'
        ),
    )
    return html(
        f'<p>Treff: 57</p><div class="treffliste">{items}</div><p class="nav2"><a href="/annonser?fra=1">&laquo; Forrige</a> <a href="/annonser?fra={ads[-1] + 1}">Neste 12 &raquo;</a></p>'
    )


def related_own(k: int) -> str:
    others = "".join(
        f'<div class="liten"><a href="/annonse/{at}">{title(at)}</a> {tel(at)}</div>'
        for at in range(60, 64)
    )
    return own_page(k).replace(
        "</main>", f'<div class="lignende"><h3>Lignende</h3>{others}</div></main>'
    )


P2 = ("/annonser", "/annonser?side=2", "/annonser?side=3")


def towns_in_addresses(ads: range) -> str:
    items = each(
        ads,
        lambda k: (
            f'<section class="fiche"><h3><a href="/annonces/{SLUGS[k % 5]}/{k}-titre.html">{title(k)}</a></h3>'
            f'<a href="/membre/m{k % 4}">m{k % 4}</a><p>{text(k)}</p></section>'
        ),
    )
    here = page_of(ads)
    return html(f'<main>{items}<a rel="next" href="/annonces?page={here + 1}">Suivant</a></main>')


def plain_rows_with_towns(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<li><a href="/tilbud/{SLUGS[k % 3]}/{k}">{title(k)}</a> <span>{k * 9},-</span></li>'
        ),
    )
    here = page_of(ads)
    return html(f'<ol>{rows}</ol><a href="/tilbud?side={here + 1}">Neste</a>')


SLUGS = ("oslo", "bergen", "molde", "hamar", "bodo")


CLUTTERED = (
    ListPage(
        "a big shop",
        big_shop,
        ("/butikk", "/butikk?side=2", "/butikk?side=3"),
        ad_path="/p/vare-",
        total="135",
        never_asked=("/hurtigvisning", "/onskeliste"),
    ),
    ListPage(
        "a table of views",
        drupal_table,
        ("/liste", "/liste?page=1", "/liste?page=2"),
        ad_path="/node/",
    ),
    ListPage(
        "threads with pages",
        threads,
        ("/forumdisplay.php?f=2", "/forumdisplay.php?f=2&page=2", "/forumdisplay.php?f=2&page=3"),
        ad_path="/showthread.php?t=",
    ),
    ListPage(
        "tiers", tiers, ("/annonser", "/annonser?p=2", "/annonser?p=3"), ad_path="/profil/navn-"
    ),
    ListPage(
        "days between rows", days_between, ("/annonser", "/annonser?uke=2", "/annonser?uke=3")
    ),
    ListPage("banners between", banners, P2),
    ListPage("a button without an address", button_only, says_wrong=True),
    ListPage("a pager of scripts", script_next, says_wrong=True),
    ListPage(
        "a block theme",
        block_theme,
        ("/", "/?query-1-page=2", "/?query-1-page=3"),
        size=9,
        ad_path="/tekst-",
    ),
    ListPage(
        "columns in rows",
        joomla,
        ("/liste", "/liste?start=12", "/liste?start=24"),
        ad_path="/liste/",
    ),
    ListPage("a register", letters),
    ListPage("a month beside", month_beside, ("/annonser", "/annonser/side/2", "/annonser/side/3")),
    ListPage(
        "a lead above",
        lead,
        ("/annonser", "/annonser?etter=12", "/annonser?etter=24"),
        ad_path="/annonse/",
        own=related_own,
    ),
    ListPage("a base", based, ("/liste", "/liste?side=2", "/liste?side=3")),
    ListPage(
        "in Russian, with numbers", russian, ("/", "/page/2/", "/page/3/"), size=10, ad_path="/"
    ),
    ListPage(
        "offers", offers, ("/sok", "/sok?s=12", "/sok?s=24"), ad_path="/d/tekst/", total="340"
    ),
    ListPage(
        "lists within the list", nested_lists, ("/annonser", "/annonser?s=2", "/annonser?s=3")
    ),
    ListPage("classes of looks", tailwind, ("/annonser", "/annonser?page=2", "/annonser?page=3")),
    ListPage(
        "cards of contacts",
        definitions,
        ("/annonser", "/annonser?fra=13", "/annonser?fra=25"),
        total="57",
        never_asked=("/kontakt",),
    ),
    ListPage(
        "a town in each ad's address",
        towns_in_addresses,
        addresses=("/annonces", "/annonces?page=2"),
        ad_path="/annonces/",
    ),
    ListPage(
        "rows with a town in their address",
        plain_rows_with_towns,
        addresses=("/tilbud", "/tilbud?side=2"),
        ad_path="/tilbud/",
    ),
)
