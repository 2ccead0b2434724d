"""The sentences of a report that are there to be quoted: docs/method.md, "Change".

The largest portal's level, what is said of its change, and its highest and lowest month and week. A
verb is only said where the interval does not cover none; without an interval there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from monitor.report import printed_cells as items
from monitor.report.annual import Annual, week_of
from monitor.report.changes import TOO_FEW
from monitor.report.notes import running_week, span_words
from monitor.report.printed_cells import SUPPRESSED, PrintedCell, rounded
from monitor.report.series import Kind, Scope
from monitor.report.words import PERCENT, Words
from monitor.statistics.change import ChangeKind
from monitor.statistics.months import highest_and_lowest, monthly_means
from storage.weeks import Week

OPENING = {
    ChangeKind.ROSE: "change_is_of",
    ChangeKind.FELL: "change_is_of",
    ChangeKind.UNCHANGED: "change_is",
    ChangeKind.UNSURE: "there_is_change",
}
"""How a sentence begins that follows one about the level."""


def summary(annual: Annual, words: Words) -> list[str]:
    """Return two or three sentences: the year's level, its extremes, and what to know of it.

    Where no week of it is over, that is all that there is to say.
    """
    if annual.largest_portal is None:
        return running_week(annual, words)
    sentences = (headline(annual, words), extremes(annual, words), caveat(annual, words))
    return [sentence for sentence in sentences if sentence]


def headline(annual: Annual, words: Words) -> str:
    """Return the sentence that the annual report quotes."""
    year, portal = annual.year, annual.largest_portal
    this, before = _lead(annual, year, items.LEVEL), _lead(annual, year - 1, items.LEVEL)
    if this.number is None:
        return words.sentence(_no_headline(annual, words, this))
    weeks = span_words(annual.portals[year].window, words)
    text = words("headline", portal=portal, weeks=weeks, level=_level(this, words))
    if before.number is not None:
        weeks = span_words(annual.portals[year - 1].window, words)
        text += words("against", level=_level(before, words), weeks=weeks)
    change = change_sentence(annual, words, annual.lead, Kind.INDIVIDUAL)
    return f"{text}. {change}".rstrip()


def change_phrase(annual: Annual, words: Words, scope: Scope, measure: str) -> str:
    """Write what may be said of a row's change; nothing where it is hidden or missing."""
    cell, low, high = (
        annual.cell(annual.year, scope, measure, item)
        for item in (items.CHANGE, items.CHANGE_LOW, items.CHANGE_HIGH)
    )
    if cell.compared is None:
        return words("too_few") if cell.note == TOO_FEW else ""
    ends = _ends(words, cell, low, high)
    phrase = words(cell.compared.kind or "no_interval", change=words.cell(cell), **ends)
    if cell.compared.is_uneven:
        phrase += words("uneven")
    if cell.compared.weeks is None:
        return phrase
    this, before = (words.number(mean) for mean in (cell.compared.this, cell.compared.before))
    weeks = words.weeks_between(*(Week(annual.year, number) for number in cell.compared.weeks))
    return words("compared_weeks", weeks=weeks, this=this, before=before) + phrase


def change_sentence(annual: Annual, words: Words, scope: Scope, measure: str) -> str:
    """Write the same as a sentence that follows one about the level; nothing for nothing."""
    phrase = change_phrase(annual, words, scope, measure)
    compared = annual.cell(annual.year, scope, measure, items.CHANGE).compared
    if compared is None or compared.weeks or compared.kind is None:
        return words.sentence(phrase)
    return words(OPENING[compared.kind], phrase=phrase)


def _ends(words: Words, cell: PrintedCell, low: PrintedCell, high: PrintedCell) -> dict[str, str]:
    """Write a change's size and its ends: with signs, unless a verb says which way they go."""
    kind = cell.compared.kind if cell.compared else None
    size = f"{words.number(abs(cell.number or 0))}{PERCENT}"
    if kind is ChangeKind.ROSE:
        ends = [words.number(end.number or 0) for end in (low, high)]
    elif kind is ChangeKind.FELL:
        ends = [words.number(abs(end.number or 0)) for end in (high, low)]
    else:
        ends = [words.signed(end.number or 0) for end in (low, high)]
    return {"size": size, "low": ends[0], "high": ends[1]}


