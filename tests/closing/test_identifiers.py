"""Identifiers of different years cannot be linked, and a week has the key of its ISO year."""

from __future__ import annotations

from datetime import date
from math import sqrt
from statistics import fmean

import pytest

from monitor.collecting.collect import Collector
from scrapers.model import Ad, Hidden
from scrapers.pseudonymize import LOCAL, Identify
from storage.keys import key_file, load_key, new_key
from storage.weeks import Week
from tests.closing.conftest import identifiers
from tests.monitor.conftest import Setup, some_ads

KEYS = Hidden(bytes(range(32))), Hidden(bytes(range(1, 33)))
MANY = 2000


@pytest.fixture(scope="module")
def pairs() -> list[tuple[bytes, bytes]]:
    """The identifiers of the same numbers under the keys of two years."""
    found = []
    for at in range(MANY):
        ad = Ad(Hidden("ad"), (Hidden(f"+4742{at:06d}"),), ())
        first, second = (min(Identify(key).sighting("fjord", ad).numbers) for key in KEYS)
        found.append((first, second))
    return found


def bits(value: bytes) -> list[int]:
    return [byte >> at & 1 for byte in value for at in range(8)]


def test_no_identifier_is_shared_between_two_years(pairs: list[tuple[bytes, bytes]]) -> None:
    """Nor any first half of one: an accident has a chance of one in 10^12."""
    first, second = ({pair[year][:8] for pair in pairs} for year in (0, 1))
    assert (len(first), len(second), len(first & second)) == (MANY, MANY, 0)


def test_each_bit_agrees_with_the_other_years_as_a_coin_would(
    pairs: list[tuple[bytes, bytes]],
) -> None:
    """All 128 shares within 4.5 standard errors of a half, and their squares what chance gives."""
    agree = [[a == b for a, b in zip(bits(x), bits(y), strict=True)] for x, y in pairs]
    shares = [fmean(column) for column in zip(*agree, strict=True)]
    error = 0.5 / sqrt(MANY)
    scores = [(share - 0.5) / error for share in shares]
    assert len(scores) == 128
    assert max(map(abs, scores)) < 4.5
    assert sum(score**2 for score in scores) < 128 + 4 * sqrt(2 * 128)


def test_the_true_partner_is_no_nearer_than_a_stranger(pairs: list[tuple[bytes, bytes]]) -> None:
    """Who has both years' identifiers cannot match them by likeness: 64 of 128 bits differ."""

    def mean_distance(shift: int) -> float:
        partners = pairs[shift:] + pairs[:shift]
        return fmean(
            (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()
            for (a, _), (_, b) in zip(pairs, partners, strict=True)
        )

    error = sqrt(32 / MANY)
    assert abs(mean_distance(0) - 64) < 4 * error
    assert abs(mean_distance(0) - mean_distance(1)) < 6 * error


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2021, 1, 3), 2020),
        (date(2021, 1, 4), 2021),
        (date(2022, 1, 1), 2021),
        (date(2024, 12, 30), 2025),
    ],
)
def test_a_sweep_at_new_year_has_the_key_of_its_weeks_year(
    installation: Setup, day: date, year: int
) -> None:
    """Whatever the calendar says: only that year's key is there, and the identifiers are its."""
    keys = installation.config.storage.keys
    for other in (2021, 2022):
        key_file(keys, other).unlink()
    new_key(keys, year)
    results = Collector(installation.at(day)).collect(installation.config.portal[:1])
    assert (results[0].week, results[0].statistics.ads) == (Week.of(day), 4)
    ours = installation.store.installation_id()
    identify = Identify(load_key(keys, year), LOCAL, ours)
    numbers = {
        number
        for ad in some_ads("nordlys", 4)
        for number in identify.sighting(
            "nordlys", Ad(Hidden("any"), tuple(map(Hidden, ad.numbers)), ())
        ).numbers
    }
    assert len(numbers) == 4
    assert numbers < identifiers(installation)
    assert installation.store.years_with_identifiers() == {year}
