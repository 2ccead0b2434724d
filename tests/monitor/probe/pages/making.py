"""What the invented list pages are made of."""

# ruff: noqa: E501 - markup is read in the lines that it is written in

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

TOWNS = ("Oslo", "Bergen", "Trondheim", "Tromsø", "Bodø", "Molde", "Hamar")
WORDS = (
    "Rolig time",
    "Ny her",
    "Ledig i kveld",
    "Besøk",
    "Kort varsel",
    "Fast avtale",
    "I sentrum",
)


@dataclass(frozen=True)
class ListPage:
    """A list as a portal shows it, and what a right block says of its first page.

    `render` makes the page with a number, from the first ad of it on; `addresses` are the pages there
    are, in order. `size` is how many ads a page has. `ad_path` is what the addresses of the ads' own
    pages begin with; None where nothing is known of an ad but an id.
    """

    name: str
    render: Callable[[range], str]
    addresses: tuple[str, ...] = ("/annonser",)
    size: int = 12
    ad_path: str | None = "/vis/"
    total: str | None = None
    json_cards: str | None = None
    own: Callable[[int], str] = field(default=lambda k: own_page(k))  # noqa: PLW0108 - it is defined below
    own_place: bool = False
    says_wrong: bool = False
    never_asked: tuple[str, ...] = ()

    @property
    def pages(self) -> dict[str, str]:
        """Every list page by its address."""
        return {
            address: self.render(range(1 + at * self.size, 1 + (at + 1) * self.size))
            for at, address in enumerate(self.addresses)
        }

    @property
    def next(self) -> str | None:
        """The second page, or None where the list is one page long."""
        return self.addresses[1] if len(self.addresses) > 1 else None


def title(k: int) -> str:
    """What only the ad with this number is called."""
    return f"{WORDS[k % 7]} nr{k:03}."


def town(k: int) -> str:
    """Where the ad is."""
    return TOWNS[k * 5 % 7]


def tel(k: int) -> str:
    """A number that nobody has."""
    return f"42 00 {k // 100:02} {k % 100:02}"


def text(k: int) -> str:
    """A few words, of another length each time."""
    return " ".join(("Hei, jeg er her i uken.", "Skriv eller ring.", "Hilsen meg.")[: 1 + k % 3])


def own_page(k: int) -> str:
    """An ad's own page."""
    return html(
        f"<h1>{title(k)}</h1><table class=fakta><tr><th>Sted</th><td>{town(k)}</td></tr>"
        f"<tr><th>Alder</th><td>{20 + k % 30}</td></tr></table>"
        f"<p class=kontakt>Telefon: {tel(k)}</p><p>{text(k)}</p>"
    )


def html(body: str, head: str = "") -> str:
    """A page with a menu, a search form and a foot, as every site has them."""
    return (
        f"<!doctype html><html><head><title>Annonser</title>{head}</head><body>"
        '<header><a href="/">Forside</a><nav><ul><li><a href="/om">Om oss</a></li>'
        '<li><a href="/hjelp">Hjelp</a></li><li><a href="/vilkaar">Vilkår</a></li>'
        '<li><a href="/logg-inn">Logg inn</a></li></ul></nav></header>'
        f'<main>{body}</main><footer><p>Drives av oss. <a href="/personvern">Personvern</a></p>'
        "</footer></body></html>"
    )


def each(ads: range, make: Callable[[int], str]) -> str:
    """What is made of each ad, one after another."""
    return "\n".join(make(k) for k in ads)


def numbers(pattern: str, here: int, last: int = 9, kind: str = "span") -> str:
    """Links to the pages of a list around the one that is shown."""
    return " ".join(
        f"<{kind}>{at}</{kind}>" if at == here else f'<a href="{pattern.format(at)}">{at}</a>'
        for at in range(1, last + 1)
    )


def page_of(ads: range, size: int = 12) -> int:
    """The number of the page that shows these ads."""
    return ads[0] // size + 1
