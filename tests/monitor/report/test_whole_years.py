"""Counts over whole years: the effort behind them, common weeks, and what is linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from monitor.counting import individual
from monitor.report.annual import Annual, annual
from monitor.report.compose import document
from monitor.report.notes import parts_above
from monitor.report.printed_cells import (
    CHANGE,
    COUNTED,
    LEVEL,
    SWEEPS,
    WHOLE_YEAR,
    Name,
    PrintedCell,
)
from monitor.report.series import Scope, Year
from monitor.report.whole_years import COMMON, DISTINCT, NUMBERS_LINKED
from monitor.report.words import Words
from monitor.report.year_rows import ReportContext, Settings
from storage.records import Protected
from storage.year_records import YearlyFigure
from tests.monitor.building import portal_cell, year_of_cells
from tests.monitor.report.test_annual import SETTINGS

COUNTRY, NORDLYS = Scope(), Scope("nordlys")
ALL = [1] * 52
FIRST_FORTY = [1] * 40 + [None] * 12
LAST_FORTY = [None] * 12 + [1] * 40
Figures = dict[str, int | None]


def a_year(year: int, nordlys: Sequence[int | None], fjord: Sequence[int | None] = ALL) -> Year:
    """Return a year of two portals with 100 ads and numbers each, in the weeks with a 1."""
    cells = {}
    for portal, weeks in (("nordlys", nordlys), ("fjord", fjord)):
        for measure in (individual(2), "only"):
            values = [None if week is None else 100 for week in weeks]
            cells[portal_cell(portal, measure)] = values
    return year_of_cells(year, cells)


def report(
    this: Year,
    before: Year | None,
    of_this: Figures,
    of_before: Figures | None = None,
    *,
    portal: str = "all",
    context: ReportContext | None = None,
    settings: Settings = SETTINGS,
) -> Annual:
    figures = tuple(
        YearlyFigure(year, portal, name, None if value is None else Protected(value))
        for year, values in ((2021, of_before or {}), (2022, of_this))
        for name, value in values.items()
    )
    around = replace(context or ReportContext(), figures=figures)
    return annual(this, before, settings, around, simulated=False)


def plain(found: Annual, year: int, measure: str, item: str = WHOLE_YEAR) -> str:
    return found.cell(year, COUNTRY, measure, item).plain


def test_distinct_numbers_stand_beside_weeks_and_sweeps() -> None:
    """Over all portals a week counts with any of them; sweeps are added."""
    sweeps = {(2022, "nordlys"): 45, (2022, "fjord"): 52, (2021, "nordlys"): 1}
    around = ReportContext(sweeps=sweeps)
    year = a_year(2022, FIRST_FORTY)
    found = report(year, None, {DISTINCT: 700}, context=around)
    effort = [plain(found, 2022, DISTINCT, item) for item in (WHOLE_YEAR, COUNTED, SWEEPS)]
    assert effort == ["700", "52", "97"]
    own = report(year, None, {DISTINCT: 400}, portal="nordlys", context=around)
    cells = [own.cell(2022, NORDLYS, DISTINCT, item).plain for item in (COUNTED, SWEEPS)]
    assert cells == ["40", "45"]


def test_two_years_are_compared_over_the_weeks_that_both_have() -> None:
    """Both are open: each is counted over the same weeks of the same portals."""
    this, before = a_year(2022, FIRST_FORTY), a_year(2021, LAST_FORTY)
    found = report(this, before, {COMMON: 660}, {COMMON: 600, DISTINCT: 900})
    assert [plain(found, year, COMMON) for year in (2021, 2022)] == ["600", "660"]
    assert plain(found, 2022, COMMON, CHANGE) == "10"
    assert plain(found, 2022, COMMON, COUNTED) == "52"
    own = report(this, before, {COMMON: 300}, {COMMON: 200}, portal="nordlys")
    assert own.cell(2022, NORDLYS, COMMON, COUNTED).plain == "28"
    assert own.cell(2022, NORDLYS, COMMON, CHANGE).plain == "50"


@pytest.mark.parametrize(
    ("this", "before", "printed", "note"),
    [
        (ALL, FIRST_FORTY, "900", ""),
        (FIRST_FORTY, ALL, "..", "common_gone"),
        (FIRST_FORTY, FIRST_FORTY, "900", ""),
    ],
)
def test_a_closed_year_is_compared_only_if_all_its_weeks_are_common(
    this: list[int | None], before: list[int | None], printed: str, note: str
) -> None:
    """What was kept of it was over the weeks that it had in common with the year before it."""
    found = report(
        a_year(2022, this),
        a_year(2021, before),
        {COMMON: 660},
        {COMMON: 123, DISTINCT: 900},
        context=ReportContext(closed=frozenset({2021, 2022})),
    )
    assert plain(found, 2021, COMMON) == printed
    assert found.cell(2021, COUNTRY, COMMON, WHOLE_YEAR).note == note
    assert plain(found, 2022, COMMON) == "660"
    assert plain(found, 2022, COMMON, CHANGE) == ("-27" if printed == "900" else "..")


def test_a_change_of_few_numbers_is_not_printed() -> None:
    """As for any other row, from a count of 50 in both years."""
    years = a_year(2022, ALL), a_year(2021, ALL)
    for this, before, change in ((49, 90, ".."), (90, 49, ".."), (50, 50, "0")):
        found = report(*years, {COMMON: this}, {COMMON: before})
        assert plain(found, 2022, COMMON, CHANGE) == change


def test_without_a_year_before_there_are_no_common_weeks() -> None:
    """And so no row of them."""
    found = report(a_year(2022, ALL), None, {COMMON: None, DISTINCT: 700})
    assert {name.measure for name in found.cells if name.item == WHOLE_YEAR} == {DISTINCT}


def test_linking_takes_numbers_away_from_a_weeks_level() -> None:
    """A row beside the level, for all portals together; nothing where there is no level."""
    found = report(a_year(2022, ALL), None, {"linked_per_week": 12, "linked_numbers": 600})
    assert plain(found, 2022, NUMBERS_LINKED, LEVEL) == "188"
    assert plain(found, 2022, "linked_numbers") == "600"
    weeks = [1] * 5 + [None] * 47
    short = report(a_year(2022, weeks, weeks), None, {"linked_per_week": 12})
    assert plain(short, 2022, NUMBERS_LINKED, LEVEL) == ".."
    gone = report(a_year(2022, ALL), None, {"linked_per_week": None})
    assert plain(gone, 2022, NUMBERS_LINKED, LEVEL) == ".."
    own = report(a_year(2022, ALL), None, {"linked_numbers": 300}, portal="nordlys")
    assert "linked_numbers" not in {name.measure for name in own.cells}


def test_a_part_that_prints_higher_than_its_year_is_explained() -> None:
    """Each is protected by itself: a week, a kind or a portal can print higher than the whole."""
    year, words = a_year(2022, ALL), Words("en")
    assert parts_above(report(year, None, {DISTINCT: 199}), words) == [
        "All portals, whole country, 2022: distinct phone numbers in week 1 (200) are more than "
        "distinct phone numbers in the year (199), which they are part of: each figure is "
        "protected by itself and may be off by a few."
    ]
    assert parts_above(report(year, None, {DISTINCT: 200}), words) == []
    of_two = report(year, a_year(2021, ALL), {DISTINCT: 205}, {DISTINCT: 210})
    assert parts_above(of_two, words) == []  # another year's are no part of it
    (of_kind,) = parts_above(report(year, None, {DISTINCT: 300, "new_numbers": 301}), words)
    assert "2022: new after at least eight weeks (301) are more than" in of_kind
    of_portal = report(year, None, {DISTINCT: 99}, portal="nordlys")
    (line,) = parts_above(of_portal, Words("nb"))
    assert line.startswith("Portal: nordlys, 2022: ulike telefonnumre i uke 1 (100) er flere enn")
    assert line in document(of_portal, Words("nb")).tables[1].notes
    assert line in document(of_portal, Words("nb")).remarks


def test_a_portal_that_prints_higher_than_all_portals_is_explained_too() -> None:
    """And a week that was estimated counts nothing, so it explains nothing."""
    both, words = report(a_year(2022, ALL), None, {DISTINCT: 205}), Words("en")
    name = Name(2022, "fjord", "all", DISTINCT, WHOLE_YEAR)
    higher = replace(both, cells={**both.cells, name: PrintedCell(name, 206, 206)})
    (line,) = parts_above(higher, words)
    assert line.startswith("Portal: fjord, 2022: distinct phone numbers in the year (206) are more")
    assert "in the year (all portals, whole country) (205), which" in line
    week = Name(2022, "all", "all", "numbers", "2022-W09")
    estimated = PrintedCell(week, 210.5, 210.5, flags="e")
    assert parts_above(replace(both, cells={**both.cells, week: estimated}), words) == []
