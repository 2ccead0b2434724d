"""What is said of a change on the year before, in a language: docs/method.md, "Change".

A verb is only said where the interval does not cover none; without an interval there is none.
"""

from __future__ import annotations

from monitor.report.annual import Annual
from monitor.report.changes import TOO_FEW
from monitor.report.printed_cells import CHANGE, CHANGE_HIGH, CHANGE_LOW, PrintedCell
from monitor.report.series import Scope
from monitor.report.words import PERCENT, Words
from monitor.statistics.change import Verdict

OPENING = {
    Verdict.ROSE: "change_is_of",
    Verdict.FELL: "change_is_of",
    Verdict.UNCHANGED: "change_is",
    Verdict.UNSURE: "there_is_change",
}
"""How a sentence begins that follows one about the level."""


def change_phrase(annual: Annual, words: Words, scope: Scope, measure: str) -> str:
    """Write what may be said of a row's change; nothing where it is hidden or missing."""
    cell, low, high = (
        annual.cell(annual.year, scope, measure, item) for item in (CHANGE, CHANGE_LOW, CHANGE_HIGH)
    )
    if cell.compared is None:
        return words("too_few") if cell.note == TOO_FEW else ""
    ends = _ends(words, cell, low, high)
    phrase = words(cell.compared.verdict or "no_interval", change=words.cell(cell), **ends)
    if cell.compared.is_uneven:
        phrase += words("uneven")
    if cell.compared.weeks is None:
        return phrase
    first, last = cell.compared.weeks
    this, before = (words.number(mean) for mean in (cell.compared.this, cell.compared.before))
    weeks = words("compared_weeks", first=first, last=last, this=this, before=before)
    return f"{weeks}{phrase}"


def change_sentence(annual: Annual, words: Words, scope: Scope, measure: str) -> str:
    """Write the same as a sentence that follows one about the level; nothing for nothing."""
    phrase = change_phrase(annual, words, scope, measure)
    compared = annual.cell(annual.year, scope, measure, CHANGE).compared
    if compared is None or compared.weeks or compared.verdict is None:
        return words.sentence(phrase)
    return words(OPENING[compared.verdict], phrase=phrase)


def _ends(words: Words, cell: PrintedCell, low: PrintedCell, high: PrintedCell) -> dict[str, str]:
    """Write a change's size and its ends: with signs, unless a verb says which way they go."""
    verdict = cell.compared.verdict if cell.compared else None
    size = f"{words.number(abs(cell.number or 0))}{PERCENT}"
    if verdict is Verdict.ROSE:
        ends = [words.number(end.number or 0) for end in (low, high)]
    elif verdict is Verdict.FELL:
        ends = [words.number(abs(end.number or 0)) for end in (high, low)]
    else:
        ends = [words.signed(end.number or 0) for end in (low, high)]
    return {"size": size, "low": ends[0], "high": ends[1]}
