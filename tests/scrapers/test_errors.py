"""Each error is an outcome in the ledger."""

import pytest

from scrapers.errors import FetchFailed, Incomplete, LayoutChanged, Refused, ScrapeError
from scrapers.model import Outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ScrapeError, Outcome.FAILED),
        (FetchFailed, Outcome.FAILED),
        (Refused, Outcome.REFUSED),
        (LayoutChanged, Outcome.LAYOUT_CHANGED),
        (Incomplete, Outcome.PARTIAL),
    ],
)
def test_each_error_has_its_outcome(error: type[ScrapeError], outcome: Outcome) -> None:
    """What went wrong decides what the ledger says."""
    assert error("why").outcome is outcome


def test_every_error_of_a_sweep_can_be_caught_as_one() -> None:
    """The tree has one root; a page that is gone is a finer kind of changed layout."""
    here = ScrapeError.__module__
    leaves = ScrapeError.__subclasses__()

    assert {leaf.__name__ for leaf in leaves} == {
        "FetchFailed",
        "Refused",
        "LayoutChanged",
        "Incomplete",
    }
    finer = {
        leaf.__name__: [sub.__name__ for sub in leaf.__subclasses__() if sub.__module__ == here]
        for leaf in leaves
    }
    assert finer == {
        "FetchFailed": ["CutOff"],
        "Refused": ["Challenge"],
        "LayoutChanged": ["Gone"],
        "Incomplete": [],
    }
