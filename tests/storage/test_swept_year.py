"""A year's sightings are handed out in parts, and every one of them once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from scrapers.model import Sighting
from storage import swept_year
from storage.connections import Connections
from storage.database import open_engine
from storage.store import Store
from storage.swept_year import SweptYear
from storage.year_records import YearPart
from tests.storage.support import SUSPECT, WEEK, a_sweep, add, sighting

SEVERAL = Sighting(
    b"several".ljust(16), frozenset((b"\x01" * 16, b"\xf0" * 16)), frozenset({"Oslo"})
)
ALONE = [
    Sighting(bytes((at, 7)).ljust(16), frozenset((bytes((255 - at, 9)).ljust(16),)), places)
    for at, places in enumerate([frozenset({"Oslo"}), frozenset({"Oslo", "Bergen"})] * 100)
]
WITHOUT = [Sighting(bytes((at, 1)).ljust(16), frozenset(), frozenset({"Oslo"})) for at in range(90)]


@pytest.fixture(params=[1, 40])
def year(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterable[SweptYear]:
    """A portal's two sweeps of a week and another's one, of which a suspect one does not count."""
    monkeypatch.setattr(swept_year, "SIGHTINGS_AT_ONCE", 1 + 400 // request.param)
    store.plan(dict.fromkeys(("fjord", "nordlys"), False), [WEEK])
    add(store, a_sweep("fjord", SEVERAL, *ALONE, *WITHOUT))
    add(store, a_sweep("fjord", *ALONE[:3]))
    add(store, a_sweep("nordlys", sighting("x", "y", "z")), SUSPECT)
    engine = open_engine(database_url)
    yield SweptYear(Connections(engine), WEEK.year)
    engine.dispose()


def ads(part: YearPart) -> list[Sighting]:
    """Return all sightings of a part."""
    return [ad for _, of in part for sweeps in of.values() for sweep in sweeps for ad in sweep]


def test_an_ad_of_one_number_or_none_is_in_one_part_as_it_was_seen(year: SweptYear) -> None:
    """With all its places, in the order of ads, so that what is added up is always the same."""
    parts = [ads(part) for part in year.parts()]
    found = Counter(ad for part in parts for ad in part if ad.ad != SEVERAL.ad)
    assert found == Counter([*ALONE, *ALONE[:3], *WITHOUT])
    assert max(map(len, parts)) < (300 if len(parts) == 1 else 60)
    for sweep in (sweep for part in year.parts() for _, of in part for sweep in of["fjord"]):
        numbered = [ad.ad for ad in sweep if ad.numbers]
        assert numbered == sorted(numbered)


def test_an_ad_of_several_numbers_is_in_the_part_of_each(year: SweptYear) -> None:
    """Who counts linked numbers gets the ad whole; nobody can ask for a number by name."""
    parts = [ad for part in year.parts() for ad in ads(part) if ad.ad == SEVERAL.ad]
    assert frozenset().union(*(ad.numbers for ad in parts)) == SEVERAL.numbers
    assert len(parts) == (1 if len(list(year.parts())) == 1 else 2)
    assert list(year.links()) == [SEVERAL.numbers]
    assert ads(year.linked()) == [SEVERAL]


def test_only_portals_that_count_are_in_a_year(year: SweptYear) -> None:
    """Of a suspect sweep nobody has said that it counts."""
    assert {week: list(of) for week, of in year.portals().items()} == {WEEK: ["fjord"]}
    numbers = [n for part in year.numbers() for _, of in part for n in of["fjord"]]
    every = {number for ad in (SEVERAL, *ALONE) for number in ad.numbers}
    assert Counter(numbers) == Counter(every)


def test_parts_that_are_taken_before_they_are_read_are_the_same(year: SweptYear) -> None:
    """Each is of its own range, whenever it is read."""
    taken = [n for part in list(year.numbers()) for _, of in part for n in of["fjord"]]
    assert set(taken) == {number for ad in (SEVERAL, *ALONE) for number in ad.numbers}
    assert [ad for part in list(year.parts()) for ad in ads(part)] == [
        ad for part in year.parts() for ad in ads(part)
    ]


def test_a_year_without_sweeps_has_nothing_in_its_one_part(year: SweptYear) -> None:
    """Nothing is no fault."""
    empty = SweptYear(year._connections, WEEK.year + 1)
    assert [list(part) for part in empty.parts()] == [[]]
    assert [list(part) for part in empty.numbers()] == [[]]
    assert (list(empty.links()), list(empty.linked()), empty.portals()) == ([], [], {})
