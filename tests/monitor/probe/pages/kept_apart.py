"""The pages that were kept apart until the suggestion was done."""

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


def tiles(words: str, address: str, tag: str = "section") -> Callable[[range], str]:
    """Cards whose heading is a link, and a next link in words that leads to an address."""

    def render(ads: range) -> str:
        cards = each(
            ads,
            lambda k: (
                f'<{tag} class="flis"><header><a href="/item/{k}/tekst-{k * 3}">{title(k)}</a></header>'
                f'<ul class="info"><li>{town(k)}</li><li>{20 + k % 40}</li></ul><div>{text(k)} {tel(k)}</div></{tag}>'
            ),
        )
        here = page_of(ads)
        back = f'<a href="{address.format(here - 1)}">«</a> ' if here > 1 else ""
        return html(
            f'{cards}<div class="pg">{back}<a href="{address.format(here + 1)}">{words}</a></div>'
        )

    return render


def german(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<article class="aditem" data-adid="{k * 77}"><div class="aditem-image">'
            f'<a href="/s-anzeige/text/{k * 77}"><img src="/{k}.jpg"></a></div><div class="aditem-main">'
            f'<div class="top"><i class="icon"></i> {town(k)}</div><h2><a class="ellipsis" '
            f'href="/s-anzeige/text/{k * 77}">{title(k)}</a></h2><p>{text(k)}</p></div></article>'
        ),
    )
    here = page_of(ads)
    pages = numbers("/anzeigen/seite:{}", here, 8)
    following = f'<a class="pagination-next" title="Nächste" href="/anzeigen/seite:{here + 1}"></a>'
    return html(
        f'<h1>1 - 12 von 1.403 Anzeigen</h1><ul id="tabelle">{cards}</ul><div>{pages}{following}</div>'
    )


def files(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<div class="bloc"><a class="lien" href="annonce_{k}.html"><strong>{title(k)}</strong></a>'
            f"<br>{town(k)}<br>Tél: {tel(k)}</div>"
        ),
    )
    pages = numbers("liste_{}.html", page_of(ads), 4, "strong")
    return html(
        f'{cards}<p align="center">{pages} <a href="liste_{page_of(ads) + 1}.html">Suivant</a></p>'
    )


def naked_table(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<tr bgcolor="{("#eee", "#fff")[k % 2]}"><td><img src="p{k}.gif"></td><td>'
            f'<a href="vis.php?id={k}">{title(k)}</a><br>{text(k)}</td><td>{town(k)}</td><td>{tel(k)}</td></tr>'
        ),
    )
    here = page_of(ads)
    pages = " ".join(
        f"[<b>{at}</b>]" if at == here else f'[<a href="liste.php?kat=2&amp;side={at}">{at}</a>]'
        for at in range(1, 5)
    )
    return html(f"<table><tr><td><table>{rows}</table></td></tr><tr><td>{pages}</td></tr></table>")


def by_town(ads: range) -> str:
    nav = "".join(f'<a href="#{t}">{t}</a> ' for t in ("Bergen", "Bodø", "Oslo"))
    groups = "".join(
        f'<h2 id="{name}">{name}</h2><div class="by">'
        + each(
            ads[start:end],
            lambda k: (
                f'<a class="profil" href="/profil/{k}"><img src="/{k}.webp"><span>{title(k)}</span></a>'
            ),
        )
        + "</div>"
        for name, start, end in (("Bergen", 0, 4), ("Bodø", 4, 6), ("Oslo", 6, 12))
    )
    return html(f'<div class="byer">{nav}</div>{groups}')


def carousel(ads: range) -> str:
    top = each(
        ads[:3],
        lambda k: f'<div class="slide"><a href="/annonse/{k}"><img src="/{k}.jpg"></a></div>',
    )
    rows = each(
        ads,
        lambda k: (
            f'<div class="treff"><div class="v"><a href="/annonse/{k}"><img src="/{k}.jpg"></a></div>'
            f'<div class="h"><a href="/annonse/{k}"><h3>{title(k)}</h3></a><span class="geo">{town(k)}</span>'
            f'<span class="t">{tel(k)}</span><a href="/firma/{k % 3}">Firma {k % 3}</a></div></div>'
        ),
    )
    return html(
        f'<div class="karusell">{top}</div><div class="resultat">{rows}</div>'
        f'<a class="knapp" href="/annonser?offset={ads[-1]}">Vis neste 12</a>'
    )


