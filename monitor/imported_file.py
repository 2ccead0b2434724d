"""Reads a CSV file of figures that others published or counted by hand, row by row.

Nothing of it is kept unless every row is right. A figure is a row: in which year (and week), where,
on which portals, what it measures, its value, and from which source. docs/report.md has the format.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from monitor.privacy.typed_text import fault_in
from storage.weeks import weeks_in
from storage.year_records import ImportedCount, ImportedName

COLUMNS = {
    "year": ("år", "aar"),
    "week": ("uke",),
    "place": ("area", "sted"),
    "portal": ("portal_scope",),
    "measure": ("mål",),
    "unit": ("enhet",),
    "value": ("verdi",),
    "source": ("kilde",),
    "method": ("metode",),
}
"""The columns, and by which other names they are known."""

OPTIONAL = {"week", "unit", "method"}
CHANGES = ("change_of_ads", "change_of_numbers")
MEASURES = {
    "ads": ("mean ads per weekly count", "annonser"),
    "numbers": (
        "mean distinct phone numbers per weekly count",
        *("telefonnumre", "numre", "ulike telefonnumre", "unike telefonnumre"),
        "enkelttelefonnumre",
    ),
    "individual": (
        "mean weekly ads tied to individual users",
        *("individuelle", "individuelle brukere", "annonser knyttet til individuelle brukere"),
    ),
    "change_of_ads": ("change in ads on the year before", "endring i annonser"),
    "change_of_numbers": (
        "change in distinct phone numbers on the year before",
        *("endring i telefonnumre", "endring i numre"),
    ),
}
"""What a figure may measure, and in which other words: weekly counts or means of them, and changes
on the year before."""

UNITS = {
    ("percent", "prosent", "%"): CHANGES,
    ("ads", "annonser"): ("ads", "individual"),
    ("numbers", "telefonnumre", "numre"): ("numbers",),
}
"""What the units are called, and of which measures."""

YEARS = range(1990, 2100)
LARGEST = 99_999
"""A count of more digits could be part of a phone number; a country's market has fewer ads."""

LONGEST = {"place": 40, "portal": 40, "source": 200, "method": 400}
MOST_BYTES = 1_000_000
MOST_SHOWN = 10
NUMBER = re.compile(r"[+\-−]?\d+(?:[.,]\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[0-9]{1,3}[.,\s][0-9]{3}(?:[.,][0-9]+)?")
"""As in 1.200, which is 1200 to one person and 1.2 to another, or in 1 200,5."""


class ImportProblem(Exception):
    """A file of figures cannot be read, or a row of it is not right; nothing was imported."""


class _Fault(Exception):
    """What is wrong with a cell: its column, and what was expected and found there."""


def read_counts(file: Path, today: date) -> dict[int, ImportedCount]:
    """Return the figures of a file by the row that they stand in, the headings being row 1.

    Raises ImportProblem that tells of each wrong row its column, what was expected and found.
    """
    counts: dict[int, ImportedCount] = {}
    rows_of: dict[ImportedName, int] = {}
    faults = []
    for row, cells in _rows(file):
        try:
            count = _count(cells, today)
            if count.name in rows_of:
                first = rows_of[count.name]
                raise _Fault(f"all columns: expected each figure once, found that of row {first}")
            counts[row], rows_of[count.name] = count, row
        except _Fault as fault:
            faults.append(
                f"row {row}, {fault}" if "column" in str(fault) else f"row {row}: {fault}"
            )
    refuse(file, faults)
    if not counts:
        raise ImportProblem(f"{file}: there is no figure under the headings; nothing was imported")
    return counts


def refuse(file: Path, faults: list[str]) -> None:
    """Raise ImportProblem with what is wrong with a file's rows; do nothing without any."""
    if faults:
        more = [f"and {len(faults) - MOST_SHOWN} more"] if len(faults) > MOST_SHOWN else []
        lines = "\n  ".join([*faults[:MOST_SHOWN], *more])
        raise ImportProblem(f"{file}: nothing was imported. Mend these rows:\n  {lines}")


