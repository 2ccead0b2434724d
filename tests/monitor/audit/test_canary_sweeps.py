"""The audit's own sweeps end in every way, and do read what is planted: else they prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.audit.canary_search import search
from monitor.audit.canary_sweeps import Canaries, sweep_canaries
from scrapers.model import Outcome


def test_canaries_are_read_and_counted_then_fail_change_and_are_shut_out(tmp_path: Path) -> None:
    """Four ads with a number each; no sweep after the first sees any."""
    results = sweep_canaries(tmp_path / "trial", Canaries.fresh())
    assert [result.check.outcome for result in results] == [
        *(Outcome.COMPLETE, Outcome.FAILED, Outcome.LAYOUT_CHANGED, Outcome.REFUSED)
    ]
    assert [result.statistics.ads for result in results] == [4, None, None, None]
    assert results[0].statistics.with_number == 4
    assert list((tmp_path / "trial" / "reports").iterdir()) != []


def test_canaries_are_new_each_time() -> None:
    """One that is left behind tells which audit left it, and none was ever anywhere else."""
    values = [value for _ in range(3) for value in Canaries.fresh().values]
    assert len(values) == len(set(values)) == 27


@pytest.mark.parametrize("element", ["article", "div"])
def test_each_page_shows_every_canary(tmp_path: Path, element: str) -> None:
    """In the layout that the config describes, and in another."""
    canaries = Canaries.fresh()
    (tmp_path / "page").write_text(canaries.page(element), encoding="utf-8")
    assert all(search([tmp_path], [value]) for value in canaries.values)
