"""Sets labelled before their author had seen the reader, and before it had read them, mended.

Their Norwegian numbers are given to nobody, so the cases are read as contact fields are; what only
looks like a number is read as running text, too.
"""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.numbers import Score, precision
from scrapers.numbers import read_html
from tests.scrapers.numbers.support import revealed

SETS = (
    "unseen_reader_cases",
    "unseen_second_cases",
    "unseen_third_cases",
    "unseen_fourth_cases",
    "unseen_fifth_cases",
)
RECALL = {"plain": 0.97, "link": 0.97, "disguised": 0.95}
CLEAN_REJECTS = 0.97
PRECISION = 0.985
LEAST_OF_A_KIND = 13


@cache  # of what the suite itself wrote
def _cases(name: str) -> list[dict[str, Any]]:
    text = Path(__file__).with_name(f"{name}.json").read_text("utf-8")
    cases: list[dict[str, Any]] = json.loads(text)["cases"]
    return cases


def _read(case: dict[str, Any], *, contact: bool) -> set[str]:
    return set(revealed(read_html(case["html"], case["region"], contact=contact).numbers))


@pytest.fixture(params=SETS, scope="module")
def name(request: pytest.FixtureRequest) -> str:
    """Every set in its turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def scores(name: str) -> dict[str, Score]:
    """Return the score of each kind."""
    by_kind: dict[str, Score] = defaultdict(Score)
    for case in _cases(name):
        by_kind[case["kind"]].add(_read(case, contact=True), set(case["want"]))
    return by_kind


@pytest.mark.parametrize(("kind", "target"), RECALL.items())
def test_recall_reaches_the_target_of_its_kind(
    scores: dict[str, Score], kind: str, target: float
) -> None:
    """Of the numbers a reader sees, at least the target's share is found."""
    assert scores[kind].recall >= target


def test_what_only_looks_like_a_number_is_left_alone(name: str, scores: dict[str, Score]) -> None:
    """Nearly always in a contact field, and always in running text."""
    assert scores["reject"].freedom >= CLEAN_REJECTS
    rejects = [case for case in _cases(name) if case["kind"] == "reject"]
    assert [_read(case, contact=False) for case in rejects] == [set()] * len(rejects)


def test_what_is_found_is_nearly_always_a_number(scores: dict[str, Score]) -> None:
    """Over all kinds."""
    assert precision(scores.values()) >= PRECISION


def test_a_set_is_balanced(name: str, scores: dict[str, Score]) -> None:
    """No case is there twice, and no kind neglected."""
    cases = _cases(name)
    assert len({(case["html"], case["region"]) for case in cases}) == len(cases)
    assert min(score.cases for score in scores.values()) >= LEAST_OF_A_KIND