def extremes(annual: Annual, words: Words) -> str:
    """Name the highest and the lowest month and week of the lead figure, by what is printed."""
    cells = annual.weekly(annual.lead, Kind.INDIVIDUAL)
    weeks = [cell for cell in cells if cell.name.year == annual.year]
    means = monthly_means(
        [week_of(cell) for cell in weeks],
        [cell.number for cell in weeks],
        [not cell.flags and not cell.symbol for cell in weeks],
    )
    months = {words.month(month): value for month, value in means.items()}
    counted = {
        str(week_of(cell).number): cell.number
        for cell in weeks
        if cell.number is not None and not cell.flags
    }
    waiting = [
        str(week.number)
        for portal, week in annual.context.provisional
        if portal == annual.largest_portal and not annual.is_released
    ]
    return words.sentence(_named_ends(months, counted, words, waiting))


def months_of_all(annual: Annual, words: Words) -> list[str]:
    """Name the highest and the lowest month of the numbers of all portals, if there are such."""
    months = {words.month(month): value for month, value in annual.months.items()}
    ends = _named_ends(months, {}, words)
    return [f"{words(Kind.NUMBERS)}, {annual.year}: {ends[0].lower()}{ends[1:]}."] if ends else []


def _named_ends(
    months: Mapping[str, float],
    weeks: Mapping[str, float],
    words: Words,
    provisional: Collection[str] = (),
) -> str:
    ends = zip(
        ("highest", "lowest"), highest_and_lowest(months), highest_and_lowest(weeks), strict=True
    )
    parts = []
    for key, of_months, of_weeks in ends:
        note = f", {words('p')}" * any(week in provisional for week in of_weeks)
        named = [
            _named(of_months, months, words, "{}"),
            _named(of_weeks, weeks, words, note=note),
        ]
        if names := [name for name in named if name]:
            parts.append(words(key, names=words.joined(names)))
    return ", ".join(parts)


def caveat(annual: Annual, words: Words) -> str:
    """Say what somebody who quotes the level has to know: gaps, uncertainty, provisional."""
    level = _lead(annual, annual.year, items.LEVEL)
    if level.number is None:
        return ""
    parts = []
    if "e" in level.flags:
        weeks = int(_lead(annual, annual.year, items.WEEKS).number or 0)
        count = weeks - int(_lead(annual, annual.year, items.COUNTED).number or 0)
        parts.append(words("estimated_weeks", count=count, few=words.few(count), weeks=weeks))
    parts += [words(key) for flag, key in _FLAGS.items() if flag in level.flags]
    return " ".join(words.sentence(part) for part in parts)


_FLAGS = {"u": "uncertain", "p": "provisional"}


def _lead(annual: Annual, year: int, item: str) -> PrintedCell:
    return annual.cell(year, annual.lead, Kind.INDIVIDUAL, item)


def _level(cell: PrintedCell, words: Words) -> str:
    return words("about", level=words.cell(cell)) if "u" in cell.flags else words.cell(cell)


def _no_headline(annual: Annual, words: Words, level: PrintedCell) -> str:
    portal, year = annual.largest_portal, annual.year
    if level.symbol == SUPPRESSED:
        return words("no_headline_private", portal=portal, year=year)
    counted, weeks = (
        int(_lead(annual, year, item).number or 0) for item in (items.COUNTED, items.WEEKS)
    )
    return words("no_headline", portal=portal, year=year, counted=counted, count=weeks)


def _named(
    names: Sequence[str],
    values: Mapping[str, float],
    words: Words,
    form: str = "",
    note: str = "",
) -> str:
    """Write one name or two with the value they share: "mai og juni (526)", "uke 15 (518)"."""
    if not names:
        return ""
    joined = words.joined(names)
    name = form.format(joined) or words("weeks_named", numbers=joined, count=len(names))
    value = words.number(rounded(values[names[0]], is_uncertain=False))
    return words("named", name=name, value=value + note)
