"""The main job on simulated markets: what is counted is what is true, to the ad."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from monitor.collecting.results import Result
from monitor.config import ConfigProblem, load
from monitor.demo.play import DEMO_CONFIG, NotADemoFolder, Play, Played, living, play
from monitor.report.printed_cells import COUNTED
from monitor.report.series import Kind, Scope
from scrapers.model import Outcome
from storage.keys import key_file
from storage.store import Store
from storage.weeks import Week
from tests.commands import monitor
from tests.monitor.conftest import SHIPPED


def a_play(out: Path, **settings: float) -> Play:
    """Return a year of a small market: how large it is has no part in what is tested here."""
    return replace(Play(SHIPPED, out, scale=0.1, years=1), **settings)  # type: ignore[arg-type]


def played(out: Path, **settings: float) -> Played:
    return play(a_play(out, **settings), lambda _result: None)


@pytest.mark.parametrize("seed", [2, 3, 5, 8, 13])
def test_every_counted_week_has_exactly_the_true_ads_and_numbers(tmp_path: Path, seed: int) -> None:
    """A year on each of three portals, less the three weeks in which one of them is out.

    No check holds back a good week, though portals are as small as 6 to 90 ads here.
    """
    results: list[Result] = []
    with living(a_play(tmp_path / "demo", seed=seed), results.append) as lived:
        assert lived.comparison.exact == lived.comparison.counted == 153
    failed = {(r.portal, r.week.number) for r in results if r.check.outcome is Outcome.FAILED}
    assert failed == {("fjord", 30), ("fjord", 31), ("fjord", 32)}


def test_a_changed_layout_is_a_gap_with_its_name_and_not_an_empty_market(tmp_path: Path) -> None:
    """The largest portal's 20th week of 2022 has no count, and the table says 51 of 52."""
    found = played(tmp_path / "demo", years=2)
    config = load(tmp_path / "demo" / "config.toml")
    store = Store.open(config.storage.database)
    runs, late = (store.runs(week, week) for week in (Week(2022, 20), Week(2022, 44)))
    store.close()
    level = found.annual.cell(2022, Scope("nordlys"), Kind.INDIVIDUAL, COUNTED)
    week = found.annual.cell(2022, Scope("nordlys"), Kind.INDIVIDUAL, "2022-W20")
    assert {run.portal: run.outcome for run in runs}["nordlys"] is Outcome.LAYOUT_CHANGED
    assert (level.number, week.flags) == (51, "e")
    assert found.comparison.exact == found.comparison.counted == 308
    assert {run.seen for run in runs} == {True}
    assert not any(run.seen for run in late)
    assert config.simulated_until == date(2023, 1, 2)
    assert key_file(config.storage.keys, 2023).exists()


def test_a_seed_gives_the_same_files_byte_for_byte_and_another_seed_others(tmp_path: Path) -> None:
    """The demo's keys are made up of its seed, like its market."""
    files = [
        [file.read_bytes() for file in played(tmp_path / f"{at}", weeks=5, seed=seed).files]
        for at, seed in enumerate((1, 1, 2))
    ]
    assert files[0] == files[1]
    assert len(files[0]) == 16  # single weeks of individual ads are too few here for Figure 3
    assert files[0][2] != files[2][2]


def test_simulated_weeks_never_reach_the_database_of_a_real_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the environment says that the real one is."""
    real = tmp_path / "real.sqlite"
    monkeypatch.setenv("MONITOR_DATABASE", f"sqlite:///{real}")
    with living(a_play(tmp_path / "demo", weeks=1), lambda _: None) as lived:
        assert lived.comparison.counted == 3
    assert (real.exists(), (tmp_path / "demo/data/monitor.sqlite").exists()) == (False, True)


def test_a_few_weeks_of_each_of_two_years_are_lived_through(tmp_path: Path) -> None:
    """Between them lie months without a sweep, after which a real clock would be doubted."""
    found = played(tmp_path / "demo", years=2, weeks=2)
    assert found.comparison.exact == found.comparison.counted == 12


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sqlite:///data/monitor.sqlite", "sqlite:///{}/real/x.sqlite"),
        ("[storage]", '[storage]\nkeys = "{}/real"'),
        ("sqlite:///data/monitor.sqlite", "postgresql+psycopg://u@127.0.0.1:1/x"),
        ("http://127.0.0.1:8471/tundra/", "http://127.0.0.1:1/tundra/"),
    ],
)
def test_the_config_of_a_real_installation_is_not_played_with(
    tmp_path: Path, old: str, new: str
) -> None:
    """Neither is its database written to, nor is a real portal swept a hundred times."""
    config = tmp_path / "config.toml"
    config.write_text(SHIPPED.read_text(encoding="utf-8").replace(old, new.format(tmp_path)))
    with pytest.raises(NotADemoFolder, match="leave --config out"):
        play(replace(a_play(tmp_path / "demo", weeks=1), config_file=config), lambda _: None)
    assert not list(tmp_path.glob("real*"))


def test_a_demo_without_a_config_makes_nothing(tmp_path: Path) -> None:
    """It says which file is missing, as every command does."""
    with pytest.raises(ConfigProblem, match="No such file"):
        play(replace(a_play(tmp_path / "demo"), config_file=tmp_path / "no.toml"), lambda _: None)
    assert not list(tmp_path.iterdir())


def test_the_demo_needs_no_config_and_looks_at_none_where_one_stands(tmp_path: Path) -> None:
    """It may be that of a real installation; the demo has the shipped one with it."""
    (tmp_path / "config.toml").write_text("this is = no config", encoding="utf-8")
    ran = monitor("demo", "--years", "1", "--weeks", "1", "--json", at=tmp_path)
    assert (ran.code, json.loads(ran.out)["exact_portal_weeks"]) == (0, 3), ran.said
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == "this is = no config"
    assert DEMO_CONFIG.read_bytes() == SHIPPED.read_bytes()


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """The demo deletes only what it made."""
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(NotADemoFolder, match="holds files that the demo did not make"):
        played(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
