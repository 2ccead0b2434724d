"""The reference holds what the design promises, and the attacks find each wrong design out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.attacks.attacker import AGENCY, PLACE_BY_ADS, PLACE_BY_BOTH, PORTAL
from tests.attacks.drawing import additions, alike, assert_chance, same_set_again
from tests.attacks.market import Plan
from tests.attacks.moving import recognised
from tests.attacks.reference import AS_DESIGNED, WRONG
from tests.attacks.table import row
from tests.attacks.trials import attack, publications

LONG = Plan(people=60, agencies=4)
ROWS = json.loads((Path(__file__).parent / "perturbation_table.json").read_text("utf-8"))["rows"]


@pytest.mark.parametrize("count", range(31))
def test_the_table_is_the_one_that_another_program_solved(count: int) -> None:
    """Each row of the reference's table has the stored chances, to five digits."""
    stored = {
        int(v) + max(count - 10, 0): chance for v, chance in ROWS[str(min(count, 10))].items()
    }
    assert dict(row(count)) == pytest.approx(stored, abs=1e-5)


def test_additions_are_of_the_designed_mean_and_variance() -> None:
    """Over 100 secrets, as far off the table's as chance may have it, each and all together."""
    found = additions(AS_DESIGNED, 100)
    assert_chance([each.mean for each in found.values()])
    assert_chance([each.variance for each in found.values()])


def test_the_same_set_draws_the_same_addition() -> None:
    """A set of numbers is printed as one figure, whatever else is in its week."""
    assert len(same_set_again(AS_DESIGNED, 100)) == 1
    assert len(same_set_again(WRONG["a new secret a week"], 100)) > 1


def test_a_set_that_differs_by_one_number_draws_an_addition_of_its_own() -> None:
    """Over 400 secrets (standard error .05), cells share their set's or their row's part."""
    found = alike(AS_DESIGNED, 400)
    assert found["neither"] == pytest.approx(0, abs=0.2)
    assert found["same row"] == pytest.approx(0.25, abs=0.2)
    assert found["same set"] == pytest.approx(0.75, abs=0.15)


@pytest.mark.parametrize(
    ("name", "target", "least"),
    [
        ("ads keyed by their own ids", AGENCY, 0.7),
        ("a new secret a week", PORTAL, 0.85),
        ("other places drawn anew", PLACE_BY_ADS, 0.75),
        ("revisions drawn anew", AGENCY, 0.7),
    ],
)
def test_an_attack_finds_the_wrong_design_out(name: str, target: str, least: float) -> None:
    """Where additions are drawn again, the attacker is right far more often than he should be.

    Over 220 publications: .84, .94, .XX and .82 (each ±.03), where the design allows .44 to .54.
    """
    assert attack(publications(WRONG[name], 0, 22), target).share > least


def test_without_a_lasting_part_a_years_means_give_a_small_place_away() -> None:
    """Ads and numbers, places less the rest, over two years of 52 weeks: .90 (±.02) are right."""
    wrong = publications(WRONG["no lasting quarter"], 0, 11, LONG)
    assert attack(wrong, PLACE_BY_BOTH, lasting=0.0).share > 0.75


def test_bare_sums_tell_who_moved() -> None:
    """One number that moves twice is told from two in .80 of 1,000 tries, a coin being .50."""
    assert recognised(WRONG["bare sums as cell keys"], 150).share > 0.7
