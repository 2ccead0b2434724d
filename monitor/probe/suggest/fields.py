"""What stands on a card, an ad's own page, or beside the list: number, place, marks, total."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import asdict

from monitor.privacy.acting_links import words_of
from monitor.probe.suggest.block import Setting
from monitor.probe.suggest.candidates import Seen, best, look
from monitor.probe.suggest.page_words import LABELS, WORDS, either
from monitor.probe.suggest.selectors import Names, doubtful
from scrapers.extract.html_tree import Element
from scrapers.extract.list_page import TOTAL, Card, is_total
from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE, PlaceNames
from scrapers.numbers import read_html
from scrapers.numbers.word_lists import names_phone
from scrapers.portal_config import Field, Mark

LARGEST = 400
"""Signs of text above which an element is more than a contact field; a place's are a quarter."""

SHORT = 40
PLACE_WORDS = frozenset(word.casefold() for word in LABELS["place"]) | {
    "cities",
    "places",
    "steder",
}
FEW = 1 / 3
"""The share of the cards above which a mark is no mark of exceptions."""


def _with_labels(kind: str, cards: Sequence[Card], fields: Sequence[Field]) -> list[Field]:
    """Return fields and, in HTML, what stands behind words such as "Telefon"."""
    labels = LABELS[kind] if cards and _is_html(cards[0]) else ()
    return [*(Field(label=label) for label in labels), *fields]


def _is_html(card: Card) -> bool:
    return hasattr(card, "node")


def _says_number(card: Card, field: Field) -> bool:
    """Tell whether what a field gives is for contact: any element, but not any key.

    It, or the object that it is in, is named for phones: "phones.number".
    """
    return _is_html(card) or any(map(names_phone, field.select.split(".")[-2:]))


def numbers_on(card: Card, field: Field) -> set[Hashable]:
    """Return the numbers that a field gives on a card, as a sweep reads them."""
    says = _says_number(card, field)
    return {
        number
        for piece in card.contact(field)
        for number in read_html(piece, "NO", contact=says and len(piece) < LARGEST).numbers
    }


def _kept_back_on(card: Card, field: Field) -> set[Hashable]:
    hidden = (read_html(piece, "NO", contact=True).hidden for piece in card.contact(field))
    return {True} if any(hidden) else set()


def best_number(cards: Sequence[Card], fields: Sequence[Field]) -> Seen | None:
    """Return where cards, or ads' own pages, have their numbers; None where none has one."""
    return best(cards, _with_labels("number", cards, fields), numbers_on)


def number_line(best_field: Seen, cards: Sequence[Card]) -> Setting:
    """Return the suggested `number` or `text` of cards."""
    says = _says_number(cards[0], best_field.field)
    on_whole = look(cards, Field(), numbers_on).on if _is_html(cards[0]) else best_field.on
    doubts = {
        f"on {on_whole} when the whole card is read": best_field.on < on_whole,
        "fewer than half: is the rest on the ads' own pages": not best_field.is_on_most,
        f"there are several of these on {best_field.pieces}": best_field.pieces > 0,
        "its class may be what a row is today": doubtful(best_field.field.select) > 0,
        "its key does not say so": not says,
    }
    key = "number" if says and best_field.size <= LARGEST / 4 else "text"
    return Setting.of(
        key, best_field.table, f"numbers are read on {best_field.where} cards", doubts
    )


def own_number(pages: Sequence[Card], fields: Sequence[Field]) -> Setting | None:
    """Return the suggested `number` of ads' own pages; None where none has one.

    What gives one number a page goes before what gives several, and what says the same on all of
    them goes last: a portal's own number stands beside the ad's, and would be counted with it.
    """
    best_field = best_number(pages, fields)
    if best_field is None or best_field.size > LARGEST:
        return None
    doubts = {
        "several a page; is one of them the portal's own": best_field.several > 0,
        "the same on all of them; is it the portal's own": best_field.is_same,
        "few pages": not best_field.on == best_field.of > 2,
        "nothing there says that it is a number": not best_field.is_said,
    }
    return Setting.of(
        "number", best_field.table, f"numbers on {best_field.where} own pages", doubts
    )


def kept_back_line(cards: Sequence[Card], fields: Sequence[Field]) -> Setting | None:
    """Return a `number` where cards say that theirs is shown after a click; None where none do."""
    best_field = best(cards, fields, _kept_back_on, same=True)
    if best_field is None or not best_field.is_on_most:
        return None
    where = best_field.where
    why = f"{where} cards show their number after a click only, so it is hidden: nobody clicks"
    return Setting("number", best_field.table, sure=False, why=why)


def _names_place(field: Field) -> bool:
    """Tell whether a key, a class or a label says that a place stands there."""
    last = re.split(r"[.\s]", field.select)[-1]
    return bool(field.label) or not PLACE_WORDS.isdisjoint(words_of(last))


