"""Believable or not: a portal's bounds in the config are the floor."""

from __future__ import annotations

import pytest

from monitor.checks import check_sweep
from monitor.config import load
from scrapers.model import Outcome, Sweep
from tests.monitor.building import seen
from tests.monitor.conftest import SHIPPED

NORDLYS = load(SHIPPED).portal[0]


def sweep_of(ads: int, with_number: int) -> Sweep:
    numbered = [seen(f"{at}", f"n{at}") for at in range(with_number)]
    silent = [seen(f"{at}") for at in range(with_number, ads)]
    return Sweep("nordlys", (*numbered, *silent), 1, ads, None)


@pytest.mark.parametrize(
    ("ads", "with_number", "outcome", "reason"),
    [
        (3, 2, Outcome.COMPLETE, ""),
        (5000, 5000, Outcome.COMPLETE, ""),
        (2, 2, Outcome.SUSPECT, "expected 3 to 5000 ads, found 2"),
        (5001, 5001, Outcome.SUSPECT, "expected 3 to 5000 ads, found 5001"),
        (10, 4, Outcome.SUSPECT, "expected a number in at least 50% of the ads, found 40%"),
        (10, 5, Outcome.COMPLETE, ""),
        (0, 0, Outcome.SUSPECT, "expected 3 to 5000 ads, found 0"),
    ],
)
def test_a_sweep_outside_the_bounds_is_suspect(
    ads: int, with_number: int, outcome: Outcome, reason: str
) -> None:
    """The bounds themselves are inside."""
    found = check_sweep(NORDLYS, sweep_of(ads, with_number))
    assert (found.outcome, found.reason) == (outcome, reason)
