"""Figure 1: the weeks as lines. Gaps stay gaps, estimated weeks are dashed."""

from __future__ import annotations

import altair as alt
import vl_convert

from monitor.report.annual import Annual, Line, Point
from monitor.report.figures import Key, Kind
from monitor.report.words import Words
from monitor.series import Scope

# Okabe and Ito's blue and vermilion, told apart by the colour-blind and in grey print.
COLOURS = ("#0072B2", "#D55E00")
WIDTH, HEIGHT = 760, 320


def chart_svg(annual: Annual, words: Words) -> str:
    """Draw the weekly lines of the report's years as SVG."""
    titles = _titles(annual, words)
    rows = [
        row for line in annual.lines if line.key in titles for row in _rows(line, titles[line.key])
    ]
    subtitle = words("simulated") if annual.simulated else ""
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("monday:T", title=words("week"), axis=alt.Axis(format="%G-W%V", labelAngle=-40)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=True)),
        color=alt.Color(
            "line:N",
            title=None,
            sort=list(titles.values()),
            scale=alt.Scale(domain=list(titles.values()), range=list(COLOURS)),
            legend=alt.Legend(orient="bottom", labelLimit=500),
        ),
        detail="part:N",
    )
    drawn = alt.layer(
        base.transform_filter("!datum.dashed").mark_line(strokeWidth=2),
        base.transform_filter("datum.dashed").mark_line(strokeWidth=2, strokeDash=[3, 3]),
    ).properties(
        width=WIDTH,
        height=HEIGHT,
        title=alt.Title(words("chart"), subtitle=subtitle, subtitleColor="#B00020"),
    )
    return str(vl_convert.vegalite_to_svg(drawn.to_dict()))


def _titles(annual: Annual, words: Words) -> dict[Key, str]:
    titles = {}
    if annual.headline is not None:
        key = annual.headline.key
        titles[key] = words("line_individual", portal=key.scope.portal)
    titles[Key(Kind.NUMBERS, Scope())] = words("line_numbers")
    return titles


def _rows(line: Line, title: str) -> list[dict[str, object]]:
    """Cut a line into unbroken parts; a dashed part reaches to the observed weeks around it."""
    rows: list[dict[str, object]] = []
    part = 0
    for before, point in zip((None, *line.points), line.points, strict=False):
        if before is not None and before.status != point.status:
            part += 1
            joins = {before.status, point.status} == {"observed", "estimated"}
            bridge = before if point.status == "estimated" else point
            if joins:
                at = part if point.status == "estimated" else part - 1
                rows.append(_row(title, bridge, f"{title} {at}", dashed=True))
        if point.value is not None:
            dashed = point.status == "estimated"
            rows.append(_row(title, point, f"{title} {part}", dashed=dashed))
    return rows


def _row(title: str, point: Point, part: str, *, dashed: bool) -> dict[str, object]:
    return {
        "line": title,
        "part": part,
        "monday": point.week.monday().isoformat(),
        "value": point.value,
        "dashed": dashed,
    }
