"""What is written into a chart: names of lines, values of points, and what happened.

All of it stands outside the lines' field, or beside its first and last point, so that no line runs
through a word: in a wide chart at the end of its line, in a narrow one above the field.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from monitor.report.document import Chart

COLOURS = ("#0072B2", "#D55E00", "#007A5A", "#8A4F7D", "#5B5B5B")
"""Okabe and Ito's, told apart by the colour-blind; some darker: text on white."""

INK = "#333333"
FONT_SIZE = 12
LINE_HEIGHT = 15
MARK_DASH = [2, 2]
Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How large the lines' field is, in pixels, and how many letters a label has on a line."""

    width: int
    height: int
    letters: int
    is_narrow: bool


WIDE = Size(620, 300, 25, is_narrow=False)
NARROW = Size(236, 230, 38, is_narrow=True)


def labels(chart: Chart, size: Size, highest: float) -> Iterator[Layer]:
    """Name each line outside the field; where points have labels of their own, beside them."""
    if size.is_narrow:
        yield from _key(chart, size)
    else:
        yield from _side(chart, size, highest, is_last=True)
    if chart.has_few_places:
        if size.is_narrow:
            yield from _side(chart, size, highest, is_last=True)
        yield from _side(chart, size, highest, is_last=False)


def _side(chart: Chart, size: Size, highest: float, *, is_last: bool) -> Iterator[Layer]:
    """Write labels at one side, apart from each other, each as near to its line's end as it can.

    Where there are few places, a label stands beside its point, and keeps apart from those there.
    """
    few, names = chart.has_few_places, dict(chart.names)
    labels: defaultdict[float, list[tuple[float, int, list[str]]]] = defaultdict(list)
    for number, line in enumerate(chart.lines):
        points = [point for point in line.points if point.value is not None]
        if not points or (not is_last and len(points) < 2):
            continue
        point = points[-1] if is_last else points[0]
        name = [] if size.is_narrow or not is_last else textwrap.wrap(line.label, size.letters)
        # Beside the field a value stands far from its point: its year says which one it is.
        year = f"{names[point.at]}: " if point.label and not few else ""
        text = f"{year}{point.label}".replace(" (", "\n(").splitlines() + name
        y = size.height * (1 - (point.value or 0) / highest)
        at = _pixel(chart, point.at, size) + (8 if is_last else -8) if few else size.width + 8
        labels[at].append((y, number, text))
    align = "left" if is_last else "right"
    # Beside points, the years stand below the field: no label reaches down to them.
    limit = size.height if few else size.height + LINE_HEIGHT
    for at, there in labels.items():
        tops = _apart([y for y, *_ in there], [len(text) for *_, text in there], limit)
        for top, (_, number, text) in zip(tops, there, strict=True):
            yield _text(text, (at, top), COLOURS[number % len(COLOURS)], align)


def _apart(middles: Sequence[float], lines: Sequence[int], limit: float) -> list[float]:
    """Return the tops of labels of so many lines each, near their middles and none over another.

    None ends below `limit`.
    """
    order = sorted(range(len(middles)), key=lambda at: middles[at])
    tops = [middles[at] - lines[at] * LINE_HEIGHT / 2 for at in range(len(middles))]
    for above, below in pairwise(order):
        tops[below] = max(tops[below], tops[above] + lines[above] * LINE_HEIGHT + 3)
    for at in reversed(order):
        tops[at] = min(tops[at], limit - lines[at] * LINE_HEIGHT)
        limit = tops[at] - 3
    return tops


def _key(chart: Chart, size: Size) -> Iterator[Layer]:
    """Name the lines above a narrow field, each in its colour."""
    rows = [textwrap.wrap(line.label, size.letters - 4) for line in chart.lines]
    rows_of_marks = 1 + max(_mark_rows(chart, size), default=-1)
    row = -sum(len(text) for text in rows) - rows_of_marks - 0.8
    for number, text in enumerate(rows):
        colour = COLOURS[number % len(COLOURS)]
        sign = "—" if chart.lines[number].is_joined else "◊"
        yield _text([f"{sign} {text[0]}", *text[1:]], (-24, row * LINE_HEIGHT), colour, "left")
        row += len(text)


def _text(text: Sequence[str], place: tuple[float, float], colour: str, align: str) -> Layer:
    return {
        "data": {"values": [{}] if text else []},
        "mark": {
            "type": "text",
            "text": list(text),
            "align": align,
            "baseline": "top",
            "lineHeight": LINE_HEIGHT,
            "fontSize": FONT_SIZE,
            "fontWeight": "normal" if colour == INK else "bold",
            "color": colour,
        },
        "encoding": {"x": {"value": place[0]}, "y": {"value": place[1]}},
    }


def mark_layers(chart: Chart, size: Size) -> Iterator[Layer]:
    """Draw what happened: periods shaded, the rest as vertical lines, named above the field."""
    for mark, row in zip(chart.marks, _mark_rows(chart, size), strict=True):
        is_period = mark.until > mark.at
        ends = {"at": mark.at, "until": mark.until}
        yield {
            "data": {"values": [ends]},
            "mark": {"type": "rect", "color": "#777777", "opacity": 0.15}
            if is_period
            else {"type": "rule", "color": INK, "strokeDash": MARK_DASH},
            "encoding": {"y": {"value": 0}, "y2": {"value": size.height}}
            | ({"x2": {"field": "until"}} if is_period else {}),
        }
        x = _pixel(chart, mark.at, size)
        align = "left" if x < size.width / 2 else "right"
        yield _text([mark.label], (x, -(row + 1) * LINE_HEIGHT - 2), INK, align)


def _mark_rows(chart: Chart, size: Size) -> list[int]:
    """Return in which row above the field each mark is named, so that no name runs into another."""
    taken: list[list[tuple[float, float]]] = []
    rows = []
    for mark in chart.marks:
        x, width = _pixel(chart, mark.at, size), 7.0 * len(mark.label) + 8
        first, last = (x, x + width) if x < size.width / 2 else (x - width, x)
        free = (
            row for row, ends in enumerate(taken) if all(last < a or first > b for a, b in ends)
        )
        row = next(free, len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append((first, last))
        rows.append(row)
    return rows


def _pixel(chart: Chart, at: float, size: Size) -> float:
    first, last = chart.ends
    return size.width * (at - first) / (last - first or 1)
