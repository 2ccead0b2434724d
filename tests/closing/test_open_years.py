"""What a year's identifiers tell is computed once for each state of an open year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.collecting.collect import Collector
from monitor.installation.closing import close_year
from monitor.installation.year_counts import counter, figures_of_year, profiles_of_year
from storage.errors import DatabaseProblem
from storage.publishable import Publishable
from storage.records import Review
from storage.weeks import Week
from storage.year_records import (
    Profile,
    YearFigures,
    YearlyFigure,
    YearProfiles,
    YearSightings,
)
from tests.closing.conftest import AFTER, rows
from tests.monitor.conftest import Setup, some_ads

MONDAY = date(2022, 1, 3)
NORDLYS = "nordlys"


@pytest.fixture
def market(installation: Setup) -> Setup:
    """Thirty ads on the largest portal for two weeks."""
    installation.market.ads[NORDLYS] = some_ads(NORDLYS, 30)
    for nr in range(2):
        sweep(installation, nr)
    return installation


def sweep(home: Setup, nr: int) -> None:
    """Sweep all portals in the week so many weeks after the first."""
    Collector(home.at(MONDAY + timedelta(weeks=nr))).collect(home.config.portal)


def review(home: Setup, decided: Review | None) -> None:
    """Decide about the first week of a portal."""
    week, count = Week.of(MONDAY), counter(home.config, home.store, 2022)
    home.store.review([(NORDLYS, week)], decided, reason="a fair in town", count=count)


class Counted:
    """The figures and profiles of 2022, and how often they were computed from identifiers."""

    def __init__(self, home: Setup) -> None:
        self.home, self.times = home, 0

    def read(self, basis: str = "") -> tuple[list[YearlyFigure], list[Profile]]:
        """Return them as a report has them."""
        source, (figures, profiles) = self.home.store.publishable, self.how(basis)
        return source.whole_year_figures(2022, figures), source.profiles(2022, profiles)

    def how(self, basis: str) -> tuple[YearFigures, YearProfiles]:
        """Return how they are computed."""
        figures = figures_of_year(self.home.config, self.home.store, 2022)
        profiles = profiles_of_year(self.home.config, self.home.store, 2022)

        def compute(seen: YearSightings) -> list[Profile]:
            self.times += 1
            return list(profiles.compute(seen))

        return (
            replace(figures, basis=figures.basis + basis),
            YearProfiles(compute, profiles.basis + basis),
        )


@pytest.fixture
def counted(market: Setup) -> Counted:
    """Nothing is read yet."""
    return Counted(market)


def test_they_are_computed_once_and_are_the_same_when_read_again(counted: Counted) -> None:
    """As a closing computes them, too."""
    first = counted.read()
    assert counted.read() == first
    assert counted.times == 1
    assert first[0]
    assert first[1]
    close_year(counted.home.at(AFTER), 2022)
    assert counted.read() == first
    assert counted.times == 1


def test_a_sweep_makes_them_anew(counted: Counted) -> None:
    """A week more is a state of its own."""
    before = counted.read()
    sweep(counted.home, 2)
    after = counted.read()
    assert counted.times == 2
    assert after[1] != before[1]
    assert len(rows(counted.home, "open_year")) == 2


def test_a_week_that_a_person_excludes_makes_them_anew(counted: Counted) -> None:
    """Though no sweep was made."""
    before = counted.read()
    review(counted.home, Review.EXCLUDED)
    assert counted.read()[1] != before[1]
    assert counted.times == 2


def test_what_changes_while_they_are_computed_is_not_kept_as_what_was(counted: Counted) -> None:
    """A week is excluded meanwhile, and taken in again: then they are of all weeks."""
    whole = counted.read()[1]
    profiles = counted.how("other")[1]
    meanwhile = [Review.EXCLUDED]

    def compute(seen: YearSightings) -> list[Profile]:
        found = list(profiles.compute(seen))
        if meanwhile:
            review(counted.home, meanwhile.pop())
        return found

    source = counted.home.store.publishable
    slow = YearProfiles(compute, profiles.basis)
    assert source.profiles(2022, slow) != whole
    review(counted.home, None)
    assert source.profiles(2022, slow) == whole


def test_what_else_decides_them_makes_them_anew(counted: Counted) -> None:
    """Another version, another threshold, other weeks in common."""
    assert counted.read() == counted.read("another") == counted.read("another")
    assert counted.times == 2


def test_where_they_cannot_be_kept_they_are_computed_again(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that may only be read is no reason to have no report."""

    def refuse(*_: object) -> None:
        raise DatabaseProblem("attempt to write a readonly database")

    monkeypatch.setattr("storage.connections.write_transaction", refuse)
    assert counted.read() == counted.read()
    assert counted.times == 2


def test_a_closing_computes_them_and_trusts_nothing_that_was_kept(counted: Counted) -> None:
    """Somebody may have changed a kept value since."""
    before = counted.read()
    with counted.home.store.publishable._connections.writing() as connection:
        connection.exec_driver_sql("UPDATE yearly_figure SET value = 7")
        connection.exec_driver_sql("UPDATE yearly_profile SET value = 7.0")
    close_year(counted.home.at(AFTER), 2022)
    assert counted.read() == before


def test_without_the_key_nothing_is_kept(counted: Counted) -> None:
    """Figures that cannot be had now must not be taken for those that can."""
    source: Publishable = counted.home.store.publishable
    none = source.whole_year_figures(2022, YearFigures(("distinct_numbers",)))
    assert {figure.value for figure in none} == {None}
    assert rows(counted.home, "open_year") == rows(counted.home, "yearly_figure") == []
