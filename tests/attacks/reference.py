"""The design of protection in plain Python, and the wrong designs that the attacks must find out.

Written after the method alone, without the product's code: what the two have in common, they have
from the design.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from math import floor, sqrt
from statistics import NormalDist

from scrapers.model import UNKNOWN_PLACE
from tests.attacks.cells import (
    ALL,
    EXACT,
    GROUPS,
    NUMBERS,
    SEVERAL,
    SHARED,
    Cell,
    Published,
    Sightings,
    Weekly,
    Year,
)
from tests.attacks.contents import Content, Contents, contents, contents_of, late_contents_of
from tests.attacks.market import TARGET_PLACE, Market
from tests.attacks.table import printed

REVISIONS = 5
_WHOLE = 2**64
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Reference:
    """The design, or one with a fault in it: each field but the name is a fault when changed."""

    name: str = "as designed"
    lasting: float = 0.25
    keyed_by_ads: bool = False
    new_secret_each_week: bool = False
    other_drawn_anew: bool = False
    bare_sums: bool = False
    revisions_drawn_anew: bool = False
    overlaps_drawn_besides: bool = False

    def count(self, sightings: Sightings, secret: bytes, year: int, number: int) -> Weekly:
        """Return the protected cells of one week."""
        return self._week(contents(sightings), _of_year(secret, year), number)

    def publish(self, market: Market, secret: bytes) -> Published:
        """Return all releases of the market's years."""
        numbers = range(len(market.years))
        secrets = [_of_year(secret, year) for year in numbers]
        years = tuple(self._year(contents_of(market, year), secrets[year]) for year in numbers)
        return Published(
            years,
            tuple(self._revisions(market, year, years[year], secrets[year]) for year in numbers),
            tuple(self._removed(market, year, years[year], secrets[year]) for year in numbers),
        )

    def _year(self, weeks: tuple[Contents, ...], secret: bytes) -> Year:
        year = _Year(self, secret)
        return tuple(self._week(cells, secret, number, year) for number, cells in enumerate(weeks))

    def _week(
        self, cells: Contents, secret: bytes, number: int, year: _Year | None = None
    ) -> Weekly:
        if self.new_secret_each_week or year is None:
            turn = number if self.new_secret_each_week else 0
            year = _Year(self, _keyed(secret, b"week %d" % turn) if turn else secret)
        drawn = {cell: year.draw(cell, content) for cell, content in cells.items()}
        return drawn if self.overlaps_drawn_besides else drawn | dict(_overlaps_summed(drawn))

    def _revisions(self, market: Market, year: int, first: Year, secret: bytes) -> tuple[Year, ...]:
        """Later revisions: in each, one more week with a late sweep is counted again."""
        late = late_contents_of(market, year)
        revisions: list[Year] = []
        for turn, number in enumerate(list(late)[:REVISIONS], 1):
            if self.revisions_drawn_anew:
                weeks = contents_of(market, year)
                revisions.append(self._year(weeks, _keyed(secret, b"revision %d" % turn)))
            else:
                before = (revisions or [first])[-1]
                again = self._week(late[number], secret, number)
                revisions.append((*before[:number], again, *before[number + 1 :]))
        return tuple(revisions)

    def _removed(self, market: Market, year: int, stored: Year, secret: bytes) -> Year:
        """The target place has left config.toml: its ads are of "other or unknown" places now."""
        if not self.other_drawn_anew:
            return tuple(map(summed_into_other, stored))
        anew = _Year(self, secret)
        return tuple(
            {
                other: anew.draw(other, cells.get(other, Content()) + cells.get(gone, Content()))
                for other, gone in _OTHER_AND_GONE
            }
            for cells in contents_of(market, year)
        )


def _overlaps_summed(drawn: Weekly) -> Iterator[tuple[Cell, int]]:
    """Up to three portals, what is on several of them is the sum of the exact sets."""
    exact = {cell: value for cell, value in drawn.items() if cell.measure == EXACT}
    for cell in drawn if exact else ():
        if cell.measure in {SHARED, SEVERAL}:
            within = {cell.portals} - {ALL}
            yield cell, sum(v for at, v in exact.items() if within <= set(at.portals.split("+")))


_OTHER_AND_GONE = tuple(
    (Cell(ALL, UNKNOWN_PLACE, measure), Cell(ALL, TARGET_PLACE, measure))
    for measure in (*GROUPS, NUMBERS)
)


def summed_into_other(week: Weekly) -> Weekly:
    """Return the rows of other places once the target place is one of them: sums of cells."""
    return {other: week.get(other, 0) + week.get(gone, 0) for other, gone in _OTHER_AND_GONE}


@dataclass
class _Year:
    """The keys of one year: of its units, and of its rows."""

    design: Reference
    secret: bytes
    records: dict[bytes, int] = field(default_factory=dict)
    rows: dict[Cell, float] = field(default_factory=dict)

    def draw(self, cell: Cell, content: Content) -> int:
        """Return what is printed for a cell."""
        units = content.ads if self.design.keyed_by_ads else content.units
        key = sum(map(self._record, units)) % _WHOLE
        whole = floor(content.value + 1e-9)
        if content.value - whole > 1e-9:
            chance = _uniform(self.secret, b"fraction", key.to_bytes(8))
            whole += chance < content.value - whole
        own = (
            key / _WHOLE
            if self.design.bare_sums
            else _uniform(self.secret, b"cell", key.to_bytes(8))
        )
        z = sqrt(1 - self.design.lasting) * _normal(own)
        z += sqrt(self.design.lasting) * self._row(cell)
        return printed(whole, _NORMAL.cdf(z))

    def _record(self, unit: bytes) -> int:
        if unit not in self.records:
            self.records[unit] = int.from_bytes(_keyed(self.secret, b"record" + unit)[:8])
        return self.records[unit]

    def _row(self, cell: Cell) -> float:
        if cell not in self.rows:
            self.rows[cell] = _normal(_uniform(self.secret, b"row", "/".join(cell).encode()))
        return self.rows[cell]


def _keyed(secret: bytes, message: bytes) -> bytes:
    return blake2b(message, key=secret, digest_size=32).digest()


def _uniform(secret: bytes, purpose: bytes, message: bytes) -> float:
    return int.from_bytes(_keyed(secret, purpose + message)[:8]) / _WHOLE


def _normal(uniform: float) -> float:
    return _NORMAL.inv_cdf(min(max(uniform, 1e-15), 1 - 1e-15))


@cache
def _of_year(secret: bytes, year: int) -> bytes:
    return _keyed(secret, b"year %d" % year)


AS_DESIGNED = Reference()
WRONG: Mapping[str, Reference] = {
    design.name: design
    for design in (
        Reference("no lasting quarter", lasting=0.0),
        Reference("ads keyed by their own ids", keyed_by_ads=True),
        Reference("a new secret a week", new_secret_each_week=True),
        Reference("other places drawn anew", other_drawn_anew=True),
        Reference("bare sums as cell keys", bare_sums=True),
        Reference("revisions drawn anew", revisions_drawn_anew=True),
        Reference("overlaps drawn besides their sets", overlaps_drawn_besides=True),
    )
}
