"""What stands on a card, an ad's own page, or beside the list: number, place, marks, total."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence

from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.look import Seen, best, look
from monitor.probe.suggest.selectors import Names, doubtful
from scrapers.extract.html_tree import Element
from scrapers.extract.list_page import TOTAL, Card
from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE, PlaceNames
from scrapers.numbers import read_html
from scrapers.numbers.structured_data import names_phone
from scrapers.portal_config import Field, Mark

PHONE_LABELS = (
    "Telefon", "Tlf", "Mobil", "Mobiltelefon", "Telefonnummer", "Phone", "Phone number", "Mobile",
    "Kontakt", "Contact", "WhatsApp", "Puhelin", "Teléfono", "Téléphone", "Telefono",
)  # fmt: skip
PLACE_LABELS = (
    "Sted", "By", "Poststed", "Område", "Place", "City", "Location", "Area", "Stad", "Ort",
    "Plats", "Paikkakunta", "Ville", "Ciudad", "Miasto", "Plaats",
)  # fmt: skip
LARGEST = 400
"""Signs of text above which an element is more than a contact field or a place."""

NO_AD = (
    "solgt", "sold", "såld", "utløpt", "expired", "sticky", "pinned", "promo", "sponsored",
    "sponset", "sponsor", "advert", "reklame", "annonsørinnhold", "editorial", "redaksjon",
    "redaksjonelt", "banner",
)  # fmt: skip
KEPT_BACK = ("locked", "phone_hidden", "hide_phone", "hidden", "masked")
FEW = 1 / 3
"""The share of the cards above which a mark is no mark of exceptions."""


def numbers_on(card: Card, field: Field) -> set[Hashable]:
    """Return the numbers that a field gives on a card, as a sweep reads them."""
    pieces = card.contact(field)
    strict = field.select.rsplit(".", 1)[-1] if not hasattr(card, "node") else ""
    return {
        number
        for piece in pieces
        for number in read_html(
            piece, "NO", contact=len(piece) < LARGEST and (not strict or names_phone(strict))
        ).numbers
    }


def _kept_back_on(card: Card, field: Field) -> set[Hashable]:
    hidden = any(read_html(piece, "NO", contact=True).hidden for piece in card.contact(field))
    return {True} if hidden else set()


def number_line(cards: Sequence[Card], fields: Sequence[Field], whole: Field) -> Setting | None:
    """Return the suggested `number` or `text`, or None where no card has one.

    `whole` is the field that is a card itself.
    """
    labels = [Field(label=label) for label in PHONE_LABELS if hasattr(cards[0], "node")]
    found = best(cards, [*fields, *labels], numbers_on)
    if found is None:
        return None
    on_whole = look(cards, whole, numbers_on).on if labels else found.on
    pieces = sum(len(card.values(found.field)) > 1 for card in cards)
    most = found.on >= found.of / 2
    is_said = bool(labels) or names_phone(found.field.select.rsplit(".", 1)[-1])
    sure = found.on >= on_whole and most and not (pieces or doubtful(found.field.select))
    what = "cards" if labels else "objects"
    why = f"numbers are read on {found.on} of {found.of} {what}"
    why += f", on {on_whole} when the whole card is read" if found.on < on_whole else ""
    why += "" if most else ", fewer than half: is the rest on the ads' own pages"
    why += f"; there are several of these on {pieces} {what}" if pieces else ""
    why += "" if is_said else ", at a key that does not say so"
    key = "number" if found.size <= LARGEST / 4 and (labels or is_said) else "text"
    return Setting(key, found.table, sure and is_said, why)


def kept_back_line(cards: Sequence[Card], fields: Sequence[Field]) -> Setting | None:
    """Return a `number` where cards say that theirs is shown after a click; None where none do."""
    found = best(cards, fields, _kept_back_on, same=True)
    if found is None or found.on < found.of / 2:
        return None
    why = f"{found.on} of {found.of} cards show their number after a click only; nobody clicks"
    return Setting("number", found.table, False, f"{why}, so they count as hidden")


def best_place(cards: Sequence[Card], fields: Sequence[Field], places: PlaceNames) -> Seen | None:
    """Return where cards name a place of [places]; None where hardly any does."""

    def places_on(card: Card, field: Field) -> set[Hashable]:
        texts = card.values(field)
        named = bool(texts) and places_in(", ".join(texts), places) != (UNKNOWN_PLACE,)
        return set(texts) if named else set()

    labels = [Field(label=label) for label in PLACE_LABELS if hasattr(cards[0], "node")]
    found = best(cards, [*labels, *fields], places_on, same=True)
    is_little = found is None or found.on < max(1, found.of // 10) or found.size > LARGEST / 4
    return None if is_little else found


def place_line(found: Seen | None, what: str) -> Setting:
    """Return the suggested `place`."""
    if found is None:
        why = f"nothing on the {what} names a place of [places]"
        return Setting("place", None, sure=False, why=why)
    why = f"a place of [places] is named on {found.on} of {found.of} {what}"
    why += f"; there are several of these on {found.several}" if found.several else ""
    # One word is a place's name, however few of those that stand here are listed.
    sure = found.size < 40 and not found.several and (found.on > found.of / 2 or found.is_said)
    return Setting("place", found.table, sure, why)


def own_number(pages: Sequence[Card], fields: Sequence[Field]) -> tuple[Seen, str, bool] | None:
    """Return where ads' own pages have their number, why, and whether that is sure.

    What gives one number a page goes before what gives several, and what says the same on all of
    them goes last: a portal's own number stands beside the ad's, and would be counted with it.
    """
    labels = [Field(label=label) for label in PHONE_LABELS]
    found = best(pages, [*labels, *fields], numbers_on)
    if found is None or found.size > LARGEST:
        return None
    where = "numbers behind this label" if found.field.label else "numbers"
    why = f"{where} on {found.on} of {len(pages)} own pages"
    if found.several:
        why += ", several a page; is one of them the portal's own"
    elif found.is_same:
        why += ", the same on all of them; is it the portal's own"
    sure = found.on == len(pages) > 2 and found.is_said and not (found.several or found.is_same)
    return found, why, sure


def mark_lines(cards: Sequence[Card], marks: Sequence[Mark], back: Sequence[Mark]) -> list[Setting]:
    """Return the remarks on `exclude` and `hidden`: marks that a few cards bear."""
    few = max(1.0, len(cards) * FEW)
    lines = []
    for key, named, what in (
        ("exclude", marks, "are they no ads for the count"),
        ("hidden", back[:1], "is their number kept back"),
    ):
        counted = [(mark, sum(card.has(mark) for card in cards)) for mark in named]
        on = [(mark, count) for mark, count in counted if 0 < count <= few]
        if not on or len(cards) < 3:
            continue
        tables = [_mark_table(mark) for mark, _ in on]
        counts = ", ".join(str(count) for _, count in on)
        why = f"on {counts} of {len(cards)}; {what}? then take the # away"
        value = tables if key == "exclude" else tables[0]
        lines.append(Setting(key, value, False, why, remark=True))
    return lines


def _mark_table(mark: Mark) -> Mapping[str, object]:
    table = {"select": mark.select, "pattern": mark.pattern}
    return {key: value for key, value in table.items() if value}


def marks_in(cards: Sequence[Element], names: Names) -> list[Mark]:
    """Return the marks that elements bear: a class, or a text that says one word and no more."""
    marks: dict[Mark, None] = {}
    for inner in (inner for card in cards for inner in card.walk()):
        for name in inner.classes:
            if _is_mark(name, names):
                marks[Mark(select=f".{name}")] = None
        word = inner.text().strip(" .:!*()[]").casefold() if not inner.elements else ""
        if word in NO_AD and (own := names.of(inner)):
            marks[Mark(select=own[0].removeprefix(inner.tag) or own[0], pattern=whole(word))] = None
    return sorted(marks, key=lambda mark: (mark.select, mark.pattern))


def whole(word: str) -> str:
    """Return a pattern for a text that says a word and no more: "wanted sold" is an ad."""
    return rf"(?i)^\W*{re.escape(word)}\W*$"


def _is_mark(name: str, names: Names) -> bool:
    """Tell whether the name of a class is a word for no ad, or ends with one ("tile-sold")."""
    before, _, last = re.sub("[-_]+", "-", name).rpartition("-")
    return last.casefold() in NO_AD and (not before or names.plain(before))


NUMBER = r"(\d(?:[\d\s.,]*\d)?)"
WORD = (
    r"(?P<word>treff|annonser|annonse|oppføringer|resultater|resultat|profiler|results?|ads|"
    r"listings?|entries|records|rows|rader|items|profiles|topics|emner|tråder|träffar|poster|"
    r"ilmoitusta|tulosta|anzeigen|ergebnisse|treffer|annonces|résultats|anuncios|resultados|"
    r"annunci|risultati|ogłoszeń|wyników|anunțuri|rezultate|объявлений|результатов|advertenties)"
)
OF = r"(?:av|af|of|von|ud af|sur|de|di|din|z|из)(?:\s+(?:totalt|i alt|total|insgesamt))?"
A_PAGE = rf"(?!\s*(?:per|pr\.?|pro|par|por|på|each)\b)(?!\s+{OF}\s+\d)"
NO_MONEY = r"(?![\d\s.,]*(?:kr\b|nok\b|,-|[€$£%]))"
TOTALS = (
    (re.compile(rf"{NUMBER}\s*\b{WORD}\b{A_PAGE}", re.I), r"{number}\s*{words}"),
    (re.compile(rf"\d\s*(?:[-–—]|til|to|bis)\s*\d+\s*(?P<of>{OF}|/)\s*{NUMBER}", re.I), ""),
    (re.compile(rf"\d\s*(?P<of>{OF})\s*{NUMBER}\s*{WORD}", re.I), ""),
    (re.compile(rf"(?:viser|visar|showing)\s+\d+\s*(?P<of>{OF})\s*{NUMBER}", re.I), ""),
    (re.compile(rf"\d\s+(?P<of>(?:av|of|von)\s+(?:totalt|i alt|total))\s*{NUMBER}", re.I), ""),
    (re.compile(rf"\b{WORD}\s*[:(]\s*{NUMBER}", re.I), r"{words}\s*[:(]\s*{number}"),
    (
        re.compile(rf"\b(?P<of>totalt|i alt|total|insgesamt)\s*:?\s*{NUMBER}{NO_MONEY}", re.I),
        r"{words}\s*:?\s*{number}",
    ),
)
"""A total as it is written, and the pattern to propose for it; "12 ads a page" is none."""

LONGEST = 120


def total_line(
    around: Card, outside: Sequence[Element], names: Names, cards: int
) -> tuple[Setting, int | None]:
    """Return the suggested `total`, a number that stands outside the cards, and what it says."""
    skipped = {"html", "head", "body", "script", "style", "title", "noscript", "option"}
    said = [(len(text), text, e) for e in outside if e.tag not in skipped if (text := e.text())]
    for length, text, element in sorted(said, key=lambda one: one[0]):
        figure, pattern = _stated_in(text) if length <= LONGEST else (0, "")
        for select in names.selectors(element) if figure >= cards else ():
            if _figures(around, Field(select=select, pattern=pattern)) == {figure}:
                table = {"select": select, "pattern": pattern}
                why = "a number beside a word for ads; check that it is the whole list's"
                return Setting("total", table, True, why), figure
    why = "none was seen; with one, a sweep that misses ads is noticed"
    return Setting("total", None, sure=False, why=why), None


def _stated_in(text: str) -> tuple[int, str]:
    """Return the total that a text states, and a pattern for it; 0 for none."""
    for regex, form in TOTALS:
        if match := regex.search(text):
            named = match.groupdict()
            words = r"\s+".join(map(re.escape, (named.get("of") or named["word"]).split()))
            pattern = (form or r"\d\s*{words}\s*{number}").format(words=words, number="@")
            figure = next(group for group in match.groups() if group and group[0].isdigit())
            return int(re.sub(r"\D", "", figure)[:9]), pattern.replace("@", NUMBER)
    return 0, ""


def _figures(around: Card, field: Field) -> set[int]:
    texts = around.values(field)
    return {int(re.sub(r"\D", "", figure) or 0) for text in texts for figure in TOTAL.findall(text)}
