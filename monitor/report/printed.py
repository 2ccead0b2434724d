"""A report as a list of printed figures: what a release remembers, and what it is compared by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from monitor.report.annual import Annual, Cell, Row
from monitor.report.opendata import interval
from monitor.report.prints import ALL, CHANGE, HIGH, LEVEL, LOW, YEARLY, as_printed
from monitor.report.rounding import MISSING, NOT_APPLICABLE, SUPPRESSED, level_text, week_text
from storage.records import ALL_PLACES, Printed

Name = tuple[int, str, str, str, str]


def printed(annual: Annual) -> tuple[Printed, ...]:
    """Return every figure of a report as it is printed; nothing that it hides is in it."""
    found: dict[Name, Printed] = {}
    for one in (*_yearly(annual), *_weekly(annual), *_whole_year(annual)):
        found[one.name] = one
    return tuple(found.values())


def differences(
    released: Iterable[Printed], now: Iterable[Printed]
) -> tuple[tuple[Printed | None, Printed | None], ...]:
    """Return what a release printed beside what is printed now, wherever the two differ."""
    then, new = _named(released), _named(now)
    names = dict.fromkeys((*then, *new))
    return tuple(
        (then.get(name), new.get(name)) for name in names if then.get(name) != new.get(name)
    )


def _named(figures: Iterable[Printed]) -> Mapping[Name, Printed]:
    return {figure.name: figure for figure in figures}


def _yearly(annual: Annual) -> Iterator[Printed]:
    for row in annual.rows:
        yield from _cell(row, row.this, annual.year)
        if row.before is not None:
            yield from _cell(row, row.before, annual.year - 1)
        if row.change is not None and row.change.percent is not None:
            text = str(round(row.change.percent))
            yield _printed(row, annual.year, CHANGE, as_printed(text, ""))
        elif row.hides_change:
            yield _printed(row, annual.year, CHANGE, (None, SUPPRESSED))


def _cell(row: Row, cell: Cell, year: int) -> Iterator[Printed]:
    # Whether a year is provisional is no figure; it ends by itself.
    level = as_printed(level_text(cell.average, row.key.kind), cell.flags.replace("p", ""))
    yield _printed(row, year, LEVEL, level)
    for item, text in zip((LOW, HIGH), interval(cell), strict=True):
        if text != NOT_APPLICABLE:
            yield _printed(row, year, item, as_printed(text, ""))


def _printed(row: Row, year: int, item: str, told: tuple[float | None, str]) -> Printed:
    scope = row.key.scope
    return Printed(year, scope.portal or ALL, scope.place, row.key.kind, item, *told)


def _weekly(annual: Annual) -> Iterator[Printed]:
    for line in annual.lines:
        scope, kind = line.key.scope, line.key.kind
        for point in line.points:
            told = as_printed(week_text(point.value, point.status), point.status)
            where = (scope.portal or ALL, scope.place, kind, str(point.week))
            yield Printed(point.week.year, *where, *told)


def _whole_year(annual: Annual) -> Iterator[Printed]:
    for row in annual.yearly:
        for year, text in ((annual.year, row.this), (annual.year - 1, row.before)):
            where = (row.portal or ALL, ALL_PLACES, row.name, YEARLY)
            yield Printed(year, *where, *as_printed(text, ""))


def text_of(figure: Printed | None) -> str:
    """Write a released figure plainly, or the symbol that stood in its place."""
    if figure is None:
        return NOT_APPLICABLE
    if figure.value is None:
        return {"hidden": SUPPRESSED, "gap": MISSING}.get(figure.symbol, figure.symbol)
    return f"{figure.value:.10g}"
