"""The table of `monitor sweep` in a terminal of eighty columns."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from monitor.collecting.results import Result
from monitor.commands.sweep import results_table
from monitor.report.render.terminal import print_table
from scrapers.model import Outcome
from storage.records import CheckResult, SweepStatistics
from storage.weeks import Week

WEEK = Week(2022, 10)
MUCH = SweepStatistics(
    pages=120,
    cards=4021,
    ads=3990,
    with_number=3512,
    stated_total=4001,
    excluded=12,
    duplicates=19,
    hidden=300,
)


LONG = "a-portal-whose-name-has-forty-letters-xx"


def shown(*results: Result, width: int = 80) -> list[str]:
    """Return the table's lines."""
    written = io.StringIO()
    print_table(results_table(list(results)), Console(file=written, width=width, soft_wrap=True))
    return written.getvalue().splitlines()


def test_no_word_of_the_headings_is_broken_where_all_columns_are_there() -> None:
    """Twelve of them."""
    failed = CheckResult(Outcome.LAYOUT_CHANGED)
    lines = shown(
        Result("nordlys", WEEK, CheckResult(Outcome.COMPLETE), MUCH, 1234.2),
        Result("fjord", WEEK, failed, SweepStatistics(), 3.2),
    )
    assert max(map(len, lines)) <= 80
    words = " ".join(lines).split()
    headings = {"portal", "outcome", "pages", "cards", "excl.", "dupl.", "ads"}
    headings |= {"with", "no", "number", "hidden", "stated", "s"}
    assert headings < set(words)
    assert {"nordlys", "complete", "layout", "changed", "4021", "3512", "178"} < set(words)


@pytest.mark.parametrize("width", [80, 60])
def test_no_portals_name_is_broken_however_narrow_the_terminal(width: int) -> None:
    """A person types it; the lines are as long as they have to be."""
    result = Result(LONG, WEEK, CheckResult(Outcome.LAYOUT_CHANGED), MUCH, 1234.2)
    words = " ".join(shown(result, width=width)).split()
    assert {LONG, "layout", "changed", "4021", "with", "number", "stated"} < set(words)


def test_a_column_that_holds_nought_alone_is_left_out() -> None:
    """But for those that say that nothing was there."""
    few = SweepStatistics(pages=2, cards=40, ads=40, with_number=0, excluded=0, duplicates=0)
    heads = " ".join(shown(Result("nordlys", WEEK, CheckResult(Outcome.COMPLETE), few))[:3])
    assert " ".join(heads.split()).startswith("portal outcome pages cards ads with number no")
