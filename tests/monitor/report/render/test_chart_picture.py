"""Pictures of a chart: what is drawn, and that no word stands in a line's way."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from math import sqrt
from typing import Any

import pytest
import vl_convert

from monitor.report.document import Chart, ChartMark, Line, Point
from monitor.report.render import chart_picture
from monitor.report.render.chart_labels import LINE_HEIGHT, NARROW, WIDE, Size
from monitor.report.render.chart_picture import png_file, specification, svg
from tests.monitor.report.documents import a_chart, a_document, a_line


@pytest.fixture(autouse=True)
def drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw every chart anew, which is what the tests of other files are spared."""
    chart_picture.drawn.cache_clear()
    for name in ("vegalite_to_svg", "svg_to_png"):
        monkeypatch.setattr(vl_convert, name, getattr(vl_convert, name).__wrapped__)


def lines(chart: Chart) -> list[tuple[bool, list[list[float]]]]:
    """Return the drawn lines: dashed or not, and the places of each unbroken part."""
    found = []
    for layer in specification(chart, "", WIDE)["layer"]:
        if layer["mark"]["type"] == "line":
            values = layer["data"]["values"]
            parts = {value["part"] for value in values}
            places = [[v["at"] for v in values if v["part"] == part] for part in sorted(parts)]
            found.append(("strokeDash" in layer["mark"], places))
    return found


def texts(chart: Chart, size: Size = WIDE) -> list[dict[str, Any]]:
    """Return the words of a chart, each with its place."""
    return [
        {"text": layer["mark"]["text"], "color": layer["mark"]["color"]}
        | {axis: layer["encoding"][axis]["value"] for axis in ("x", "y")}
        for layer in specification(chart, "", size)["layer"]
        if layer["mark"]["type"] == "text"
    ]


