"""The labelled sets, `cases*.toml`, and the targets that reading each of them must hold."""

from collections import Counter

import pytest

from benchmarks.numbers import SETS, labelled_cases, precision, read_case, scores_by_kind

RECALL = {"plain": 0.97, "link": 0.97, "disguised": 0.90}
CLEAN_REJECTS = 0.95
PRECISION = 0.98
LEAST_CASES = 300
LEAST_OF_A_KIND = {"cases": 60, "cases_second": 60, "cases_third": 30, "cases_fourth": 40}


@pytest.fixture(params=SETS)
def name(request: pytest.FixtureRequest) -> str:
    """Every set in its turn: none may hide behind another."""
    return str(request.param)


@pytest.mark.parametrize(("kind", "target"), RECALL.items())
def test_recall_reaches_the_target_of_its_kind(name: str, kind: str, target: float) -> None:
    """Of the numbers a reader sees, at least the target's share is found."""
    assert scores_by_kind(name)[kind].recall >= target


def test_what_only_looks_like_a_number_is_left_alone(name: str) -> None:
    """In nearly all reject cases nothing is found."""
    assert scores_by_kind(name)["reject"].freedom >= CLEAN_REJECTS


def test_what_is_found_is_nearly_always_a_number(name: str) -> None:
    """Over all kinds, at least 98 of 100 numbers found are what a reader would dial."""
    assert precision(scores_by_kind(name).values()) >= PRECISION


def test_numbers_come_in_order_of_appearance(name: str) -> None:
    """Where a case lists several numbers, they are found in that order."""
    several = [case for case in labelled_cases(name) if len(case["expected"]) > 1]
    assert several
    assert [case["expected"] for case in several] == [read_case(case) for case in several]


def test_a_set_is_large_and_balanced(name: str) -> None:
    """At least 300 cases, no kind neglected, none there twice."""
    cases = labelled_cases(name)
    kinds = Counter(case["kind"] for case in cases)
    assert len(cases) >= LEAST_CASES
    assert min(kinds.values()) >= LEAST_OF_A_KIND[name]
    assert len({(case["input"], case["region"]) for case in cases}) == len(cases)
