"""Open data: tidy CSV with codebook and data package, CSV for Excel, and plain values for JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.report.annual import Annual
from monitor.report.datasets import (
    MARKS,
    SYMBOLS,
    Dataset,
    Field,
    as_text,
    datasets,
    datasets_of_years,
)
from monitor.report.document import Cell, Document, Table
from monitor.report.quality import efforts
from monitor.report.years import Years

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
CODEBOOK = ("table", "field", "type", "description")


def package(data: Sequence[Dataset], document: Document, name: str) -> Iterator[tuple[str, str]]:
    """Yield the files of a data package (version 2): its tables, their codebook, its descriptor."""
    for dataset in data:
        names = [field.name for field in dataset.fields]
        yield f"{dataset.name}.csv", _csv(names, dataset.rows)
    codebook = [
        (dataset.name, field.name, field.kind, field.description)
        for dataset in data
        for field in dataset.fields
    ]
    yield "codebook.csv", _csv(CODEBOOK, codebook)
    text = json.dumps(_descriptor(data, document, name), ensure_ascii=False, indent=2)
    yield "datapackage.json", f"{text}\n"


def for_excel(table: Table, language: str) -> bytes:
    """Return a table as CSV that Excel, in Norwegian as it comes, opens by a double click.

    It needs a byte order mark to read UTF-8, a semicolon between fields, and a decimal comma.
    """
    rows = [
        [group.heading, *(_written(cell, language) for cell in table.spread(row))]
        for group in table.groups
        for row in group.rows
    ]
    text = _csv(["", *table.spread_titles()], rows, delimiter=";", end="\r\n")
    return (BYTE_ORDER_MARK + text).encode()


def _written(cell: Cell, language: str) -> str:
    if not cell.values:
        return as_text(cell.text)
    number = f"{cell.values[0]:.{cell.decimals}f}"
    return number.replace(".", ",") if language == "nb" else number


def annual_dict(annual: Annual) -> dict[str, object]:
    """Return the table and the effort behind it as plain values, for JSON."""
    data = {dataset.name: dataset for dataset in datasets(annual)}
    return {
        "year": annual.year,
        "simulated": annual.simulated,
        "largest_portal": annual.largest_portal,
        "rows": _dicts(data["annual"], simulated=annual.simulated),
        "yearly": _dicts(data["yearly"], simulated=annual.simulated),
        "imported": _imported(data, simulated=annual.simulated),
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


def years_dict(years: Years) -> dict[str, object]:
    """Return the table of several years as plain values, for JSON."""
    data = {dataset.name: dataset for dataset in datasets_of_years(years)}
    own = data.get("annual")
    return {
        "years": [years.first, years.last],
        "simulated": years.simulated,
        "rows": _dicts(own, simulated=years.simulated) if own else [],
        "imported": _imported(data, simulated=years.simulated),
    }


def _imported(data: Mapping[str, Dataset], *, simulated: bool) -> list[dict[str, object]]:
    return _dicts(data["imported"], simulated=simulated) if "imported" in data else []


def _dicts(dataset: Dataset, *, simulated: bool) -> list[dict[str, object]]:
    names = [field.name for field in dataset.fields]
    marked: dict[str, object] = {MARKS[0]: simulated}
    return [{**dict(zip(names, row, strict=True)), **marked} for row in dataset.rows]


def _descriptor(data: Sequence[Dataset], document: Document, name: str) -> dict[str, object]:
    return {
        "$schema": PROFILE,
        "name": name,
        "title": document.title,
        "description": " ".join([*filter(None, [document.warning]), document.caveat]),
        "created": f"{document.day}T00:00:00Z",
        "resources": [
            *(_resource(dataset.name, dataset.title, dataset.fields) for dataset in data),
            _resource("codebook", "codebook", [Field(n, "string", n) for n in CODEBOOK]),
        ],
    }


def _resource(name: str, title: str, fields: Iterable[Field]) -> dict[str, object]:
    return {
        "name": name,
        "type": "table",
        "title": title,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(field) for field in fields],
            "missingValues": [
                {"value": symbol, "label": meaning} for symbol, meaning in SYMBOLS.items()
            ],
        },
    }


def _field(field: Field) -> dict[str, object]:
    described = {"name": field.name, "type": field.kind, "description": field.description}
    if field.kind == "boolean":
        return described | {"trueValues": ["yes"], "falseValues": ["no"]}
    return dict(described)


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
