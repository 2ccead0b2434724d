"""Open data: the annual table and the weekly lines as tidy CSV, one value a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from monitor.report.annual import Annual, Cell, Row
from monitor.report.figures import Kind
from monitor.report.quality import efforts
from monitor.report.words import MISSING, NOT_APPLICABLE, SUPPRESSED, published, symbol_for

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
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
WEEKLY_COLUMNS = ("week", "portal", "measure", "value", "status", "simulated")


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
    symbols = {"hidden": SUPPRESSED, "gap": MISSING}
    return _csv(
        WEEKLY_COLUMNS,
        (
            (
                point.week,
                as_text(line.key.scope.portal or "all"),
                line.key.kind,
                symbols.get(point.status) or f"{point.value:.10g}",
                point.status,
                _yes(annual.simulated),
            )
            for line in annual.lines
            for point in line.points
        ),
    )


def _annual_rows(annual: Annual) -> Iterator[Sequence[object]]:
    for row in annual.rows:
        yield _annual_row(annual, row, row.this, annual.year)
        if row.before is not None:
            yield _annual_row(annual, row, row.before, annual.year - 1)


def _annual_row(annual: Annual, row: Row, cell: Cell, year: int) -> Sequence[object]:
    scope = row.key.scope
    low, high = _interval(cell)
    counted = (cell.average.observed, cell.average.weeks) if cell.average else (NOT_APPLICABLE,) * 2
    change = row.change if year == annual.year else None
    percent = None if change is None or change.percent is None else round(change.percent)
    return (
        year,
        as_text(scope.portal or "all"),
        as_text(scope.place),
        row.key.kind,
        _level(row, cell),
        low,
        high,
        cell.flags,
        *counted,
        NOT_APPLICABLE if percent is None else percent,
        _yes(annual.simulated),
    )


def _level(row: Row, cell: Cell) -> str:
    symbol = symbol_for(cell.average)
    if symbol is not None or cell.average is None:
        return symbol or SUPPRESSED
    decimals = 2 if row.key.kind is Kind.ADS_PER_NUMBER else 0
    return f"{published(cell.average):.{decimals}f}"


def _interval(cell: Cell) -> tuple[str, str]:
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


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
