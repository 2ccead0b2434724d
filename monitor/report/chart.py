"""Figure 1: the weeks as lines. Gaps stay gaps, estimated weeks are dashed."""

from __future__ import annotations

from typing import Any

import altair as alt
import vl_convert

from monitor.report.annual import Annual, Line, Point
from monitor.report.figures import Key, Kind
from monitor.report.rounding import published
from monitor.report.words import Words
from monitor.series import Scope
from storage.weeks import Week, weeks_in

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


def _titles(annual: Annual, words: Words) -> dict[Key, str]:
    titles = {}
    if annual.headline is not None:
        key = annual.headline.key
        titles[key] = words("line_individual", portal=key.scope.portal)
    titles[Key(Kind.NUMBERS, Scope())] = words("line_numbers")
    return titles


def _lines(annual: Annual, titles: dict[Key, str], words: Words) -> list[alt.Chart]:
    rows = [
        row for line in annual.lines if line.key in titles for row in _rows(line, titles[line.key])
    ]
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


def _rows(line: Line, title: str) -> list[dict[str, Any]]:
    """Cut a line into unbroken parts; a dashed part reaches to the observed weeks beside it."""
    rows: list[dict[str, Any]] = []
    part, last = 0, None
    for point in line.points:
        if last is not None and last.status != point.status:
            part += 1
            if last.status == "observed" and point.status == "estimated":
                rows.append(_row(title, part, last, dashed=True))
            elif last.status == "estimated" and point.status == "observed":
                rows.append(_row(title, part - 1, point, dashed=True))
        if point.value is not None:
            rows.append(_row(title, part, point, dashed=point.status == "estimated"))
        last = point
    return rows


def _row(title: str, part: int, point: Point, *, dashed: bool) -> dict[str, Any]:
    return {
        "line": title,
        "part": f"{title} {part}",
        "monday": point.week.monday().isoformat(),
        "value": point.value,
        "dashed": dashed,
    }


def _means(annual: Annual, words: Words) -> list[alt.Chart]:
    """Draw the lead figure's weekly average as a level through each year, with its value."""
    lead = annual.headline
    if lead is None:
        return []
    levels = [
        {
            "from": Week(year, 1).monday().isoformat(),
            "to": Week(year, weeks_in(year)).monday().isoformat(),
            "value": round(published(cell.average)),  # a line at the very level would tell it
            "label": f"{year}: {words.level(cell, Kind.INDIVIDUAL)}",
        }
        for year, cell in ((annual.year - 1, lead.before), (annual.year, lead.this))
        if cell is not None and cell.average is not None and cell.average.level is not None
    ]
    base = alt.Chart(alt.InlineData(values=levels)).encode(x="from:T", y="value:Q")
    rule = base.mark_rule(color=COLOURS[0], opacity=0.6).encode(x2="to:T")
    text = base.mark_text(align="left", dx=4, dy=-6, fontWeight="bold", color=COLOURS[0])
    return [rule, text.encode(text="label:N")]