def links_as_cards(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<a class="Card_root__x1Y2z" href="/p/{k}"><div class="Card_img__a8"></div>'
            f'<h3 class="Card_t__9q">{title(k)}</h3><p class="Card_p__0c">{town(k)}</p></a>'
        ),
    )
    return html(
        f'<div class="Grid_g__77">{cards}</div><a class="Pager_n__3" aria-label="Neste side" '
        f'href="/annonser?p={page_of(ads) + 1}"><svg></svg></a>'
    )


def only_ids(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<div class="ad-row" data-id="{k * 19}"><h3>{title(k)}</h3><p>{town(k)}</p>'
            f'<p class="ph">{tel(k)}</p><button>Vis mer</button></div>'
        ),
    )
    return html(f'<div class="ads">{cards}</div>')


def json_array(ads: range) -> str:
    return json.dumps(
        [{"uuid": f"u-{k}", "headline": title(k), "contact": {"phone": tel(k)}} for k in ads]
    )


def json_sections(ads: range) -> str:
    items = [{"id": k, "name": title(k), "mobile": tel(k)} for k in ads]
    sections = [{"title": "A", "items": items[:5]}, {"title": "B", "items": items[5:]}]
    return json.dumps({"ok": True, "sections": sections, "filters": [{"id": 1, "name": "x"}]})


def structured_beside(ads: range) -> str:
    things = [
        {"@type": "ListItem", "position": k, "url": f"https://x.example/vis/{k}"} for k in ads
    ]
    data = json.dumps({"@type": "ItemList", "itemListElement": things})
    cards = each(
        ads,
        lambda k: (
            f'<li class="resultitem"><a href="/vis/{k}"><h2>{title(k)}</h2></a><p>{town(k)}</p>'
            f"<p>{text(k)} {tel(k)}</p></li>"
        ),
    )
    return html(
        f'<p>Fant <b>57</b> annonser</p><ul class="results">{cards}</ul>'
        f'<a href="/annonser?page={page_of(ads) + 1}" rel="next">2</a>',
        f'<script type="application/ld+json">{data}</script>',
    )


def rows_of_three(ads: range) -> str:
    def card(k: int) -> str:
        return (
            f'<div class="col-md-4"><div class="panel"><a href="/ad/{k}.html" class="thumb">'
            f'<img src="/{k}.jpg"></a><div class="caption"><h4>{title(k)}</h4><p>{tel(k)}</p>'
            f'<a href="/ad/{k}.html" class="btn">Se annonse</a></div></div></div>'
        )

    rows = "".join(f'<div class="row">{each(ads[at : at + 3], card)}</div>' for at in (0, 3, 6, 9))
    here = page_of(ads, 11)
    return html(
        f'<p class="antall">Viser 11 av 57 annonser</p>{rows}'
        f'<ul class="pager"><li class="previous disabled"><a href="#">Forrige</a></li>'
        f'<li class="next"><a href="/annonser?side={here + 1}">Neste</a></li></ul>'
    )


def states(ads: range) -> str:
    rows = each(
        ads,
        lambda k: (
            f'<tr><td class="ikon"></td><td class="subject{"_new" if k < 9 else ""}">'
            f'<a href="/index.php?topic={k}.0">{title(k)}</a></td><td><a href="/index.php?action=profile;u={k}">'
            f"b{k}</a></td><td>{k % 9} svar</td></tr>"
        ),
    )
    here = page_of(ads)
    pages = " ".join(
        f"<strong>{at + 1}</strong>"
        if at == here - 1
        else f'<a href="/index.php?board=2.{at * 12}">{at + 1}</a>'
        for at in range(5)
    )
    return html(
        f'<div class="pagelinks">Sider: {pages}</div><table class="grid"><tbody>{rows}</tbody></table>'
    )


def sold(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<article class="vare"><h2><a href="/vare/{k}">{"Ønskes solgt: " if k % 5 == 0 else ""}'
            f"{title(k)}</a></h2>{'<span class=merke>Solgt</span>' if k % 4 == 0 else ''}<p>{tel(k)}</p></article>"
        ),
    )
    return html(f"<p>Annonser 1–12 av i alt 12</p>{cards}")


