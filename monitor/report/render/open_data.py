"""Open data: tidy CSV with codebook and data package, CSV for Excel, and plain values for JSON."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from monitor.report import printed_cells as items
from monitor.report.annual import Annual, week_of
from monitor.report.document import Document, Table, TableCell
from monitor.report.imported import CHANGES, ImportedFigure, imported_figures
from monitor.report.printed_cells import MISSING, NOT_APPLICABLE, SUPPRESSED, Name, PrintedCell
from monitor.report.quality import efforts, published_reason
from monitor.report.several_years import Years
from monitor.report.words import Words
from monitor.report.year_rows import is_week

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
CODEBOOK = ("table", "field", "type", "description")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
SYMBOLS = {
    SUPPRESSED: "not published, out of regard for privacy",
    MISSING: "missing",
    NOT_APPLICABLE: "not applicable",
}
FIELDS: dict[str, tuple[str, str]] = {
    name: (kind, description)
    for name, (kind, description) in tomllib.loads(
        (files("monitor.report.render") / "open_data_fields.toml").read_text(encoding="utf-8")
    ).items()
}
"""Of each column its type (string, integer, number or boolean), and what stands in it."""

LEVEL_ITEMS = {item.field: name for name, item in items.ITEMS.items() if item.field}
"""Fields of the yearly table that are cells of their own."""

WHERE = ("portal", "place", "measure")
TABLES = {
    "annual": (
        "Weekly averages by year",
        (
            *("year", *WHERE, "weekly_average", "exact_average", "lower_95", "upper_95", "flags"),
            *list(LEVEL_ITEMS)[2:],
        ),
    ),
    "weekly": ("Week by week", ("week", "portal", "measure", "value", "status", "break")),
    "yearly": ("Distinct numbers over the year", ("year", "portal", "measure", "value")),
    "imported": (
        "Figures of others, published or counted by hand",
        ("year", *WHERE, "unit", "others_value", "others_weeks", "source", "method"),
    ),
}
MARKS = ("simulated", "revision")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A tidy table and the names of its `fields`; symbols stand where there is no number."""

    name: str
    title: str
    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def datasets(report: Annual | Years) -> tuple[Dataset, ...]:
    """Return the yearly averages, of one year its weeks and counts over it, and figures of others.

    Figures of others, and the averages of several years, are left out where there are none.
    """
    made: dict[str, list[tuple[str, ...]]] = {}
    revision = NOT_APPLICABLE
    if isinstance(report, Annual):
        made["annual"] = [_annual_row(report, cell) for cell in _levels(report)]
        made["weekly"] = list(_weekly_rows(report))
        made["yearly"] = list(_yearly_rows(report))
        others = imported_figures(report.context.imported, report.settings.least_numbers)
        if report.is_released:
            revision = str(report.context.releases[-1].revision)
    else:
        of_years = ((annual, cell) for annual in report.annuals for cell in _levels(annual))
        if own := [_annual_row(of, cell) for of, cell in of_years if cell.name.year == of.year]:
            made["annual"] = own
        others = report.figures
    if others:
        made["imported"] = list(map(_imported_row, others))
    marks = (_yes(report.simulated), revision)
    return tuple(
        Dataset(name, title, (*fields, *MARKS), tuple((*row, *marks) for row in made[name]))
        for name, (title, fields) in TABLES.items()
        if name in made
    )


def as_text(name: str) -> str:
    """Keep a spreadsheet from running a name as a formula; figures are never touched.

    The apostrophe is OWASP's advice on CSV injection. Spreadsheets take what follows as text.
    """
    return f"'{name}" if name.startswith(FORMULA_SIGNS) else name


def package(data: Sequence[Dataset], document: Document, name: str) -> Iterator[tuple[str, str]]:
    """Yield the files of a data package (version 2): its tables, their codebook, its descriptor."""
    for dataset in data:
        yield f"{dataset.name}.csv", _csv(dataset.fields, dataset.rows)
    codebook = [(of.name, field, *_about(of, field)) for of in data for field in of.fields]
    yield "codebook.csv", _csv(CODEBOOK, codebook)
    text = json.dumps(_descriptor(data, document, name), ensure_ascii=False, indent=2)
    yield "datapackage.json", f"{text}\n"


