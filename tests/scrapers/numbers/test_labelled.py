"""The labelled set, `cases.toml`, and the targets that reading it must hold."""

from collections import Counter

import pytest

from benchmarks.numbers import labelled_cases, precision, read_case, scores_by_kind

RECALL = {"plain": 0.97, "link": 0.97, "disguised": 0.90}
CLEAN_REJECTS = 0.95
PRECISION = 0.98
LEAST_CASES = 300
LEAST_OF_A_KIND = 60


@pytest.mark.parametrize(("kind", "target"), RECALL.items())
def test_recall_reaches_the_target_of_its_kind(kind: str, target: float) -> None:
    """Of the numbers a reader sees, at least the target's share is found."""
    assert scores_by_kind()[kind].recall >= target


def test_what_only_looks_like_a_number_is_left_alone() -> None:
    """In nearly all reject cases nothing is found."""
    assert scores_by_kind()["reject"].freedom >= CLEAN_REJECTS


def test_what_is_found_is_nearly_always_a_number() -> None:
    """Over all kinds, at least 98 of 100 numbers found are what a reader would dial."""
    assert precision(scores_by_kind().values()) >= PRECISION


def test_numbers_come_in_order_of_appearance() -> None:
    """Where a case lists several numbers, they are found in that order."""
    several = [case for case in labelled_cases() if len(case["expected"]) > 1]
    assert several
    assert [case["expected"] for case in several] == [read_case(case) for case in several]


def test_the_set_is_large_and_balanced() -> None:
    """At least 300 cases, no kind neglected, none there twice."""
    cases = labelled_cases()
    kinds = Counter(case["kind"] for case in cases)
    assert len(cases) >= LEAST_CASES
    assert min(kinds.values()) >= LEAST_OF_A_KIND
    assert len({(case["input"], case["region"]) for case in cases}) == len(cases)
