"""A chart as SVG and PNG, drawn by Vega-Lite: wide for paper and screens, narrow for telephones.

Gaps stay open, estimates are dashed, events and periods are marked; `chart_labels` writes words.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from monitor.report.document import Chart, Document, Line, Point
from monitor.report.render.chart_labels import (
    COLOURS,
    FONT_SIZE,
    INK,
    WIDE,
    Layer,
    Size,
    labels,
    mark_layers,
)

WARNING = "#B00020"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
ESTIMATED_DASH = [4, 3]


def svg(chart: Chart, document: Document, size: Size = WIDE) -> str:
    """Draw a chart as SVG; it says so where all of it is simulated."""
    return _drawn(specification(chart, document.warning, size), document)


def _drawn(drawing: Layer, document: Document) -> str:
    return drawn(json.dumps(drawing), document.language)


@lru_cache(maxsize=16)  # the page and a file of its own show the same picture
def drawn(drawing: str, language: str) -> str:
    """Return the SVG of a drawing in Vega-Lite's JSON, its numbers written as a language does."""
    import vl_convert  # noqa: PLC0415 - takes a second to load, and only files are drawn

    words = json.loads(drawing)  # as text, its places would differ in their last digits
    return str(vl_convert.vegalite_to_svg(words, format_locale=_LOCALES[language]))


def svg_file(chart: Chart, document: Document) -> bytes:
    """Draw a chart as an SVG file."""
    return svg(chart, document).encode()


def png_file(chart: Chart, document: Document, *, is_titled: bool = True) -> bytes:
    """Draw a chart as a PNG file, sharp enough for print: about 250 dots an inch at 17 cm.

    Without a title, where the caption stands beside it.
    """
    import vl_convert  # noqa: PLC0415 - see above

    drawing = specification(chart, document.warning, WIDE)
    if not is_titled:
        drawing["title"] |= {"text": document.warning, "subtitle": "", "color": WARNING}
    return bytes(vl_convert.svg_to_png(_drawn(drawing, document), scale=2.5, ppi=72))


def _locale(decimal: str, thousands: str) -> dict[str, Any]:
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["", ""]}


_LOCALES = {"nb": _locale(",", "\N{NO-BREAK SPACE}"), "en": _locale(".", ",")}


def specification(chart: Chart, warning: str, size: Size) -> Layer:
    """Return a chart in Vega-Lite's words."""
    highest = _round_up(chart.highest)
    layers = [*mark_layers(chart, size)]
    for at, line in enumerate(chart.lines):
        layers += _line(line, COLOURS[at % len(COLOURS)])
    layers += labels(chart, size, highest)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": size.width,
        "height": size.height,
        "background": "white",
        "padding": 6,
        "title": _title(chart, warning, size.letters if size.is_narrow else 90),
        "encoding": {
            "x": _x_axis(chart, size),
            "y": _y_axis(highest, is_written=chart.has_few_places),
        },
        "layer": [layer for layer in layers if layer["data"]["values"]],
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelFontSize": FONT_SIZE - 1, "labelColor": INK},
        },
    }


def _title(chart: Chart, warning: str, letters: int) -> Layer:
    return {
        "text": textwrap.wrap(f"{chart.name}. {chart.caption}", letters),
        "subtitle": textwrap.wrap(warning, letters),
        "subtitleColor": WARNING,
        "subtitleFontWeight": "bold",
        "anchor": "start",
        "frame": "bounds",
        "fontSize": FONT_SIZE + 1,
        "offset": 12,
    }


def _x_axis(chart: Chart, size: Size) -> Layer:
    most = 4 if size.is_narrow else 16
    ticks = chart.ticks[:: math.ceil(len(chart.ticks) / most) or 1]
    names = {f"{at:g}": name.split("\n") for at, name in ticks}
    return {
        "field": "at",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": list(chart.ends), "nice": False, "zero": False},
        "axis": {
            "values": [at for at, _ in ticks],
            "labelExpr": f"({names})[datum.value]",
            "grid": False,
            "labelFlush": False,
            "labelOverlap": False,
        },
    }


def _y_axis(highest: float, *, is_written: bool) -> Layer:
    """Return the axis of values; where every point writes its own, it needs no numbers or grid."""
    return {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, highest], "nice": False},
        "axis": {
            "format": ",d",
            "tickCount": 6,
            "domain": False,
            "ticks": False,
            "labels": not is_written,
            "grid": not is_written,
            "gridColor": "#E3E6E9",
        },
    }


def _line(line: Line, colour: str) -> Iterator[Layer]:
    """Draw a line: solid where it was counted, dashed where estimated, open where it is broken."""
    parts = list(_parts(line)) if line.is_joined else []
    for is_estimated in (False, True):
        values = [
            {"at": point.at, "value": point.value, "part": number}
            for number, (dashed, points) in enumerate(parts)
            for point in points
            if dashed is is_estimated
        ]
        mark: Layer = {"type": "line", "color": colour, "strokeWidth": 2}
        if is_estimated:
            mark["strokeDash"] = ESTIMATED_DASH
        yield {"data": {"values": values}, "mark": mark, "encoding": {"detail": {"field": "part"}}}
    alone = [points[0] for dashed, points in parts if len(points) == 1]
    single = [p for p in line.points if p.value is not None and (p.ends or p.label or p in alone)]
    yield {
        "data": {"values": [{"at": point.at, "value": point.value} for point in single]},
        "mark": {
            "type": "point",
            "shape": "circle" if line.is_joined else "diamond",
            "filled": line.is_joined,
            "opacity": 1,
            "size": 90 if not line.is_joined else 18 if any(point.ends for point in single) else 50,
            "strokeWidth": 2,
            "color": colour,
        },
    }
    ends = [{"at": p.at, "value": p.ends[0], "high": p.ends[1]} for p in single if p.ends]
    yield {
        "data": {"values": ends},
        "mark": {"type": "rule", "color": colour, "strokeWidth": 2},
        "encoding": {"y2": {"field": "high"}},
    }
    # Wider than the point, which else would cover an interval that is shorter than it is high.
    caps = [{"at": p.at, "value": end} for p in single if p.ends for end in p.ends]
    cap = {"type": "tick", "orient": "horizontal", "size": 12, "thickness": 1.5, "opacity": 1}
    yield {"data": {"values": caps}, "mark": cap | {"color": colour}}


def _parts(line: Line) -> Iterator[tuple[bool, list[Point]]]:
    """Cut a line into unbroken parts; a dashed one reaches to the counted points beside it."""
    part: list[Point] = []
    dashed = False
    for point in line.points:
        is_open = point.value is None or point.at in line.starts_anew
        if part and (is_open or point.is_estimated != dashed):
            last = part[-1]
            if not is_open and dashed:
                part.append(point)
            yield dashed, part
            part = [last] if not is_open and point.is_estimated else []
        if point.value is not None:
            dashed = point.is_estimated
            part.append(point)
    if part:
        yield dashed, part


def _round_up(value: float) -> float:
    """Return the next number of one or two digits and zeros that an axis may end with."""
    power = 10.0 ** math.floor(math.log10(max(value, 1)))
    steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return next(power * step for step in steps if power * step >= value)