def for_excel(table: Table, document: Document) -> bytes:
    """Return a table as CSV that Excel, in Norwegian as it comes, opens by a double click.

    It needs a byte order mark to read UTF-8, a semicolon between fields, and a decimal comma.
    That figures are simulated stands above the first column, which has no heading of its own.
    """
    rows = [
        [group.heading, *(_written(cell, document.language) for cell in table.spread(row))]
        for group in table.groups
        for row in group.rows
    ]
    text = _csv([document.warning, *table.spread_titles()], rows, delimiter=";", end="\r\n")
    return (BYTE_ORDER_MARK + text).encode()


def annual_dict(annual: Annual) -> dict[str, object]:
    """Return the tables and the effort behind them as plain values, for JSON."""
    return {
        "year": annual.year,
        "simulated": annual.simulated,
        "largest_portal": annual.largest_portal,
        "rows": _dicts(annual, "annual"),
        "yearly": _dicts(annual, "yearly"),
        "imported": _dicts(annual, "imported"),
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
                "gaps": {str(gap): ", ".join(gap.reasons) for gap in effort.gaps},
                "decisions": {
                    str(each.week): {"review": each.review, "reason": published_reason(each)}
                    for each in effort.decisions
                },
            }
            for effort in efforts(annual.runs)
        ],
    }


def years_dict(years: Years) -> dict[str, object]:
    """Return the tables of several years as plain values, for JSON."""
    return {
        "years": [years.first, years.last],
        "simulated": years.simulated,
        "rows": _dicts(years, "annual"),
        "imported": _dicts(years, "imported"),
    }


def _dicts(report: Annual | Years, name: str) -> list[dict[str, object]]:
    return [
        {**dict(zip(dataset.fields, row, strict=True)), "simulated": report.simulated}
        for dataset in datasets(report)
        if dataset.name == name
        for row in dataset.rows
    ]


def _levels(annual: Annual) -> Iterator[PrintedCell]:
    return (cell for cell in annual.cells.values() if cell.name.item == items.LEVEL)


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
            where = (cell.name.item, as_text(cell.name.portal), cell.name.measure)
            yield (*where, cell.plain, status, _yes(week_of(cell) in break_weeks))


def _yearly_rows(annual: Annual) -> Iterator[tuple[str, ...]]:
    for cell in annual.cells.values():
        if cell.name.item == items.WHOLE_YEAR:
            name = cell.name
            yield str(name.year), as_text(name.portal), name.measure, cell.plain


def _imported_row(figure: ImportedFigure) -> tuple[str, ...]:
    labels = (figure.portal, figure.place, figure.measure)
    value = SUPPRESSED if figure.value is None else f"{figure.value:.10g}"
    unit = "percent" if figure.measure in CHANGES else "count"
    weeks = str(figure.weeks) if figure.weeks else NOT_APPLICABLE
    texts = (as_text(figure.source), as_text(figure.method) or MISSING)
    return (str(figure.year), *map(as_text, labels), unit, value, weeks, *texts)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _written(cell: TableCell, language: str) -> str:
    if not cell.values:
        return as_text(cell.text)
    number = f"{cell.values[0]:.{cell.decimals}f}"
    return number.replace(".", ",") if language == "nb" else number


def _descriptor(data: Sequence[Dataset], document: Document, name: str) -> dict[str, object]:
    return {
        "$schema": PROFILE,
        "name": name,
        "title": document.title,
        "description": ". ".join([*filter(None, [document.warning]), document.caveat]),
        "created": f"{document.day}T00:00:00Z",
        "resources": [
            *(
                _resource(
                    of.name, of.title, [_field(name, *_about(of, name)) for name in of.fields]
                )
                for of in data
            ),
            _resource("codebook", "codebook", [_field(name, "string", name) for name in CODEBOOK]),
        ],
    }


def _about(of: Dataset, field: str) -> tuple[str, str]:
    """Return a column's type and what stands in it; of measures, what each of them counts."""
    kind, description = FIELDS[field]
    if field == "measure":
        names = dict.fromkeys(row[of.fields.index(field)] for row in of.rows)
        description += ";".join(f" {name}: {Words('en')(name)}" for name in names)
    return kind, description


def _resource(name: str, title: str, fields: Sequence[dict[str, object]]) -> dict[str, object]:
    return {
        "name": name,
        "type": "table",
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": fields,
            "missingValues": [
                {"value": symbol, "label": meaning} for symbol, meaning in SYMBOLS.items()
            ],
        },
    }


def _field(name: str, kind: str, description: str) -> dict[str, object]:
    described: dict[str, object] = {"name": name, "type": kind, "description": description}
    if kind == "boolean":
        described |= {"trueValues": ["yes"], "falseValues": ["no"]}
    return described


def _csv(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    end: str = "\n",
) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
