"""What is said of a change on the year before, in Norwegian or English: docs/method.md section 3.

A verb is only said where the interval does not cover none; without an interval there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.change import Verdict
from monitor.report.annual import Annual
from monitor.report.catalogue import Language
from monitor.report.changes import TOO_FEW
from monitor.report.printed_cells import CHANGE, CHANGE_HIGH, CHANGE_LOW, PrintedCell
from monitor.report.series import Scope

if TYPE_CHECKING:
    from monitor.report.words import Words  # which writes its sentences with this

PER_CENT = "\N{NO-BREAK SPACE}%"

PHRASES: dict[Language, dict[str, str]] = {
    "nb": {
        Verdict.ROSE: "økte med om lag {size} (mellom {low} og {high})",
        Verdict.FELL: "gikk ned med om lag {size} (mellom {low} og {high})",
        Verdict.UNCHANGED: "om lag uendret ({change}, mellom {low} og {high})",
        Verdict.UNSURE: "ingen sikker endring ({change}, mellom {low} og {high})",
        "uneven": ", ulikt gjennom året; kan være forbigående",
        "no_interval": "{change}, uten usikkerhetsintervall",
        "too_few": "for få til å si noe om endring",
        "compared_weeks": "uke {first}–{last}: {this} mot {before}, ",
        "it": "Tallet {phrase}.",
        "it_is": "Tallet er {phrase}.",
        "there_is": "Det er {phrase}.",
        "change_interval": "95 %-intervall",
        "to": "til",
        "taken_for_individual": (
            "Annonser på numre med høyst {threshold} annonser (her regnet som individuelle brukere)"
        ),
        "change_low": "endring i prosent, nedre",
        "change_high": "endring i prosent, øvre",
        "change_without": "endring i prosent uten særskilte perioder",
        TOO_FEW: (
            ".. for endringen til {year}: et gjennomsnitt under 50 er for få til å si noe om "
            "endring."
        ),
    },
    "en": {
        Verdict.ROSE: "rose by about {size} (between {low} and {high})",
        Verdict.FELL: "fell by about {size} (between {low} and {high})",
        Verdict.UNCHANGED: "about unchanged ({change}, between {low} and {high})",
        Verdict.UNSURE: "no certain change ({change}, between {low} and {high})",
        "uneven": ", unevenly over the year; may be passing",
        "no_interval": "{change}, without an interval",
        "too_few": "too few to tell of a change",
        "compared_weeks": "weeks {first}–{last}: {this} against {before}, ",
        "it": "It {phrase}.",
        "it_is": "It is {phrase}.",
        "there_is": "There is {phrase}.",
        "change_interval": "95 % interval",
        "to": "to",
        "taken_for_individual": (
            "Ads on numbers with at most {threshold} ads (here taken for individual users)"
        ),
        "change_low": "change in per cent, lower",
        "change_high": "change in per cent, upper",
        "change_without": "change in per cent without special periods",
        TOO_FEW: ".. for the change to {year}: a mean under 50 is too few to tell of a change.",
    },
}


OPENING = {
    Verdict.ROSE: "it",
    Verdict.FELL: "it",
    Verdict.UNCHANGED: "it_is",
    Verdict.UNSURE: "there_is",
}


def change_phrase(annual: Annual, words: Words, scope: Scope, measure: str) -> str:
    """Write what may be said of a row's change; nothing where it is hidden or missing."""
    phrases = PHRASES[words.language]
    cell, low, high = (
        annual.cell(annual.year, scope, measure, item) for item in (CHANGE, CHANGE_LOW, CHANGE_HIGH)
    )
    said = cell.compared
    if said is None:
        return phrases["too_few"] if cell.note == TOO_FEW else ""
    key = said.verdict or "no_interval"
    phrase = phrases[key].format(change=_change(words, cell), **_ends(words, cell, low, high))
    if said.is_uneven:
        phrase += phrases["uneven"]
    if said.weeks is None:
        return phrase
    first, last = said.weeks
    this, before = (words.number(mean) for mean in (said.this, said.before))
    weeks = phrases["compared_weeks"].format(first=first, last=last, this=this, before=before)
    return weeks + phrase


def change_sentence(annual: Annual, words: Words, scope: Scope, measure: str) -> str:
    """Write the same as a sentence that follows one about the level; nothing for nothing."""
    phrase = change_phrase(annual, words, scope, measure)
    said = annual.cell(annual.year, scope, measure, CHANGE).compared
    if not phrase or said is None or said.weeks or said.verdict is None:
        return f"{phrase[:1].upper()}{phrase[1:]}." if phrase else ""
    return PHRASES[words.language][OPENING[said.verdict]].format(phrase=phrase)


def _change(words: Words, cell: PrintedCell) -> str:
    return f"{_signed(words, cell)}{PER_CENT}"


def _ends(words: Words, cell: PrintedCell, low: PrintedCell, high: PrintedCell) -> dict[str, str]:
    """Write a change's size and its ends: with signs, unless a verb says which way they go."""
    verdict = cell.compared.verdict if cell.compared else None
    size = f"{words.number(abs(cell.number or 0))}{PER_CENT}"
    if verdict is Verdict.ROSE:
        ends = [words.number(end.number or 0) for end in (low, high)]
    elif verdict is Verdict.FELL:
        ends = [words.number(abs(end.number or 0)) for end in (high, low)]
    else:
        ends = [_signed(words, end) for end in (low, high)]
    return {"size": size, "low": ends[0], "high": ends[1]}


def _signed(words: Words, cell: PrintedCell) -> str:
    number = cell.number or 0
    return ("+" if number > 0 else "") + words.number(number)