def _rows(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row that is not blank, by the names of its columns."""
    text = _text(file)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = list(csv.reader(text.splitlines(), delimiter=delimiter))
    except csv.Error as error:
        raise ImportProblem(f"{file}: expected a CSV file, found that {error}") from None
    columns = _columns(file, lines[0] if lines else [])
    for row, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            if len(cells) != len(columns):
                refuse(file, [f"row {row}: expected {len(columns)} columns, found {len(cells)}"])
            yield row, dict(zip(columns, (cell.strip() for cell in cells), strict=True))


def _text(file: Path) -> str:
    """Read a file as a spreadsheet program writes it: UTF-8, or Windows' own letters."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ImportProblem(f"{file} cannot be read: {error.strerror}") from None
    if len(content) > MOST_BYTES or b"\0" in content:
        raise ImportProblem(f"{file}: expected a CSV file of at most 1 MB; save the sheet as CSV")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _columns(file: Path, titles: list[str]) -> list[str]:
    """Return the columns by our names; raises ImportProblem where one lacks or is another."""
    names = {other: name for name, others in COLUMNS.items() for other in (name, *others)}
    columns = [names.get(title.strip().lower(), "") for title in titles]
    expected = f"expected the columns {', '.join(COLUMNS)} ({', '.join(sorted(OPTIONAL))} if any)"
    if "" in columns:
        at = columns.index("") + 1
        raise ImportProblem(f"{file}, row 1: {expected}, found another in column {at}")
    missing = [name for name in COLUMNS if name not in columns and name not in OPTIONAL]
    if missing or len(set(columns)) < len(columns):
        what = f"found no {' and no '.join(missing)}" if missing else "found one twice"
        raise ImportProblem(f"{file}, row 1: {expected}, {what}")
    return columns


def _count(cells: Mapping[str, str], today: date) -> ImportedCount:
    texts = {column: _label(cells, column) for column in LONGEST}
    if fault := fault_in(" ".join(texts.values())[:400]):
        raise _Fault(f"columns {', '.join(texts)}: expected texts without it, found {fault}")
    measure = _measure(cells)
    year = _whole(cells, "year", YEARS)
    if year > today.year:
        raise _Fault(f'column year: expected a year up to {today.year}, found "{year}"')
    week = _whole(cells, "week", range(1, weeks_in(year) + 1)) if cells.get("week") else 0
    if week and measure in CHANGES:
        raise _Fault("column week: expected none, since a change is one of whole years, found one")
    unit = cells.get("unit", "").lower()
    own = next(names for names, measures in UNITS.items() if measure in measures)
    if unit and unit not in own:
        raise _Fault(f"column unit: expected {own[0]}, found {_found(unit)}")
    name = ImportedName(year, week, texts["portal"], texts["place"], measure, texts["source"])
    return ImportedCount(name, _value(cells["value"], measure), texts["method"], today)


def _label(cells: Mapping[str, str], column: str) -> str:
    """Return a text that is kept and printed, if nothing in it could tell of a person."""
    text, longest = cells.get(column, ""), LONGEST[column]
    if not text and column not in OPTIONAL:
        raise _Fault(f"column {column}: expected a text, found none")
    if len(text) > longest:
        raise _Fault(f"column {column}: expected at most {longest} signs, found {len(text)}")
    if fault := fault_in(text):
        raise _Fault(
            f"column {column}: expected a text without it, found {fault}; it is never kept"
        )
    return text


def _measure(cells: Mapping[str, str]) -> str:
    text = cells["measure"].lower()
    for name, others in MEASURES.items():
        if text in (name, *others):
            return name
    raise _Fault(f"column measure: expected one of {', '.join(MEASURES)}, found {_found(text)}")


def _whole(cells: Mapping[str, str], column: str, of: range) -> int:
    text = cells[column]
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) not in of:
        ends = f"{of.start} to {of.stop - 1}"
        raise _Fault(f"column {column}: expected a {column} from {ends}, found {_found(text)}")
    return int(text)


def _value(text: str, measure: str) -> float:
    """Read a number with a decimal point or comma; a change may be negative."""
    lowest, highest = (-100, 1000) if measure in CHANGES else (0, LARGEST)
    if THOUSANDS.fullmatch(text):
        raise _Fault(
            f'column value: expected a number that can be read in one way only, found "{text}": '
            "write thousands without a separator, and at most two or at least four decimals"
        )
    plain = text.replace(",", ".").replace("−", "-")
    if not NUMBER.fullmatch(text) or not lowest <= float(plain) <= highest:
        raise _Fault(
            f"column value: expected a number from {lowest} to {highest}, found {_found(text)}"
        )
    return float(plain)


def _found(text: str) -> str:
    """Quote what a cell holds, unless it could tell of a person."""
    if not text:
        return "nothing"
    return fault_in(text) or f'"{text[:40]}"'
