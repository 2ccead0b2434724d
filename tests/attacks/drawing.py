"""Single cells drawn many times: what is added to a count, and to which other it is alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation

from scrapers.model import Sighting
from tests.attacks.cells import ALL, NUMBERS, Cell, Publisher, Sightings, Weekly
from tests.attacks.market import FJORD
from tests.attacks.table import chances, variance
from tests.attacks.trials import secret_of

COUNTS = range(31)
SIZE = 20


@dataclass(frozen=True)
class Additions:
    """How far the additions to one true count are from their design, in standard errors."""

    mean: float
    variance: float


def additions(publisher: Publisher, secrets: int) -> dict[int, Additions]:
    """Return for each true count how its additions' mean and variance compare with the table."""
    places = {f"place {count}": [_number(count, at) for at in range(count)] for count in COUNTS}
    tables = [publisher.count(_ads(places), secret_of(t), 2021, 7) for t in range(secrets)]
    return {
        count: _compared(count, [_of(table, f"place {count}") for table in tables])
        for count in COUNTS
    }


def _compared(count: int, values: Sequence[int]) -> Additions:
    errors = [value - count for value in values]
    wanted = variance(count)
    fourth = sum(chance * (value - count) ** 4 for value, chance in chances(count).items())
    mean = sum(errors) / len(errors)
    spread = sum(error**2 for error in errors) / len(errors)
    return Additions(
        _in_errors(mean, wanted, len(errors)),
        _in_errors(spread - wanted, fourth - wanted**2, len(errors)),
    )


def _in_errors(difference: float, variance_of_one: float, many: int) -> float:
    """Return a difference in standard errors; where nothing may vary, any is infinite."""
    if variance_of_one < 1e-9:
        return 0.0 if abs(difference) < 1e-9 else float("inf")
    return float(difference / (variance_of_one / many) ** 0.5)


def assert_chance(deviations: Sequence[float]) -> None:
    """Fail where standard deviations are further from 0 than chance brings independent ones."""
    assert max(map(abs, deviations)) < 5
    assert abs(sum(deviations)) < 4 * len(deviations) ** 0.5


def same_set_again(publisher: Publisher, times: int) -> set[int]:
    """Return what one set of numbers is printed as, week by week, in ever new surroundings."""
    numbers = [_number(0, at) for at in range(SIZE)]
    return {
        _of(
            publisher.count(
                _ads({"Oslo": numbers, "Bergen": others}, turn), b"k" * 32, 2021, turn % 52
            ),
            "Oslo",
        )
        for turn, others in _surroundings(times)
    }


def _surroundings(times: int) -> Iterator[tuple[int, list[bytes]]]:
    return ((turn, [_number(turn + 1, at) for at in range(turn % 7)]) for turn in range(times))


def alike(publisher: Publisher, secrets: int) -> Mapping[str, float]:
    """Return how the additions of two cells of equal counts go together, over many secrets."""
    numbers = [_number(0, at) for at in range(SIZE)]
    other = [*numbers[1:], _number(1, 0)]
    here: list[int] = []
    second: dict[str, list[int]] = {"same set": [], "same row": [], "neither": []}
    for turn in range(secrets):
        one, two = (
            publisher.count(_ads({"Oslo": first, "Bergen": then}), secret_of(turn), 2021, week)
            for week, (first, then) in enumerate(((numbers, numbers), (other, other)))
        )
        here.append(_of(one, "Oslo"))
        second["same set"].append(_of(one, "Bergen"))
        second["same row"].append(_of(two, "Oslo"))
        second["neither"].append(_of(two, "Bergen"))
    return {name: correlation(here, values) for name, values in second.items()}


def _of(table: Weekly, place: str) -> int:
    return table.get(Cell(ALL, place, NUMBERS), 0)


def _number(of: int, at: int) -> bytes:
    return b"number" + of.to_bytes(5) + at.to_bytes(5)


def _ads(places: Mapping[str, Sequence[bytes]], turn: int = 0) -> Sightings:
    """One ad for each place and number, with an id of the turn's own."""
    ads = (
        Sighting(
            b"ad" + turn.to_bytes(4) + at.to_bytes(10), frozenset({number}), frozenset({place})
        )
        for at, (place, number) in enumerate(
            (place, number) for place, numbers in places.items() for number in numbers
        )
    )
    return {FJORD: (tuple(ads),)}