def test_a_page_and_a_file_share_a_picture_and_no_other_document_or_size_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report is not drawn twice; another language, warning, width or line is another picture."""
    drawings: list[object] = []
    draw = vl_convert.vegalite_to_svg

    def drawing(words: dict[str, Any], **settings: Any) -> str:
        drawings.append(words)
        return draw(words, **settings)

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", drawing)
    chart, document = a_chart(a_line("Brev", 1, 2.5, 3)), a_document()
    assert svg(chart, document).encode() == chart_picture.svg_file(chart, document)
    assert len(drawings) == 1
    pictures = {
        svg(chart, document),
        svg(chart, document, NARROW),
        svg(chart, replace(document, warning="Made up")),
        svg(a_chart(a_line("Brev", 1, 2.5, 4)), document),
    }
    svg(chart, replace(document, language="nb" if document.language == "en" else "en"))
    assert (len(pictures), len(drawings)) == (4, 5)


def test_a_gap_stays_open_and_an_estimate_is_dashed_from_count_to_count() -> None:
    """The dashed part reaches to the counted weeks beside it, and over no gap."""
    assert lines(a_chart(a_line("Brev", 1, 2, None, 4, 5, 6))) == [(False, [[1, 2], [4, 5, 6]])]
    assert lines(a_chart(a_line("Brev", 1, 2, 3, 4, 5, 6, estimated=(3, 4)))) == [
        (False, [[1, 2], [5, 6]]),
        (True, [[2, 3, 4, 5]]),
    ]
    assert lines(a_chart(a_line("Brev", 1, None, 3, 4, 5, 6, estimated=(3,)))) == [
        (False, [[1], [4, 5, 6]]),
        (True, [[3, 4]]),
    ]


def test_a_line_is_broken_where_its_series_starts_anew() -> None:
    """Two series beside each other are no development."""
    line = replace(a_line("Brev", 1, 2, 3, 4, 5, 6), starts_anew=frozenset({4.0}))
    assert lines(a_chart(line)) == [(False, [[1, 2, 3], [4, 5, 6]])]


def test_a_week_that_stands_alone_is_a_point() -> None:
    """A line of one point would be invisible."""
    chart = a_chart(a_line("Brev", 1, None, 3, 4, None, 6))
    points = [
        layer["data"]["values"]
        for layer in specification(chart, "", WIDE)["layer"]
        if layer["mark"]["type"] == "point"
    ]
    assert points == [[{"at": 1, "value": 1}, {"at": 6, "value": 6}]]


def test_names_of_lines_that_end_close_together_stand_apart_beside_the_field() -> None:
    """Four lines that end at the same value, at the top, at the bottom, and between."""
    for value in (0, 5, 9):
        ends = [a_line(f"Brev av slag {at}", 9, value + at * 0.01) for at in range(4)]
        places = texts(a_chart(*ends))
        assert all(place["x"] > WIDE.width for place in places)
        tops = sorted((place["y"], len(place["text"])) for place in places)
        assert all(a + rows * LINE_HEIGHT <= b for (a, rows), (b, _) in pairwise(tops))
        assert tops[-1][0] + tops[-1][1] * LINE_HEIGHT <= WIDE.height + LINE_HEIGHT


def test_a_narrow_chart_names_its_lines_above_the_field() -> None:
    """On a telephone there is no room beside it."""
    places = texts(a_chart(a_line("Brev", 9, 9), a_line("Kort", 1, 1)), NARROW)
    assert [place["text"][0] for place in places] == ["— Brev", "— Kort"]
    assert all(place["y"] + LINE_HEIGHT <= 0 for place in places)


def test_each_line_has_a_colour_of_its_own_and_its_name_has_the_same() -> None:
    """Two of a colour could not be told apart."""
    chart = a_chart(*(a_line(name, 1, 2) for name in "abcde"))
    names = {place["color"] for place in texts(chart)}
    drawn = {
        layer["mark"]["color"]
        for layer in specification(chart, "", WIDE)["layer"]
        if layer["mark"]["type"] == "line"
    }
    assert (names, len(names)) == (drawn, 5)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_events_are_named_in_rows_of_their_own_where_they_are_close(size: Size) -> None:
    """A line for an event, a shaded field for a period, and no name over another."""
    marks = (ChartMark(2, 2, "stengt"), ChartMark(2, 5, "sommer"), ChartMark(2.1, 2.1, "brudd"))
    chart = a_chart(a_line("Brev", 1, 2, 3, 4, 5, 6), marks=marks)
    kinds = [layer["mark"]["type"] for layer in specification(chart, "", size)["layer"]]
    assert (kinds.count("rule"), kinds.count("rect")) == (2, 1)
    named = [place for place in texts(chart, size) if place["text"][0] in {m.label for m in marks}]
    assert len({place["y"] for place in named}) == 3
    assert all(place["y"] + LINE_HEIGHT <= 0 for place in named)


def test_values_that_a_point_writes_stand_beside_it_and_its_interval_is_drawn() -> None:
    """Yearly means: the first to the left of its point, the last to the right."""
    points = (
        Point(2021, 389, ends=(387, 390), label="389 (387–390)"),
        Point(2022, 641, ends=(639, 643), label="641 (639–643)"),
    )
    ticks = ((2021.0, "2021"), (2022.0, "2022"))
    chart = Chart(2, "Figur 2", "Per år", "", "År", ticks, ticks, (Line("Brev", points),))
    found = {place["text"][0]: place["x"] for place in texts(chart)}
    assert found["389"] < WIDE.width / 4 < WIDE.width * 3 / 4 < found["641"]
    layers = specification(chart, "", WIDE)["layer"]
    bars = [layer["data"]["values"] for layer in layers if layer["mark"]["type"] == "rule"]
    assert bars == [
        [{"at": 2021, "value": 387, "high": 390}, {"at": 2022, "value": 639, "high": 643}]
    ]
    (caps,) = (layer for layer in layers if layer["mark"]["type"] == "tick")
    (dots,) = (layer for layer in layers if layer["mark"]["type"] == "point")
    assert [cap["value"] for cap in caps["data"]["values"]] == [387, 390, 639, 643]
    assert caps["mark"]["size"] > 2 * sqrt(dots["mark"]["size"])  # wider than a point, an area


def test_an_axis_has_the_words_of_the_report_and_begins_at_zero() -> None:
    """Never 2022-W01, and never a difference made large."""
    chart = a_chart(a_line("Brev", 1_400, 1_500, 1_400, 1_450, 1_480, 1_490))
    drawn = svg(chart, a_document())
    assert ">uke 1<" in drawn
    assert ">uke 6<" in drawn
    assert ">1\N{NO-BREAK SPACE}000<" in drawn
    assert specification(chart, "", WIDE)["encoding"]["y"]["scale"]["domain"] == [0, 1500]


def test_the_same_chart_is_the_same_picture_however_many_were_drawn_before() -> None:
    """As SVG and as PNG; a PNG is large enough to be printed sharp."""
    chart, document = a_chart(a_line("Brev", 1, 2, 3)), a_document()
    pictures = []
    for _ in range(2):
        chart_picture.drawn.cache_clear()
        pictures.append((svg(chart, document), png_file(chart, document)))
    assert pictures[0] == pictures[1]
    _, first = pictures[0]
    width = int.from_bytes(first[16:20])
    assert width > 1500


def test_every_picture_of_simulated_figures_says_so() -> None:
    """It may be copied out of the report, with its title or without."""
    chart, document = a_chart(a_line("Brev", 1, 2, 3)), a_document(warning="OPPDIKTET")
    for size in (WIDE, NARROW):
        assert re.search(r">OPPDIKTET<", svg(chart, document, size))
    assert png_file(chart, document, is_titled=False) != png_file(
        chart, a_document(), is_titled=False
    )


def test_a_value_that_stands_at_the_side_tells_its_year_and_a_point_of_others_has_its_sign() -> (
    None
):
    """The last point of a line may be of an earlier year than that of its neighbours."""
    years = tuple((float(year), str(year)) for year in range(2018, 2023))
    ours = Line("Brev", tuple(Point(at, 9, label="9 (8–10)") for at, _ in years))
    theirs = Line("Kort", (Point(2019, 3, label="3"),), is_joined=False)
    chart = Chart(2, "Figur 2", "År for år", "", "År", years, years, (ours, theirs))
    said = {text["text"][0]: text["text"][1:] for text in texts(chart)}
    assert said == {"2022: 9": ["(8–10)", "Brev"], "2019: 3": ["Kort"]}
    assert [text["text"] for text in texts(chart, NARROW)] == [["— Brev"], ["◊ Kort"]]


def test_a_label_stands_beside_its_point_whatever_stands_beside_another_years() -> None:
    """A value that is pushed to another's point is read as its; none reaches down to the years."""
    years = tuple((float(year), str(year)) for year in range(2020, 2023))
    ours = [
        Line("Brev", tuple(Point(at, value, label=f"{value}") for at, _ in years[1:]))
        for value in (100, 50)
    ]
    others = [
        Line("Kort som andre har talt, i byen", (Point(2020, at, label=f"{at}"),), is_joined=False)
        for at in (6, 3)
    ]
    alone = Chart(2, "Figur 2", "Per år", "", "År", years, years, tuple(ours))
    beside = replace(alone, lines=(*ours, *others))
    tops = [
        [(text["x"], text["y"]) for text in texts(chart) if text["text"][0] in {"100", "50"}]
        for chart in (alone, beside)
    ]
    assert tops[0] == tops[1]
    assert max(text["y"] + len(text["text"]) * LINE_HEIGHT for text in texts(beside)) <= WIDE.height
