"""Figure 1: the weeks as lines. Gaps stay gaps, estimated weeks are dashed."""

from __future__ import annotations

from typing import Any

import altair as alt
import vl_convert

from monitor.report.annual import Annual, week_of
from monitor.report.printed_cells import LEVEL, PrintedCell
from monitor.report.series import Kind, Scope
from monitor.report.words import Words
from storage.weeks import ends_of

# Okabe and Ito's blue and vermilion, told apart by the colour-blind and in grey print.
COLOURS = ("#0072B2", "#D55E00")
WARNING = "#B00020"
WIDTH, HEIGHT = 860, 340
NORWEGIAN = {
    "decimal": ",",
    "thousands": "\N{NO-BREAK SPACE}",
    "grouping": [3],
    "currency": ["", ""],
}


def chart_svg(annual: Annual, words: Words) -> str:
    """Draw the weekly lines of the report's years as SVG, with the lead figure's yearly means."""
    titles = _titles(annual, words)
    drawn = alt.layer(*_lines(annual, titles, words), *_means(annual, words)).properties(
        width=WIDTH,
        height=HEIGHT,
        title=alt.Title(
            words("chart"),
            subtitle=words("simulated") if annual.simulated else "",
            subtitleColor=WARNING,
        ),
    )
    locale = NORWEGIAN if words.language == "nb" else None
    return str(vl_convert.vegalite_to_svg(drawn.to_dict(), format_locale=locale))


def _titles(annual: Annual, words: Words) -> dict[tuple[Scope, Kind], str]:
    titles = {}
    if annual.largest_portal is not None:
        title = words("line_individual", portal=annual.largest_portal)
        titles[annual.lead, Kind.INDIVIDUAL] = title
    titles[Scope(), Kind.NUMBERS] = words("line_numbers")
    return titles


def _lines(annual: Annual, titles: dict[tuple[Scope, Kind], str], words: Words) -> list[alt.Chart]:
    rows = [row for line, title in titles.items() for row in _rows(annual.weekly(*line), title)]
    names = list(titles.values())
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("monday:T", title=words("week"), axis=alt.Axis(format="%G-W%V", labelAngle=-40)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=",d")),
        color=alt.Color(
            "line:N",
            title=None,
            sort=names,
            scale=alt.Scale(domain=names, range=list(COLOURS)),
            legend=alt.Legend(orient="bottom", labelLimit=500),
        ),
        detail="part:N",
    )
    solid = base.transform_filter("!datum.dashed").mark_line(strokeWidth=2)
    dashed = base.transform_filter("datum.dashed").mark_line(strokeWidth=2, strokeDash=[3, 3])
    return [solid, dashed]


def _rows(cells: list[PrintedCell], title: str) -> list[dict[str, Any]]:
    """Cut a line into unbroken parts; a dashed part reaches to the observed weeks beside it."""
    rows: list[dict[str, Any]] = []
    part, last = 0, None
    for cell in cells:
        if last is not None and (last.flags, last.symbol) != (cell.flags, cell.symbol):
            part += 1
            if last.number is not None and cell.flags:
                rows.append(_row(title, part, last, dashed=True))
            elif last.flags and cell.number is not None:
                rows.append(_row(title, part - 1, cell, dashed=True))
        if cell.number is not None:
            rows.append(_row(title, part, cell, dashed=bool(cell.flags)))
        last = cell
    return rows


def _row(title: str, part: int, cell: PrintedCell, *, dashed: bool) -> dict[str, Any]:
    return {
        "line": title,
        "part": f"{title} {part}",
        "monday": week_of(cell).monday().isoformat(),
        "value": cell.number,
        "dashed": dashed,
    }


def _means(annual: Annual, words: Words) -> list[alt.Chart]:
    """Draw the lead figure's weekly average as a level through each year, with its value."""
    levels = []
    for year in (annual.year - 1, annual.year):
        cell = annual.cell(year, annual.lead, Kind.INDIVIDUAL, LEVEL)
        if cell.number is not None:
            first, last = (week.monday().isoformat() for week in ends_of(year))
            label = f"{year}: {words.cell(cell)}"
            levels.append({"from": first, "to": last, "value": cell.number, "label": label})
    if not levels:
        return []
    base = alt.Chart(alt.InlineData(values=levels)).encode(x="from:T", y="value:Q")
    rule = base.mark_rule(color=COLOURS[0], opacity=0.6).encode(x2="to:T")
    text = base.mark_text(align="left", dx=4, dy=-6, fontWeight="bold", color=COLOURS[0])
    return [rule, text.encode(text="label:N")]
