"""The product under attack: what it would publish of a market, by its own code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256

from monitor.counting import CellId, count_week
from monitor.protection import Protection
from monitor.report.series import Year as ReportedYear
from scrapers.model import UNKNOWN_PLACE, Hidden
from storage.records import Protected, ProtectedCount
from storage.weeks import Week
from tests.attacks.cells import ALL, GROUPS, NUMBERS, Cell, Published, Sightings, Weekly, Year
from tests.attacks.market import TARGET_PLACE, Market

FIRST_YEAR = 2021


class Product:
    """Counts with the product's code, each release under a protection made afresh."""

    name = "the product"

    def count(self, sightings: Sightings, secret: bytes, year: int, number: int) -> Weekly:
        """Return the protected cells of one week."""
        return week_of(sightings, _protection(secret, year), year, number)

    def publish(self, market: Market, secret: bytes) -> Published:
        """Return all releases; a revision counts only the weeks with late sweeps again."""
        years = tuple(
            _year(weeks, secret, year) for year, weeks in enumerate(market.years, FIRST_YEAR)
        )
        return Published(
            years,
            tuple(
                (_revision(stored, market.late[at], secret, FIRST_YEAR + at),)
                for at, stored in enumerate(years)
            ),
            tuple(_removed(market, *each) for each in enumerate(years, FIRST_YEAR)),
        )


def _revision(stored: Year, late: Mapping[int, Sightings], secret: bytes, year: int) -> Year:
    protection = made_afresh(secret, year)
    again = {number: week_of(week, protection, year, number) for number, week in late.items()}
    return tuple(again.get(number, week) for number, week in enumerate(stored))


def _year(weeks: Sequence[Sightings], secret: bytes, year: int) -> Year:
    protection = made_afresh(secret, year)
    return tuple(week_of(week, protection, year, number) for number, week in enumerate(weeks))


def week_of(sightings: Sightings, protection: Protection, year: int, number: int) -> Weekly:
    """Return the cells that the product makes of one week."""
    counted = count_week(Week(year, number + 1), sightings, protection, 2)
    return {Cell(cell.portals, cell.place, cell.measure): cell.value for cell in counted.cells}


def made_afresh(secret: bytes, year: int) -> Protection:
    """Return the protection of a year under its own key, as a new process would make it."""
    return Protection(Hidden(sha256(secret + year.to_bytes(2)).digest()), year)


_protection = lru_cache(maxsize=4)(made_afresh)


def _removed(market: Market, year: int, weeks: Year) -> Year:
    """What the report says of other places, once the target place is not in config.toml."""
    stored = (
        ProtectedCount(Week(year, number + 1), *cell, Protected(value))
        for number, week in enumerate(weeks)
        for cell, value in week.items()
    )
    places = [place for place in market.places if place not in {TARGET_PLACE, UNKNOWN_PLACE}]
    reported = ReportedYear(year, (), stored, places)
    joined = reported.stored_places(UNKNOWN_PLACE)
    return tuple(
        {
            Cell(ALL, UNKNOWN_PLACE, measure): sum(
                reported.value(CellId(ALL, place, measure), Week(year, at + 1)) for place in joined
            )
            for measure in (*GROUPS, NUMBERS)
        }
        for at in range(len(weeks))
    )
