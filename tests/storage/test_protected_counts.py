# ruff: noqa: S608 - the rows are the test's own
"""What an earlier version counted becomes protected counts, and true ones of the same cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage.database import open_engine
from storage.errors import DatabaseProblem
from storage.schema import Upgrade
from storage.store import Store
from storage.weeks import Week
from storage.year_records import YearFigures
from tests.storage.support import make_version_0004

ROOT = Path(__file__).parents[2]
CLOSED, OPEN = Week(2021, 5), Week(2022, 5)


@pytest.fixture
def older(database_url: str) -> Iterator[Engine]:
    """Open a database as version 0004 made it, with a closed year and an open one."""
    engine = open_engine(database_url)
    make_version_0004(engine, *statements())
    yield engine
    engine.dispose()


def statements() -> Iterator[str]:
    """Two portals, 20 and 14 ads; in 2021 all identifiers are gone, in 2022 all are there."""
    for portal in ("fjord", "nordlys"):
        yield f"INSERT INTO portal VALUES ('{portal}', false)"
    yield "INSERT INTO closing VALUES (2021, '2022-01-20', 'all', '0.1.0', true)"
    yield "INSERT INTO yearly_figure VALUES (2021, 'all', 'distinct_numbers', 30.0)"
    yield "INSERT INTO yearly_figure VALUES (2021, 'fjord', 'distinct_numbers', NULL)"
    for week, gone in ((CLOSED, "true"), (OPEN, "false")):
        for nr, portal in enumerate(("fjord", "nordlys")):
            yield (
                "INSERT INTO sweep (portal, week, nr, outcome, reason, forgotten) "
                f"VALUES ('{portal}', '{week}', {nr + 1}, 'complete', '', {gone})"
            )
        for row in old_counts():
            yield f"INSERT INTO weekly_count VALUES ('{week}', {row})"
        for row in ("'fjord', 'all', 12", "'nordlys', 'all', 8", "'fjord+nordlys', 'all', 3"):
            yield f"INSERT INTO weekly_overlap VALUES ('{week}', {row})"
        for row in ("'fjord', 'Oslo', 11", "'nordlys', 'Oslo', 2", "'fjord', 'Bergen', 4"):
            yield f"INSERT INTO weekly_overlap VALUES ('{week}', {row})"


def old_counts() -> Iterator[str]:
    """Name portal, place, measure and value of what version 0004 kept of a week."""
    fjord = {"ads": 20, "individual_1": 9, "individual_2": 11, "individual_3": 14}
    fjord |= {"individual_5": 14, "without_number": 2, "top_number_ads": 12}
    nordlys = {"ads": 14, **{f"individual_{n}": 13 for n in (1, 2, 3, 5)}, "top_number_ads": 1}
    oslo = {"ads": 12, "individual_2": 11, "without_number": 1}
    for portal, place, measures in (
        ("fjord", "all", fjord),
        ("nordlys", "all", nordlys),
        ("fjord", "Oslo", oslo),
        ("nordlys", "Oslo", {"ads": 2, "individual_2": 2}),
        ("fjord", "Bergen", {"ads": 4, "individual_2": 4}),
    ):
        for measure, value in measures.items():
            yield f"'{portal}', '{place}', '{measure}', {value}"


def doubled(_year: int, _cell: tuple[str, str, str], count: float) -> int:
    """Stand in for protection: a count that can be told from the true one."""
    return int(count) * 2


def cells(store: Store, week: Week) -> dict[tuple[str, str, str], int]:
    found = store.publishable.cells(week, week)
    return {(cell.portals, cell.place, cell.measure): cell.value for cell in found}


def counts(store: Store, week: Week) -> dict[tuple[str, str, str], float]:
    return {(c.portal, c.place, c.measure): c.value for c in store.counts(week, week)}


@pytest.fixture
def upgraded(older: Engine, database_url: str) -> Iterator[Store]:
    del older
    store = Store.open(database_url, Upgrade(doubled, 2))
    yield store
    store.close()


def test_a_closed_years_cells_are_protected_from_its_counts(upgraded: Store) -> None:
    """Groups, classes of the country, numbers on one and on both portals, and places."""
    assert cells(upgraded, CLOSED) == {
        ("fjord", "all", "individual_2"): 22,
        ("fjord", "all", "more_2"): 14,
        ("fjord", "all", "no_number"): 4,
        ("nordlys", "all", "individual_2"): 26,
        ("nordlys", "all", "more_2"): 2,
        ("all", "all", "ads_on_2"): 4,
        ("all", "all", "ads_on_3"): 6,
        ("fjord", "all", "only"): 24,
        ("nordlys", "all", "only"): 16,
        ("fjord", "all", "shared"): 6,
        ("nordlys", "all", "shared"): 6,
        ("all", "all", "several"): 6,
        ("fjord+nordlys", "all", "exact"): 6,
        ("all", "Oslo", "individual_2"): 26,
        ("all", "Oslo", "no_number"): 2,
        ("all", "Oslo", "numbers"): 26,
        ("all", "Bergen", "individual_2"): 8,
        ("all", "Bergen", "numbers"): 8,
    }
    assert upgraded.publishable.waiting_weeks() == [OPEN]


def test_all_numbers_of_a_closed_year_are_never_fewer_than_those_in_two_weeks(
    older: Engine, database_url: str
) -> None:
    """They are the sum of those and of the numbers of one week, each protected once."""
    with older.begin() as connection:
        connection.execute(
            text("INSERT INTO yearly_figure VALUES (2021, 'all', 'numbers_in_two_weeks', 29.0)")
        )
    store = Store.open(database_url, Upgrade(lambda _year, _cell, _count: 7, 2))
    figures = {
        (f.portal, f.name): f.value
        for f in store.publishable.whole_year_figures(2021, YearFigures())
    }
    store.close()
    assert figures == {
        ("all", "distinct_numbers"): 14,
        ("all", "numbers_in_two_weeks"): 7,
        ("fjord", "distinct_numbers"): None,
    }


def test_true_counts_are_those_of_portals_and_of_places_that_are_not_small(
    upgraded: Store,
) -> None:
    """Of a closed year; how many numbers are on both portals is not kept as it was."""
    found = counts(upgraded, CLOSED)
    portals = {key: value for key, value in found.items() if key[1] == "all"}
    assert portals == {
        ("fjord", "all", "ads"): 20,
        ("fjord", "all", "individual_2"): 11,
        ("fjord", "all", "more_2"): 7,
        ("fjord", "all", "no_number"): 2,
        ("fjord", "all", "numbers"): 15,
        ("nordlys", "all", "ads"): 14,
        ("nordlys", "all", "individual_2"): 13,
        ("nordlys", "all", "more_2"): 1,
        ("nordlys", "all", "numbers"): 11,
    }
    assert {key[1] for key in found} == {"all", "Oslo"}
    assert min(value for key, value in found.items() if key[1] == "Oslo") >= 10
    assert {key[1] for key in counts(upgraded, OPEN)} == {"all", "Oslo", "Bergen"}


def test_a_week_with_all_its_identifiers_waits_for_its_key(upgraded: Store) -> None:
    """It has no cells before it is counted again, so none is drawn twice."""
    assert cells(upgraded, OPEN) == {}


def test_rows_of_one_number_are_flagged_by_the_bound_that_was_kept(upgraded: Store) -> None:
    """Twelve of fjord's twenty ads are one number's."""
    flags = upgraded.publishable.flags(CLOSED, CLOSED)
    assert {flag.portals for flag in flags if flag.measure == "ads_of_one"} == {"fjord"}


def test_figures_of_a_closed_year_are_protected_too(upgraded: Store) -> None:
    """And what could not be had still cannot."""
    figures = upgraded.publishable.whole_year_figures(2021, YearFigures())
    assert {figure.portal: figure.value for figure in figures} == {"all": 60, "fjord": None}


def test_older_counts_are_not_opened_without_what_protects_them(
    older: Engine, database_url: str
) -> None:
    """Nothing is changed, and the sentence says what to do."""
    with pytest.raises(DatabaseProblem, match="have to be protected first: open it once with"):
        Store.open(database_url)
    with older.connect() as connection:
        kept = connection.scalar(text("SELECT count(*) FROM weekly_overlap"))
    assert kept == 12
