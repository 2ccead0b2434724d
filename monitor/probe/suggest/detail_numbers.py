"""Where on ads' own pages the number stands, and not the portal's own beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.probe.suggest.fields import LARGEST, PHONE_LINKS, numbers_in, selectors_of, table_of
from scrapers.extract.html_card import HtmlCard, HtmlPage
from scrapers.extract.html_tree import Element
from scrapers.portal_config import Field

LABELS = (
    "Telefon", "Tlf", "Mobil", "Mobiltelefon", "Telefonnummer", "Phone", "Phone number", "Mobile",
    "Kontakt", "Contact", "WhatsApp", "Puhelin", "Teléfono", "Téléphone", "Telefono",
)  # fmt: skip
BOILERPLATE = {"nav", "header", "footer", "aside", "script", "style", "head"}
DIGIT = re.compile(r"[0-9]")
LEAST_DIGITS = 6


def find_detail_number(pages: Sequence[HtmlPage]) -> tuple[dict[str, object], str, bool] | None:
    """Return where ads' own pages have their number, why, and if that is sure; None without one.

    What gives one number a page goes before what gives several: a portal's own number stands beside
    the ad's, and would be counted with it.
    """
    wholes = [page.whole() for page in pages]
    fields = [Field(select=PHONE_LINKS), *(Field(label=label) for label in LABELS)]
    candidates = [candidate for field in fields if (candidate := _detail_number(wholes, field)).on]
    if not any(candidate.is_single and not candidate.is_same for candidate in candidates):
        selects = selectors_of([element for page in pages for element in _numbered(page)])
        others = (_detail_number(wholes, Field(select=select)) for select in selects)
        candidates += [other for other in others if other.on and other.size <= LARGEST]
    if not candidates:
        return None
    best = min(
        candidates,
        key=lambda one: (-one.on, not one.is_single, one.is_same, not one.is_told, one.size),
    )
    where = "phone links" if best.field.select == PHONE_LINKS else "numbers"
    where += " behind this label" if best.field.label else ""
    why = f"{where} on {best.on} of {len(pages)} own pages"
    if not best.is_single:
        why += ", several a page; is one of them the portal's own"
    elif best.is_same and len(pages) > 1:
        why += ", the same on all of them; is it the portal's own"
    sure = best.on == len(pages) > 2 and best.is_told and best.is_single and not best.is_same
    return table_of(best.field), why, sure


@dataclass(frozen=True, slots=True)
class DetailNumber:
    """A field of ads' own pages: on how many it gives a number, and whether one, and which."""

    field: Field
    on: int
    size: float
    is_single: bool
    is_same: bool

    @property
    def is_told(self) -> bool:
        """Whether the page itself says that it is a phone number, by a link or a label."""
        return bool(self.field.label) or self.field.select == PHONE_LINKS


def _detail_number(wholes: Sequence[HtmlCard], field: Field) -> DetailNumber:
    by_page = [{n for piece in page.contact(field) for n in numbers_in(piece)} for page in wholes]
    given = [numbers for numbers in by_page if numbers]
    sizes = [len(" ".join(page.values(field))) for page in wholes]
    is_same = len(given) > 1 and len(set().union(*given)) == 1
    single = bool(given) and all(len(numbers) == 1 for numbers in given)
    return DetailNumber(field, len(given), sum(sizes) / max(1, len(sizes)), single, is_same)


def _numbered(page: HtmlPage) -> Iterator[Element]:
    """Yield the elements of an ad's own page that have a number in them, boilerplate aside."""
    for element in page.tree().walk():
        is_boilerplate = any(above.tag in BOILERPLATE for above in (element, *element.ancestors()))
        text = "" if is_boilerplate else element.text()
        links = "".join(inner.attributes.get("href", "") for inner in element.walk())
        digits = len(DIGIT.findall(text)) + len(DIGIT.findall(links))
        if not is_boilerplate and len(text) <= LARGEST and digits >= LEAST_DIGITS:
            yield element