def to_last(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<div class="entry"><h3><a href="/e/{k}">{title(k)}</a></h3><a class="by" href="/by/{town(k)}">'
            f'{town(k)}</a><p>{text(k)} {tel(k)}</p><a class="del" href="/e/{k}/slett">Slett</a> '
            f'<a class="edit" href="/e/{k}/rediger">Rediger</a></div>'
        ),
    )
    here = page_of(ads)
    return html(
        f'{cards}<p><a href="/e?n=1">«</a> <a href="/e?n={here + 1}">›</a> <a href="/e?n=40">»</a></p>'
        f"<p>Side {here} av 40</p>"
    )


def opaque(ads: range) -> str:
    cards = each(
        ads, lambda k: f'<div class="linje"><a href="/vis/{k}">{title(k)}</a> <b>{tel(k)}</b></div>'
    )
    pages = " ".join(
        f'<a href="/annonser?m={"abcdef"[at]}{at * 37}">{at}</a>' for at in range(2, 6)
    )
    return html(f"{cards}<p>{pages}</p>")


def sisters(ads: range) -> str:
    cards = each(
        ads,
        lambda k: (
            f'<div class="linje"><a href="https://{("oslo", "bergen")[k % 2]}.annonser.example/vis/{k}">'
            f"{title(k)}</a> <b>{tel(k)}</b></div>"
        ),
    )
    return html(f'{cards}<a href="/annonser?side={page_of(ads) + 1}">Neste</a>')


def _pages(address: str) -> tuple[str, ...]:
    return ("/annonser", address.format(2), address.format(3))


def _words(name: str, words: str, address: str) -> ListPage:
    return ListPage(name, tiles(words, address), _pages(address), ad_path="/item/")


KEPT_APART = (
    ListPage(
        "in German",
        german,
        ("/anzeigen", "/anzeigen/seite:2", "/anzeigen/seite:3"),
        ad_path="/s-anzeige/text/",
        total="1.403",
    ),
    ListPage(
        "files", files, ("/liste_1.html", "/liste_2.html", "/liste_3.html"), ad_path="/annonce_"
    ),
    _words("in Spanish", "Siguiente", "/annonser?pagina=x{}"),
    _words("in Italian", "Successivo", "/annonser?cursore=x{}"),
    _words("in Polish", "Następna strona", "/annonser/{}/strona"),
    _words("in Romanian", "Următoarea", "/annonser?a=b{}"),
    _words("in Russian", "Далее", "/annonser?a=b{}"),
    _words("in Thai", "ถัดไป", "/annonser?a=b{}"),
    _words("in French", "Page suivante", "/annonser?a=b{}"),
    _words("older in English", "← Older posts", "/annonser?before=b{}"),
    _words("more to load", "Last inn flere", "/annonser?before=b{}"),
    ListPage(
        "a table without classes",
        naked_table,
        tuple(f"/liste.php?kat=2&side={at}" for at in (1, 2, 3)),
        ad_path="/vis.php?id=",
    ),
    ListPage("groups by town", by_town, ad_path="/profil/"),
    ListPage(
        "a carousel of the same",
        carousel,
        ("/annonser", "/annonser?offset=12", "/annonser?offset=24"),
        ad_path="/annonse/",
    ),
    ListPage(
        "cards that are links",
        links_as_cards,
        ("/annonser", "/annonser?p=2", "/annonser?p=3"),
        ad_path="/p/",
    ),
    ListPage("ids only", only_ids, ad_path=None),
    ListPage("a JSON array", json_array, ad_path=None, json_cards="[]"),
    ListPage(
        "JSON lists within lists", json_sections, ad_path=None, json_cards="sections[].items[]"
    ),
    ListPage(
        "structured data beside",
        structured_beside,
        ("/annonser", "/annonser?page=2", "/annonser?page=3"),
        total="57",
    ),
    ListPage(
        "rows of three, the last short",
        rows_of_three,
        ("/annonser", "/annonser?side=2", "/annonser?side=3"),
        size=11,
        ad_path="/ad/",
        total="57",
    ),
    ListPage(
        "states of rows",
        states,
        ("/index.php?board=2.0", "/index.php?board=2.12", "/index.php?board=2.24"),
        ad_path="/index.php?topic=",
    ),
    ListPage("sold, and to be sold", sold, ad_path="/vare/", total="12"),
    ListPage(
        "first, next and last",
        to_last,
        ("/e", "/e?n=2", "/e?n=3"),
        ad_path="/e/",
        never_asked=("/slett", "/rediger"),
    ),
    ListPage("a pager of another making", opaque, says_wrong=True),
    ListPage(
        "ads on sisters",
        sisters,
        ("/annonser", "/annonser?side=2", "/annonser?side=3"),
        ad_path=None,
    ),
)
