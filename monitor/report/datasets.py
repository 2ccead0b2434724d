"""The open data of a report: its cells as tidy tables, with what each field means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.report.annual import Annual, week_of
from monitor.report.imported import CHANGES, ImportedFigure, imported_figures
from monitor.report.printed_cells import (
    CHANGE,
    CHANGE_HIGH,
    CHANGE_LOW,
    COUNTED,
    HIGH,
    LEVEL,
    LOW,
    MISSING,
    NOT_APPLICABLE,
    SUPPRESSED,
    WEEKS,
    WHOLE_YEAR,
    Name,
    PrintedCell,
)
from monitor.report.rows import is_week
from monitor.report.years import Years

SYMBOLS = {
    SUPPRESSED: "not published, out of regard for privacy",
    MISSING: "missing",
    NOT_APPLICABLE: "not applicable",
}
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Field:
    """A column; `kind` is one of Data Package's types: string, integer, number or boolean."""

    name: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """A tidy table; symbols stand where there is no number."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]


FIELDS = {
    "year": ("integer", "ISO year"),
    "week": ("string", "ISO 8601 week, as 2022-W05"),
    "portal": ("string", 'name of the portal; "all" is all portals together'),
    "place": ("string", 'place as ads state it; "all" is the whole country, "unknown" the rest'),
    "measure": ("string", "what is counted; see the codebook"),
    "weekly_average": ("number", "mean of the year's weekly values, as published"),
    "exact_average": ("number", "the same before rounding, made of protected counts"),
    "lower_95": ("number", "lower end of the 95 % interval"),
    "upper_95": ("number", "upper end of the 95 % interval"),
    "flags": ("string", "b break, e estimated, u uncertain, p provisional, d definition differs"),
    "weeks_counted": ("integer", "weeks with a count"),
    "weeks_in_year": ("integer", "ISO weeks of the year, 52 or 53"),
    "change_percent": ("number", "change of the weekly average on the year before, in per cent"),
    "change_lower_95": ("number", "lower end of the 95 % interval of the change, in per cent"),
    "change_upper_95": ("number", "upper end of the 95 % interval of the change, in per cent"),
    "value": ("number", "the count, protected; an estimated week keeps its fraction"),
    "status": ("string", "observed, estimated, or gap"),
    "break": ("boolean", "from this week on, numbers cannot be told to be those of before"),
    "unit": ("string", "count, a weekly mean or one of counts; or percent, on the year before"),
    "others_value": ("number", "the figure as its source gives it, or the mean of weekly counts"),
    "others_weeks": ("integer", "weekly counts behind the mean, where the source gives those"),
    "source": ("string", "who published or counted it, and where"),
    "method": ("string", "how it was counted, as far as the source says"),
    "simulated": ("boolean", "whether the figures are those of a made-up market"),
    "revision": ("integer", "which release of the report this is, if any"),
}
LEVEL_ITEMS = {
    "lower_95": LOW,
    "upper_95": HIGH,
    "weeks_counted": COUNTED,
    "weeks_in_year": WEEKS,
    "change_percent": CHANGE,
    "change_lower_95": CHANGE_LOW,
    "change_upper_95": CHANGE_HIGH,
}
"""Fields of the yearly table that are cells of their own: a further one is entered here."""

WHERE = ("portal", "place", "measure")
ANNUAL = (
    *("year", *WHERE, "weekly_average", "exact_average", "lower_95", "upper_95", "flags"),
    *list(LEVEL_ITEMS)[2:],
)
YEARLY = ("year", "portal", "measure", "value")
WEEKLY = ("week", "portal", "measure", "value", "status", "break")
OTHERS = "Figures of others, published or counted by hand"
IMPORTED = ("year", *WHERE, "unit", "others_value", "others_weeks", "source", "method")
MARKS = ("simulated", "revision")


def datasets(annual: Annual) -> tuple[Dataset, ...]:
    """Return the yearly averages, the weeks, the counts over whole years, and those of others."""
    least = annual.settings.least_numbers
    others = list(_imported_rows(imported_figures(annual.context.imported, least)))
    made = (
        ("annual", "Weekly averages by year", ANNUAL, _annual_rows(annual)),
        ("weekly", "Week by week", WEEKLY, _weekly_rows(annual)),
        ("yearly", "Distinct numbers over the year", YEARLY, _yearly_rows(annual)),
        *([("imported", OTHERS, IMPORTED, iter(others))] if others else []),
    )
    return _datasets(made, _marks(annual))


def datasets_of_years(years: Years) -> tuple[Dataset, ...]:
    """Return the yearly averages of several years, and the figures of others, as far as any."""
    own = [
        _annual_row(annual, cell)
        for annual in years.annuals
        for cell in annual.cells.values()
        if cell.name.item == LEVEL and cell.name.year == annual.year
    ]
    others = list(_imported_rows(years.figures))
    made = (
        ("annual", "Weekly averages by year", ANNUAL, own),
        ("imported", OTHERS, IMPORTED, others),
    )
    return _datasets([each for each in made if each[3]], (_yes(years.simulated), NOT_APPLICABLE))


Rows = Iterable[tuple[str, ...]]


def _datasets(
    made: Iterable[tuple[str, str, Sequence[str], Rows]], marks: Sequence[str]
) -> tuple[Dataset, ...]:
    return tuple(
        Dataset(
            name,
            title,
            tuple(Field(field, *FIELDS[field]) for field in (*names, *MARKS)),
            tuple((*row, *marks) for row in rows),
        )
        for name, title, names, rows in made
    )


def as_text(name: str) -> str:
    """Keep a spreadsheet from running a name as a formula; figures are never touched.

    The apostrophe is OWASP's advice on CSV injection. Spreadsheets take what follows as text.
    """
    return f"'{name}" if name.startswith(FORMULA_SIGNS) else name


def _annual_rows(annual: Annual) -> Iterator[tuple[str, ...]]:
    for cell in annual.cells.values():
        if cell.name.item == LEVEL:
            yield _annual_row(annual, cell)


def _annual_row(annual: Annual, level: PrintedCell) -> tuple[str, ...]:
    name = level.name
    others = [annual.cells.get(Name(*name[:4], item)) for item in LEVEL_ITEMS.values()]
    low, high, *rest = [cell.plain if cell else NOT_APPLICABLE for cell in others]
    exact = level.plain if level.exact is None else f"{level.exact:.10g}"
    where = (str(name.year), as_text(name.portal), as_text(name.place), name.measure)
    return (*where, level.plain, exact, low, high, level.flags, *rest)


def _weekly_rows(annual: Annual) -> Iterator[tuple[str, ...]]:
    break_weeks = {broken.week for broken in annual.context.breaks}
    for cell in annual.cells.values():
        if is_week(cell.name):
            status = "gap" if cell.symbol else "estimated" if cell.flags else "observed"
            is_break = _yes(week_of(cell) in break_weeks)
            where = (cell.name.item, as_text(cell.name.portal), cell.name.measure)
            yield (*where, cell.plain, status, is_break)


def _imported_rows(figures: Iterable[ImportedFigure]) -> Iterator[tuple[str, ...]]:
    for figure in figures:
        labels = (figure.portal, figure.place, figure.measure)
        value = SUPPRESSED if figure.value is None else f"{figure.value:.10g}"
        unit = "percent" if figure.measure in CHANGES else "count"
        weeks = str(figure.weeks) if figure.weeks else NOT_APPLICABLE
        texts = (as_text(figure.source), as_text(figure.method) or MISSING)
        yield (str(figure.year), *map(as_text, labels), unit, value, weeks, *texts)


def _yearly_rows(annual: Annual) -> Iterator[tuple[str, ...]]:
    for cell in annual.cells.values():
        if cell.name.item == WHOLE_YEAR:
            where = (str(cell.name.year), as_text(cell.name.portal), cell.name.measure)
            yield (*where, cell.plain)


def _marks(annual: Annual) -> Sequence[str]:
    """Return whether all of it is simulated, and which release it is, if any."""
    releases = annual.context.releases
    return _yes(annual.simulated), str(releases[-1].revision) if releases else NOT_APPLICABLE


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