def place_line(
    cards: Sequence[Card], fields: Sequence[Field], places: PlaceNames, what: str = "cards"
) -> Setting:
    """Return the suggested `place` of cards or pages; left open where hardly any names one."""

    def places_on(card: Card, field: Field) -> set[Hashable]:
        text = ", ".join(card.values(field))  # an ad that tours has several
        return {text} if text and places_in(text, places) != (UNKNOWN_PLACE,) else set()

    candidates = _with_labels("place", cards, fields)
    best_field = best(cards, candidates, places_on, same=True, named=_names_place)
    if (
        best_field is None
        or best_field.on < max(1, best_field.of // 10)
        or best_field.size > LARGEST / 4
    ):
        return Setting("place", None, sure=False, why="nothing there names a place of [places]")
    doubts = {
        f"there are several of these on {best_field.pieces}": best_field.pieces > 0
        and not _names_place(best_field.field),
        "it says more than a place": best_field.size >= SHORT,
        # One word is a place's name, however few of those that stand here are listed.
        "nothing says that it is one": best_field.on <= best_field.of / 2
        and not best_field.is_said,
    }
    fact = f"a place of [places] is named on {best_field.where} {what}"
    return Setting.of("place", best_field.table, fact, doubts)


def mark_lines(
    cards: Sequence[Card], no_ads: Sequence[Mark], kept_back: Sequence[Mark] = ()
) -> Iterator[Setting]:
    """Yield the remarks on `exclude` and `hidden`: marks that a few cards bear."""
    few = max(1.0, len(cards) * FEW) if len(cards) > 2 else 0
    for key, marks, what in (
        ("exclude", no_ads, "are they no ads for the count"),
        ("hidden", kept_back[:1], "is their number kept back"),
    ):
        counts = {mark: sum(card.has(mark) for card in cards) for mark in marks}
        counts = {mark: count for mark, count in counts.items() if 0 < count <= few}
        tables = [{key: part for key, part in asdict(mark).items() if part} for mark in counts]
        if tables:
            on = ", ".join(map(str, counts.values()))
            why = f"on {on} of {len(cards)}; {what}? then take the # away"
            value = tables if key == "exclude" else tables[0]
            yield Setting(key, value, sure=False, why=why, remark=True)


def marks_in(cards: Sequence[Element], names: Names) -> list[Mark]:
    """Return the marks that elements bear: a class, or a text that says one word and no more."""
    marks: dict[Mark, None] = {}
    for inner in (inner for card in cards for inner in card.walk()):
        marks |= {Mark(select=f".{name}"): None for name in inner.classes if _is_mark(name, names)}
        pattern = "" if inner.elements else no_ad_pattern(inner.text())
        if pattern and (own := names.of(inner)):
            select = own[0].removeprefix(inner.tag) or own[0]
            marks[Mark(select=select, pattern=pattern)] = None
    return sorted(marks, key=lambda mark: (mark.select, mark.pattern))


def no_ad_pattern(text: str) -> str:
    """Return a pattern for a text that is a word for no ad and no more: "wanted sold" is one."""
    word = text.strip(" .:!*()[]").casefold()
    return rf"(?i)^\W*{re.escape(word)}\W*$" if word in WORDS["no_ad"] else ""


def _is_mark(name: str, names: Names) -> bool:
    """Tell whether the name of a class is a word for no ad, or ends with one ("tile-sold")."""
    before, _, last = re.sub("[-_]+", "-", name).rpartition("-")
    return last.casefold() in WORDS["no_ad"] and (not before or names.plain(before))


NUMBER = r"(\d(?:[\d\s.,]*\d)?)"
ADS, OF, WHOLE = rf"(?P<word>{either('ads')})", either("of"), either("total")
OF_ALL = rf"(?:{OF})(?:\s+(?:i alt|{WHOLE}))?"
NO_PART = rf"(?!\s*(?:{either('each')})\b)(?!\s+{OF_ALL}\s+\d)"
NO_MONEY = r"(?![\d\s.,]*(?:kr\b|nok\b|,-|[€$£%]))"
TOTALS = {
    rf"{NUMBER}\s*\b{ADS}\b{NO_PART}": r"{number}\s*{word}",
    rf"(?:\d\s*(?:[-–—]|til|to|bis)|{either('shows')})\s*\d+\s*(?P<word>{OF_ALL}|/)\s*{NUMBER}": "",
    rf"\b{ADS}\s*[:(]\s*{NUMBER}": r"{word}\s*[:(]\s*{number}",
    rf"\b(?P<word>i alt|{WHOLE})\s*:?\s*{NUMBER}{NO_MONEY}": r"{word}\s*:?\s*{number}",
}
"""A total as it is written, and the pattern to propose for it, which is else a figure, a word and
the total; "12 ads a page" is none."""

LONGEST = 120


def total_line(
    around: Card, outside: Sequence[Element], names: Names, cards: int
) -> tuple[Setting, int | None]:
    """Return the suggested `total`, a number that stands outside the cards, and what it says."""
    skipped = {"html", "head", "body", "script", "style", "title", "noscript", "option"}
    texts = [(len(text), text, e) for e in outside if e.tag not in skipped if (text := e.text())]
    for length, text, element in sorted(texts, key=lambda one: one[0]):
        figure, pattern = _stated_in(text) if length <= LONGEST else (0, "")
        for select in names.selectors(element) if figure >= cards and is_total(figure) else ():
            if _figures(around, Field(select=select, pattern=pattern)) == {figure}:
                why = "a number beside a word for ads; check that it is the whole list's"
                return Setting("total", {"select": select, "pattern": pattern}, True, why), figure
    why = "none was seen; with one, a sweep that misses ads is noticed"
    return Setting("total", None, sure=False, why=why), None


def _stated_in(text: str) -> tuple[int, str]:
    """Return the total that a text states, and a pattern for it; 0 for none."""
    for form, proposed in TOTALS.items():
        if match := re.search(form, text, re.IGNORECASE):
            word = r"\s+".join(map(re.escape, match["word"].split()))
            pattern = (proposed or r"\d\s*{word}\s*{number}").format(word=word, number=NUMBER)
            figure = next(group for group in match.groups() if group and group[0].isdigit())
            return int(re.sub(r"\D", "", figure)[:9]), pattern
    return 0, ""


def _figures(around: Card, field: Field) -> set[int]:
    texts = around.values(field)
    return {int(re.sub(r"\D", "", figure) or 0) for text in texts for figure in TOTAL.findall(text)}
