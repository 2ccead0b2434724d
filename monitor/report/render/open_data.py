"""Open data: the cells of a report as tidy CSV and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from monitor.report.annual import Annual, week_of
from monitor.report.printed_cells import (
    CHANGE,
    CHANGE_HIGH,
    CHANGE_LOW,
    COUNTED,
    HIGH,
    LEVEL,
    LOW,
    NOT_APPLICABLE,
    WEEKS,
    WHOLE_YEAR,
    Name,
    PrintedCell,
)
from monitor.report.quality import efforts
from monitor.report.rows import is_week

ANNUAL_COLUMNS = (
    "year",
    "portal",
    "place",
    "measure",
    "weekly_average",
    "exact_average",
    "lower_95",
    "upper_95",
    "flags",
    "weeks_counted",
    "weeks_in_year",
    "change_percent",
    "change_lower_95",
    "change_upper_95",
    "simulated",
    "revision",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
WEEKLY_COLUMNS = ("week", "portal", "measure", "value", "status", "break", "simulated", "revision")
YEARLY_COLUMNS = ("year", "portal", "measure", "value", "simulated", "revision")


def annual_csv(annual: Annual) -> str:
    """Return the table of both years; symbols stand where there is no number."""
    return _csv(ANNUAL_COLUMNS, _annual_rows(annual))


def weekly_csv(annual: Annual) -> str:
    """Return every week of all portals together and of each, where weeks are published."""
    return _csv(WEEKLY_COLUMNS, _weekly_rows(annual))


def yearly_csv(annual: Annual) -> str:
    """Return the counts over whole years; symbols stand where there is no number."""
    return _csv(YEARLY_COLUMNS, _yearly_rows(annual))


def annual_dict(annual: Annual) -> dict[str, object]:
    """Return the table and the effort behind it as plain values, for JSON."""
    return {
        "year": annual.year,
        "simulated": annual.simulated,
        "largest_portal": annual.largest_portal,
        "rows": _dicts(ANNUAL_COLUMNS, _annual_rows(annual), annual),
        "yearly": _dicts(YEARLY_COLUMNS, _yearly_rows(annual), annual),
        "breaks": {str(broken.week): broken.reason for broken in annual.context.breaks},
        "releases": [
            {"revision": release.revision, "day": release.day, "reason": release.reason}
            for release in annual.context.releases
        ],
        "effort": [
            {
                "portal": effort.portal,
                "year": effort.year,
                "weeks": effort.weeks,
                "counted": effort.counted,
                "late": effort.late,
                "gaps": {str(gap): gap.reason for gap in effort.gaps},
                "decisions": {
                    str(decision.week): {"review": decision.review, "reason": decision.reason}
                    for decision in effort.decisions
                },
            }
            for effort in efforts(annual.runs)
        ],
    }


def as_text(name: str) -> str:
    """Keep a spreadsheet from running a name as a formula; figures are never touched.

    The apostrophe is OWASP's advice on CSV injection. Spreadsheets take what follows as text.
    """
    return f"'{name}" if name.startswith(FORMULA_SIGNS) else name


def _annual_rows(annual: Annual) -> Iterator[Sequence[object]]:
    for cell in annual.cells.values():
        if cell.name.item == LEVEL:
            yield _annual_row(annual, cell)


def _annual_row(annual: Annual, level: PrintedCell) -> Sequence[object]:
    name = level.name

    def plain(item: str) -> str:
        cell = annual.cells.get(Name(*name[:4], item))
        return cell.plain if cell else NOT_APPLICABLE

    exact = level.plain if level.exact is None else f"{level.exact:.10g}"
    return (
        name.year,
        as_text(name.portal),
        as_text(name.place),
        name.measure,
        level.plain,
        exact,
        plain(LOW),
        plain(HIGH),
        level.flags,
        plain(COUNTED),
        plain(WEEKS),
        plain(CHANGE),
        plain(CHANGE_LOW),
        plain(CHANGE_HIGH),
        *_marks(annual),
    )


def _weekly_rows(annual: Annual) -> Iterator[Sequence[object]]:
    break_weeks = {broken.week for broken in annual.context.breaks}
    for cell in annual.cells.values():
        if is_week(cell.name):
            status = "gap" if cell.symbol else "estimated" if cell.flags else "observed"
            is_break = _yes(week_of(cell) in break_weeks)
            where = (cell.name.item, as_text(cell.name.portal), cell.name.measure)
            yield (*where, cell.plain, status, is_break, *_marks(annual))


def _yearly_rows(annual: Annual) -> Iterator[Sequence[object]]:
    for cell in annual.cells.values():
        if cell.name.item == WHOLE_YEAR:
            where = (cell.name.year, as_text(cell.name.portal), cell.name.measure)
            yield (*where, cell.plain, *_marks(annual))


def _marks(annual: Annual) -> tuple[str, object]:
    """Return whether all of it is simulated, and which release it is, if any."""
    releases = annual.context.releases
    return _yes(annual.simulated), releases[-1].revision if releases else NOT_APPLICABLE


def _dicts(
    columns: Sequence[str], rows: Iterable[Sequence[object]], annual: Annual
) -> list[dict[str, object]]:
    return [dict(zip(columns, row, strict=True)) | {"simulated": annual.simulated} for row in rows]


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
