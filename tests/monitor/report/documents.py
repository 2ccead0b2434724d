"""Small documents that renderers lay out, without any figure of a market behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

from monitor.report.document import (
    Chart,
    ChartMark,
    Column,
    Document,
    Line,
    Point,
    RowGroup,
    Section,
    Table,
    TableCell,
)


def a_column(title: str, **how: Any) -> Column[TableCell]:
    """Return a column of a table whose cells are there already."""
    return Column(title, lambda cell: cell, **how)


TABLE = Table(
    number=1,
    name="Tabell 1",
    caption="Brev og kort",
    columns=(
        a_column("Hva som telles", is_text=True, short="Hva"),
        a_column("2022", short="2022"),
        a_column("95 %-intervall", parts=("nedre", "øvre")),
        a_column("Merknad", is_text=True, is_flags=True),
        a_column("Endring"),
    ),
    groups=(
        RowGroup(
            (
                (
                    TableCell("Brev", short="Brev"),
                    TableCell("1 021", (1021,)),
                    TableCell("1 016–1 027", (1016, 1027)),
                    TableCell("e"),
                    TableCell("−4 %", (-4,), unit=" %"),
                ),
                (
                    TableCell("=1+1"),
                    TableCell("1,28", (1.28,), decimals=2),
                    TableCell("."),
                    TableCell(""),
                    TableCell(":"),
                ),
            ),
            "Hele landet",
        ),
    ),
    notes=("Talt hver uke.",),
    legend=": vises ikke",
)
PLACES = tuple((float(at), f"uke {at}") for at in range(1, 7))


def a_line(label: str, *values: float | None, estimated: tuple[int, ...] = ()) -> Line:
    """Return a line of weeks; None is a gap, `estimated` tells which weeks are."""
    return Line(
        label,
        tuple(Point(at, v, is_estimated=at in estimated) for at, v in enumerate(values, start=1)),
    )


def a_chart(*lines: Line, marks: tuple[ChartMark, ...] = ()) -> Chart:
    """Return a figure of six weeks."""
    ticks = (PLACES[0], PLACES[-1])
    return Chart(1, "Figur 1", "Uke for uke", "Fra 3 til 9.", "Uke", ticks, PLACES, lines, marks)


CHART = a_chart(
    a_line("Brev (alle)", 3, 4, 5, 7, 8, 9, estimated=(3, 4)), a_line("Kort", 2, 2, None)
)


def a_document(*, warning: str = "", tables: tuple[Table, ...] = (TABLE,)) -> Document:
    """Return a report of one table and one figure."""
    return Document(
        language="nb",
        title="Brev 2022",
        day=date(2023, 2, 1),
        warning=warning,
        summary=("Det var 1 021 brev.", "Flest i mai."),
        history=("Offentliggjort 1. februar 2023.",),
        caveat="Tallene gjelder brev.",
        sections=(
            Section("Ukene", (CHART,), tables),
            Section("Hendelser", lines=("Ny postkasse.",)),
        ),
        made="Laget 1. februar 2023.",
        remarks=("Uke 3: ikke talt",),
    )
