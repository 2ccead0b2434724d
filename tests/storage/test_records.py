"""Records: what a ledger row says of its week."""

from __future__ import annotations

import pytest

from scrapers.model import Outcome
from storage.records import Review
from storage.weeks import Week
from tests.monitor.building import run


@pytest.mark.parametrize(
    ("outcome", "review", "is_undecided"),
    [
        (Outcome.SUSPECT, None, True),
        (Outcome.SUSPECT, Review.ACCEPTED, False),
        (Outcome.SUSPECT, Review.EXCLUDED, False),
        (Outcome.COMPLETE, None, False),
        (Outcome.FAILED, None, False),
    ],
)
def test_only_a_suspect_week_that_nobody_decided_about_is_undecided(
    outcome: Outcome, review: Review | None, *, is_undecided: bool
) -> None:
    """Its year cannot be closed before a person says what to make of it."""
    assert run("fjord", Week(2022, 9), outcome, review).is_undecided is is_undecided
