"""The table of `monitor sweep` in a terminal of eighty columns."""

from __future__ import annotations

import io

from rich.console import Console

from monitor.collecting.results import Result
from monitor.commands.sweep import results_table
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


def shown(*results: Result) -> list[str]:
    """Return the table's lines."""
    written = io.StringIO()
    Console(file=written, width=80).print(results_table(list(results)))
    return written.getvalue().splitlines()


def test_no_word_of_the_headings_is_broken_where_all_columns_are_there() -> None:
    """Twelve of them; a portal's long name goes on in the next line."""
    failed = CheckResult(Outcome.LAYOUT_CHANGED)
    lines = shown(
        Result("nordlys", WEEK, CheckResult(Outcome.COMPLETE), MUCH, 1234.2),
        Result("fjord-annonser", WEEK, failed, SweepStatistics(), 3.2),
    )
    assert max(map(len, lines)) <= 80
    words = " ".join(lines).split()
    headings = {"portal", "outcome", "pages", "cards", "excl.", "dupl.", "ads"}
    headings |= {"with", "no", "number", "hidden", "stated", "s"}
    assert headings < set(words)
    assert {"nordlys", "complete", "layout", "changed", "4021", "3512", "178"} < set(words)


def test_a_column_that_holds_nought_alone_is_left_out() -> None:
    """But for those that say that nothing was there."""
    few = SweepStatistics(pages=2, cards=40, ads=40, with_number=0, excluded=0, duplicates=0)
    heads = " ".join(shown(Result("nordlys", WEEK, CheckResult(Outcome.COMPLETE), few))[:3])
    assert " ".join(heads.split()).startswith("portal outcome pages cards ads with number no")
