"""Where on an unknown card, or an ad's own page, the number and the place stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor.probe.suggest.line import Setting
from monitor.probe.suggest.selectors import NAME, is_machine_made, usable
from scrapers.extract.html_card import HtmlCard
from scrapers.extract.html_tree import Element
from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE, Hidden, PlaceNames
from scrapers.numbers import read_html
from scrapers.portal_config import Field

PHONE_LINKS = 'a[href^="tel:"]'
PLACE_LABELS = (
    "Sted", "By", "Poststed", "Område", "Place", "City", "Location", "Area", "Stad", "Ort",
    "Plats", "Paikkakunta", "Ville", "Ciudad", "Miasto", "Plaats",
)  # fmt: skip
LARGEST = 400
"""Signs of text above which an element is more than a contact field or a place."""


Gives = Callable[[HtmlCard, Field], bool]
"""Whether a field gives what is looked for on a card."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A selector, and on how many of the cards it gives what was looked for."""

    select: str
    on: int
    size: float


def find_number(nodes: Sequence[HtmlCard], elements: Sequence[Element]) -> Setting | None:
    """Return the suggested `number` or `text`, or None where no card has one."""
    whole = sum(bool(numbers_in(str(node.node.html))) for node in nodes)
    best = _best(_found(nodes, select, _reads) for select in _selectors(elements))
    if best is None or best.on < max(1, whole / 2):
        return None
    key = "number" if best.size <= LARGEST / 4 else "text"
    several = sum(len(node.values(Field(select=best.select))) > 1 for node in nodes)
    most = best.on >= len(nodes) / 2
    sure = best.on >= whole and most and not several and not is_machine_made(best.select)
    why = f"numbers are read on {best.on} of {len(nodes)} cards"
    why += f", on {whole} when the whole card is read" if best.on < whole else ""
    why += "" if most else ", fewer than half: is the rest on the ads' own pages"
    why += f"; there are several of these on {several} cards" if several else ""
    return Setting(key, {"select": best.select}, sure, why)


def find_hidden(nodes: Sequence[HtmlCard], elements: Sequence[Element]) -> Setting | None:
    """Return a `number` where cards say that theirs is shown after a click; None where none do."""
    best = _best(_found(nodes, select, _hides) for select in _selectors(elements))
    if best is None or best.on < len(nodes) / 2:
        return None
    why = f"{best.on} of {len(nodes)} cards show their number after a click only; nobody clicks"
    return Setting("number", {"select": best.select}, False, f"{why}, so they count as hidden")


def find_place(
    nodes: Sequence[HtmlCard], elements: Sequence[Element], places: PlaceNames
) -> Setting:
    """Return the suggested `place`: an element of its own, or what stands behind a label."""
    fields = [Field(select=select) for select in _selectors(elements)]
    fields += [Field(label=label) for label in PLACE_LABELS]
    ranked = sorted(
        (_place_found(nodes, field, places) for field in fields),
        key=lambda one: (
            *(-one[0], one[1], one[2]),
            *(bool(one[3].select), one[3].select.isalnum(), one[3].select),
        ),
    )
    on, several, size, field = ranked[0]
    if on < max(1, len(nodes) // 10) or size > LARGEST / 4:
        why = "no element of the cards names a place of [places]"
        return Setting("place", None, sure=False, why=why)
    sure = on > len(nodes) / 2 and size < 40 and not several
    why = f"a place of [places] is named on {on} of {len(nodes)} cards"
    why += f"; there are several of these on {several} cards" if several else ""
    return Setting("place", table_of(field), sure, why)


def _place_found(
    nodes: Sequence[HtmlCard], field: Field, places: PlaceNames
) -> tuple[int, int, float, Field]:
    """Return on how many cards a field names a place, on how many several, how long, and it."""
    on = [node for node in nodes if _names_one(node, field, places)]
    several = sum(len(set(node.values(field))) > 1 for node in on)
    size = sum(len(" ".join(node.values(field))) for node in on) / max(1, len(on))
    return len(on), several, size, field


def table_of(field: Field) -> dict[str, object]:
    """Return a field by selector or label as a block has it."""
    return {"select": field.select} if field.select else {"label": field.label}


def _reads(card: HtmlCard, field: Field) -> bool:
    return any(map(numbers_in, card.contact(field)))


def _hides(card: HtmlCard, field: Field) -> bool:
    return any(read_html(piece, "NO", contact=True).hidden for piece in card.contact(field))


def _names_one(card: HtmlCard, field: Field, places: PlaceNames) -> bool:
    text = ", ".join(card.values(field))
    return bool(text) and places_in(text, places) != (UNKNOWN_PLACE,)


def numbers_in(markup: str) -> tuple[Hidden[str], ...]:
    """Read the numbers of a piece of markup; a short one is read as a contact field."""
    return read_html(markup, "NO", contact=len(markup) < LARGEST).numbers


def _found(nodes: Sequence[HtmlCard], select: str, gives: Gives) -> Candidate:
    field = Field(select=select)
    on = [node for node in nodes if gives(node, field)]
    size = sum(len(" ".join(node.values(field))) for node in on) / max(1, len(on))
    return Candidate(select, len(on), size)


def _best(candidates: Iterator[Candidate]) -> Candidate | None:
    """Return what is found on most cards; of equals, what says least besides."""
    ranked = sorted(candidates, key=lambda one: (-one.on, one.size, _is_plain(one), one.select))
    return ranked[0] if ranked and ranked[0].on else None


def _is_plain(candidate: Candidate) -> bool:
    """Tell whether a selector is a mere tag, or leans on machine-made names."""
    return candidate.select.isalnum() or is_machine_made(candidate.select)


def _selectors(elements: Sequence[Element]) -> list[str]:
    return selectors_of(
        [inner for element in elements for inner in element.walk() if inner is not element]
    )


def selectors_of(elements: Sequence[Element]) -> list[str]:
    """List selectors by class, by name of a data attribute, and by tag, each once."""
    selectors: dict[str, None] = {}
    for element in elements:
        if element.tag in {"html", "head", "body", "script", "style"}:
            continue
        selectors.update(dict.fromkeys(f".{name}" for name in usable(element.classes)))
        named = element.attributes.get("itemprop", "")
        if NAME.fullmatch(named):
            selectors[f'[itemprop="{named}"]'] = None
        if element.attributes.get("href", "").startswith("tel:"):
            selectors[PHONE_LINKS] = None
        selectors[element.tag] = None
    return list(selectors)[:60]
