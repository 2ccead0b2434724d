"""Open data: the annual table and the weekly lines as tidy CSV, one value a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from monitor.report.annual import Annual, Cell, Row
from monitor.report.quality import efforts
from monitor.report.rounding import NOT_APPLICABLE, SUPPRESSED, level_text, week_text

ANNUAL_COLUMNS = (
    "year",
    "portal",
    "place",
    "measure",
    "weekly_average",
    "lower_95",
    "upper_95",
    "flags",
    "weeks_counted",
    "weeks_in_year",
    "change_percent",
    "simulated",
    "revision",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
WEEKLY_COLUMNS = ("week", "portal", "measure", "value", "status", "break", "simulated", "revision")
YEARLY_COLUMNS = ("year", "portal", "measure", "value", "simulated", "revision")


def annual_csv(annual: Annual) -> str:
    """Return the table of both years; symbols stand where there is no number."""
    return _csv(ANNUAL_COLUMNS, _annual_rows(annual))


def annual_dict(annual: Annual) -> dict[str, object]:
    """Return the table and the effort behind it as plain values, for JSON."""
    return {
        "year": annual.year,
        "simulated": annual.simulated,
        "largest_portal": annual.headline.key.scope.portal if annual.headline else None,
        "rows": [
            dict(zip(ANNUAL_COLUMNS, row, strict=True)) | {"simulated": annual.simulated}
            for row in _annual_rows(annual)
        ],
        "yearly": [
            dict(zip(YEARLY_COLUMNS, row, strict=True)) | {"simulated": annual.simulated}
            for row in _yearly_rows(annual)
        ],
        "breaks": {str(each.week): each.reason for each in annual.breaks},
        "releases": [
            {"revision": each.revision, "day": each.day, "reason": each.reason}
            for each in annual.releases
        ],
        "effort": [
            {
                "portal": effort.portal,
                "year": effort.year,
                "weeks": effort.weeks,
                "counted": effort.counted,
                "late": effort.late,
                "gaps": {str(gap): gap.reason for gap in effort.gaps},
            }
            for effort in efforts(annual.runs)
        ],
    }


def weekly_csv(annual: Annual) -> str:
    """Return every week of all portals together and of each."""
    broken = {each.week for each in annual.breaks}
    return _csv(
        WEEKLY_COLUMNS,
        (
            (
                point.week,
                as_text(line.key.scope.portal or "all"),
                line.key.kind,
                week_text(point.value, point.status),
                point.status,
                _yes(point.week in broken),
                _yes(annual.simulated),
                _revision(annual),
            )
            for line in annual.lines
            for point in line.points
        ),
    )


def yearly_csv(annual: Annual) -> str:
    """Return the counts over whole years; symbols stand where there is no number."""
    return _csv(YEARLY_COLUMNS, _yearly_rows(annual))


def _yearly_rows(annual: Annual) -> Iterator[Sequence[object]]:
    for row in annual.yearly:
        for year, text in ((annual.year, row.this), (annual.year - 1, row.before)):
            portal = as_text(row.portal or "all")
            yield year, portal, row.name, text, _yes(annual.simulated), _revision(annual)


def _annual_rows(annual: Annual) -> Iterator[Sequence[object]]:
    for row in annual.rows:
        yield _annual_row(annual, row, row.this, annual.year)
        if row.before is not None:
            yield _annual_row(annual, row, row.before, annual.year - 1)


def _annual_row(annual: Annual, row: Row, cell: Cell, year: int) -> Sequence[object]:
    scope = row.key.scope
    low, high = interval(cell)
    counted = (cell.average.observed, cell.average.weeks) if cell.average else (NOT_APPLICABLE,) * 2
    change = row.change if year == annual.year else None
    symbol = SUPPRESSED if row.hides_change and year == annual.year else NOT_APPLICABLE
    percent = symbol if change is None or change.percent is None else round(change.percent)
    return (
        year,
        as_text(scope.portal or "all"),
        as_text(scope.place),
        row.key.kind,
        level_text(cell.average, row.key.kind),
        low,
        high,
        cell.flags,
        *counted,
        percent,
        _yes(annual.simulated),
        _revision(annual),
    )


def interval(cell: Cell) -> tuple[str, str]:
    """Write both ends of a 95 % interval, or the symbols in their place."""
    average = cell.average
    if average is None or average.level is None or not average.half_width:
        return NOT_APPLICABLE, NOT_APPLICABLE
    if not cell.shows_interval:
        return SUPPRESSED, SUPPRESSED
    low = max(average.level - average.half_width, 0)
    return f"{low:.0f}", f"{average.level + average.half_width:.0f}"


def as_text(name: str) -> str:
    """Keep a spreadsheet from running a name as a formula; figures are never touched.

    The apostrophe is OWASP's advice on CSV injection. Spreadsheets take what follows as text.
    """
    return f"'{name}" if name.startswith(FORMULA_SIGNS) else name


def _revision(annual: Annual) -> object:
    """Return which release this is; not applicable to a report that was never released."""
    return annual.releases[-1].revision if annual.releases else NOT_APPLICABLE


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
