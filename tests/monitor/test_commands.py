"""The commands as a person runs them: what they print, what they write, how they end."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from monitor.command_line import app
from monitor.config import load
from monitor.demo.play import Play, play
from monitor.demo.portal_server import DemoPortals
from scrapers.model import Outcome, Sweep
from storage.errors import DatabaseProblem, KeyProblem
from storage.publishable import Releases
from storage.records import CheckResult, Release
from storage.store import Store
from storage.weeks import Week, ends_of
from tests.commands import STARTED, contents, monitor, monitor_process
from tests.monitor.conftest import SHIPPED, Handmade, let_time_go_on, some_ads, write_config

THIS_WEEK = Week.of(STARTED.astimezone(ZoneInfo("Europe/Oslo")).date())
ADS = 26
"""On each portal: weeks are printed from 20 on, and a protected count is at most 5 off."""
FILES = 12
"""Of a report besides its figures: three to read, five of open data, four tables for Excel."""
FIGURE = 2
"""A figure is drawn twice; the one of yearly means needs a year, or one that is not over yet."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder with a config of the demo portals, open now, and this year's key."""
    market = Handmade({name: some_ads(name, ADS) for name in ("nordlys", "fjord", "tundra")})
    with DemoPortals(market) as portals:
        portals.set_week(THIS_WEEK.monday())
        write_config(tmp_path, portals.base)
        yield tmp_path


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo that has been lived through, long ago: 12 weeks of 2021."""
    out = tmp_path_factory.mktemp("played") / "demo"
    play(Play(SHIPPED, out, scale=0.2, years=1, weeks=12), print)
    let_time_go_on(out)
    return out


def test_the_first_week_of_a_new_installation(home: Path) -> None:
    """Check, make a key, check, sweep, status, report: each says what comes next."""
    before = monitor("check", at=home)
    assert (before.code, f"monitor key new {THIS_WEEK.year}" in before.out) == (1, True)
    for year in {THIS_WEEK.year, THIS_WEEK.year + 1}:
        assert monitor("key", "new", year, at=home).code == 0
    assert monitor("check", at=home).out.startswith("OK: ")
    swept = monitor("sweep", "--json", at=home)
    assert [(row["portal"], row["outcome"], row["ads"]) for row in json.loads(swept.out)] == [
        ("nordlys", "complete", ADS),
        ("fjord", "complete", ADS),
        ("tundra", "complete", ADS),
    ]
    status = monitor("status", at=home)
    assert status.code == 0
    line = f"ALT I ORDEN: {3 * ADS} annonser i uke {THIS_WEEK.number}"
    assert status.out.splitlines()[0] == line
    assert "SIMULERTE portaler: fjord, nordlys, tundra" in status.out
    monday = str(THIS_WEEK.next().monday())
    report = monitor("report", THIS_WEEK.year, "--date", monday, at=home)
    assert (report.code, "SIMULERTE TALL" in report.out) == (0, True)
    assert len(contents(home / "reports")) == FILES + 3 * FIGURE


def test_a_sweep_without_the_key_ends_with_code_3_and_says_how_to_make_one(home: Path) -> None:
    """There is no fallback, and a process ends with the code that its command ended with."""
    ran = monitor_process("sweep", at=home)
    assert (ran.code, "Traceback" in ran.err) == (3, False)
    assert f"monitor key new {THIS_WEEK.year}" in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("sweep", "--json"), 3),
        (("key", "show", THIS_WEEK.year, "--json"), 3),
        (("report", 2020, "--json"), 1),
        (("status", "--json", "--config", "none.toml"), 2),
    ],
)
def test_a_command_that_cannot_be_done_says_so_in_json_where_that_was_asked_for(
    home: Path, words: tuple[object, ...], code: int
) -> None:
    """The same sentence as on stderr, where it stands anyway."""
    ran = monitor(*words, at=home)
    assert json.loads(ran.out) == {"problem": ran.err.rstrip("\n"), "exit_code": code}
    assert ran.code == code
    plain = monitor(*(word for word in words if word != "--json"), at=home)
    assert (plain.code, plain.out, plain.err) == (code, "", ran.err)


@pytest.mark.parametrize(
    "words",
    [
        ("gaps", "1800"),
        ("week", "unknown"),
        ("week", "nordlys", "2026-W60"),
        ("history", "unknown"),
        ("report", "2026-2012"),
        ("sweep", "unknown"),
    ],
)
def test_wrong_words_are_told_in_json_too_where_that_was_asked_for(
    home: Path, words: tuple[str, ...]
) -> None:
    """For a person they stand on stderr, in a box."""
    ran = monitor(*words, "--json", at=home)
    told = json.loads(ran.out)
    assert (ran.code, told["exit_code"]) == (2, 2)
    assert told["problem"]
    assert monitor(*words, at=home).out == ""


def test_a_sweep_that_could_not_be_stored_is_one_piece_of_json(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what is wrong, and the code of what it is."""
    monitor("key", "new", THIS_WEEK.year, at=home)

    def full(*_given: object, **_named: object) -> None:
        raise DatabaseProblem("the disk is full")

    monkeypatch.setattr(Store, "add_sweep", full)
    ran = monitor("sweep", "--json", at=home)
    assert [row["problem"] for row in json.loads(ran.out)] == ["the disk is full"] * 3
    assert (ran.code, ran.err.splitlines()[-1]) == (4, "the disk is full")


def test_what_kept_sweeps_from_being_stored_is_said_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of all portals that it befell; where there are two things, both are."""
    monitor("key", "new", THIS_WEEK.year, at=home)

    def refused(_store: object, sweep: Sweep, *_given: object, **_named: object) -> None:
        full = sweep.portal != "fjord"
        raise DatabaseProblem("the disk is full") if full else KeyProblem("the year was closed")

    monkeypatch.setattr(Store, "add_sweep", refused)
    ran = monitor("sweep", at=home)
    assert ran.code == 4
    assert (ran.said.count("the disk is full"), ran.said.count("the year was closed")) == (1, 1)


def test_check_shows_a_selector_as_it_stands(home: Path) -> None:
    """Square brackets are a selector's own, and no colours of the terminal."""
    config = home / "config.toml"
    wrong = config.read_text("utf-8").replace("a[rel=next]", "a[rel=]")
    config.write_text(wrong, "utf-8")
    checked = monitor("check", at=home)
    assert checked.code == 2
    assert "'a[rel=]' is not a CSS selector" in checked.out
    assert 'next = "a[rel=next]"' in checked.out


def test_a_sweep_names_its_portals_in_full_in_a_narrow_terminal(home: Path) -> None:
    """Twelve columns share eighty characters; what they are about must not be cut."""
    monitor("key", "new", THIS_WEEK.year, at=home)
    swept = monitor("sweep", at=home).out
    assert all(f"\n{name} " in swept for name in ("nordlys", "fjord", "tundra"))
    assert "…" not in swept


def test_a_sweep_says_on_stderr_how_far_it_is(home: Path) -> None:
    """In counts and names of portals; what is on stdout stays the table, or JSON."""
    monitor("key", "new", THIS_WEEK.year, at=home)
    for words in (["sweep"], ["sweep", "--json"]):
        swept = monitor(*words, at=home)
        assert f"{ADS} ads, " not in swept.out
        line = rf"(\w+): (1 page|(?!1 )\d+ pages)(, {ADS} own)?, {ADS}( of {ADS})? ads, complete"
        matches = [re.fullmatch(line, said) for said in swept.err.splitlines()]
        assert {match[1] for match in matches if match} == {"nordlys", "fjord", "tundra"}
        assert all(matches)


def test_status_is_not_ok_before_this_week_is_swept(home: Path) -> None:
    """One line says what is wrong."""
    ran = monitor("status", "--json", at=home)
    told = json.loads(ran.out)
    assert (ran.code, told["ok"], told["week"]) == (1, False, str(THIS_WEEK))
    assert "Ingen nøkkel" in told["problems"][0]


def test_a_week_that_failed_cannot_be_accepted(home: Path) -> None:
    """There is no count that a person could vouch for."""
    store = Store.open(load(home / "config.toml").storage.database)
    store.plan({"nordlys": True}, [THIS_WEEK])
    store.add_failure("nordlys", THIS_WEEK, CheckResult(Outcome.FAILED, "nordlys answered 503"))
    store.close()
    ran = monitor("accept", "nordlys", THIS_WEEK, "--reason", "it looked fine", at=home)
    message = " ".join(ran.err.replace("│", " ").split())
    assert (ran.code, "only a suspect week has a count to accept" in message) == (2, True)


def test_a_second_key_for_a_year_is_refused(home: Path) -> None:
    """The first stays as it was."""
    file = home / "keys" / f"{THIS_WEEK.year}.key"
    monitor("key", "new", THIS_WEEK.year, at=home)
    key = file.read_bytes()
    ran = monitor("key", "new", THIS_WEEK.year, at=home)
    assert (ran.code, file.read_bytes()) == (3, key)
    assert "A year has one key" in ran.err


@pytest.mark.parametrize("years", [-1, 2])
def test_a_key_of_a_year_far_away_is_made_when_a_person_says_yes(
    home: Path, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    """It is more likely a slip than meant; this year's and the next are made without a word."""
    year = THIS_WEEK.year + years
    monkeypatch.setattr("sys.stdin", io.StringIO("\ny\n"))
    answers = [monitor("key", "new", year, at=home) for _ in range(2)]
    assert [ran.code for ran in answers] == [1, 0]
    assert f"It is {THIS_WEEK.year}. Make a key of {year}?" in answers[0].out
    assert [file.name for file in (home / "keys").glob("*.key")] == [f"{year}.key"]
    for usual in (THIS_WEEK.year, THIS_WEEK.year + 1):
        assert "?" not in monitor("key", "new", usual, at=home).out


def test_numbers_that_a_portal_keeps_back_are_shown_as_a_share(home: Path) -> None:
    """After the sweep as a count beside those without, and in the status as a share of the ads."""
    file = home / "config.toml"
    kept_back = 'hidden = { select = ".contact" }\nnumber = ".nowhere"   # where'
    file.write_text(
        file.read_text().replace('number = ".contact"                # where', kept_back)
    )
    monitor("key", "new", THIS_WEEK.year, at=home)
    (swept,) = json.loads(monitor("sweep", "nordlys", "--json", at=home).out)
    numbers = [swept[key] for key in ("ads", "with_number", "hidden", "without")]
    assert numbers == [ADS, 0, ADS, 0]
    assert "100%" in monitor("status", at=home).out
    shares = {
        row["portal"]: row["hidden_share"]
        for row in json.loads(monitor("status", "--json", at=home).out)["portals"]
    }
    assert shares == {"nordlys": 1.0, "fjord": None, "tundra": None}


def test_a_suspect_week_can_be_accepted_or_excluded_with_a_reason(home: Path) -> None:
    """A person decides, and the status shows it."""
    file = home / "config.toml"
    file.write_text(file.read_text().replace("least = 3", "least = 100"))
    monitor("key", "new", THIS_WEEK.year, at=home)
    assert monitor("sweep", "nordlys", at=home).code == 1
    accepted = monitor("accept", "nordlys", THIS_WEEK, "--reason", "checked by hand", at=home)
    assert (accepted.code, "accepted. checked by hand" in accepted.out) == (0, True)
    portals = {
        row["portal"]: row
        for row in json.loads(monitor("status", "--json", at=home).out)["portals"]
    }
    assert (portals["nordlys"]["ads"], portals["nordlys"]["outcome"]) == (ADS, "accepted")
    monitor("exclude", "nordlys", THIS_WEEK, "--reason", "the portal was being moved", at=home)
    portals = {
        row["portal"]: row
        for row in json.loads(monitor("status", "--json", at=home).out)["portals"]
    }
    assert portals["nordlys"]["ads"] is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["sweep", "nordlis"], 2, "no portal nordlis; config.toml has nordlys, fjord, tundra"),
        (["sweep", "--config", "no.toml"], 2, "no.toml: file: No such file"),
        (["report", "2019"], 1, "the ledger has no runs in 2019"),
        (["report", "20x9"], 2, "years as 2012-2026, from 1990 to 2999"),
        (["accept", "nordlys", "2022-W60", "--reason", "x"], 2, "a week is written as in 2021-W05"),
        (
            ["accept", "nordlys", "2019-W01", "--reason", "x"],
            2,
            "no week was swept yet: monitor sweep",
        ),
        (["demo", "--out", ".", "--weeks", "1"], 2, "holds files that the demo did not make"),
        (["lookup", "42412345"], 2, "No such command"),
    ],
)
def test_what_a_person_can_get_wrong_is_answered_in_a_sentence(
    home: Path, words: list[str], code: int, said: str
) -> None:
    """With the code that the help promises, and no traceback."""
    ran = monitor(*words, at=home)
    message = " ".join(ran.err.replace("│", " ").split())
    assert (ran.code, "Traceback" in message) == (code, False)
    assert said in message


def test_a_database_that_is_none_ends_with_code_4(home: Path) -> None:
    """And its file is left as it is."""
    (home / "data").mkdir()
    file = home / "data" / "monitor.sqlite"
    file.write_bytes(b"this is a diary, not a database" * 100)
    ran = monitor("status", at=home)
    assert (ran.code, "file is not a database" in ran.err) == (4, True)
    assert file.read_bytes().startswith(b"this is a diary")


def test_a_report_folder_that_is_a_file_ends_with_code_5(demo_home: Path, tmp_path: Path) -> None:
    """The sentence names the path."""
    (tmp_path / "out").write_text("in the way")
    words = ["report", 2021, "--config", demo_home / "config.toml", "--format", "csv"]
    ran = monitor(*words, "--out", "out", at=tmp_path)
    assert (ran.code, "cannot be written" in ran.err) == (5, True)


def test_a_report_can_be_made_again_to_the_last_byte(demo_home: Path, tmp_path: Path) -> None:
    """With the date fixed, by another process, from the same database."""
    for name, run in (("one", monitor), ("two", monitor_process)):
        words = ["report", 2021, "--config", demo_home / "config.toml", "--date", "2022-01-10"]
        assert run(*words, "--out", tmp_path / name, at=tmp_path).code == 0
    first = contents(tmp_path / "one")
    assert first == contents(tmp_path / "two")
    assert len(first) == FILES + 2 * FIGURE


@pytest.fixture
def lived(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demo for a test that changes it."""
    return Path(shutil.copytree(demo_home, tmp_path / "demo"))


def releases_of(home: Path) -> list[Release]:
    """Return what an installation has released."""
    store = Store.open(load(home / "config.toml").storage.database)
    try:
        return store.publishable.releases.all()
    finally:
        store.close()


def test_a_corrected_figure_of_others_names_the_released_reports_that_have_it(lived: Path) -> None:
    """Each of them is then revised; a figure of a later year is in none."""
    file, row = lived / "counts.csv", "{},Norway,all,ads,{},Annual report"
    was, corrected, later = ([(2021, a), (2022, b)] for a, b in ((40, 50), (41, 50), (41, 51)))

    def imported(figures: list[tuple[int, int]], *words: str) -> str:
        rows = ["year,place,portal,measure,value,source", *(row.format(*each) for each in figures)]
        file.write_text("\n".join(rows), encoding="utf-8")
        ran = monitor("import", file, *words, at=lived)
        assert ran.code == 0, ran.said
        return ran.said

    imported(was)
    assert monitor("report", 2021, "--release", "--format", "csv", at=lived).code == 0
    advice = 'monitor report 2021 --revision "REASON"'
    assert advice in imported(corrected, "--correct")
    assert monitor("report", 2021, "--no-files", at=lived).code == 1
    assert advice not in imported(later, "--correct")


def test_a_release_whose_files_cannot_be_written_is_none(
    lived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full with the third file: no release, no file, and all is well afterwards."""
    words, left = ("report", 2021, "--release", "--out"), iter(range(2))

    def full(_file: int) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as fault:
        fault.setattr(os, "fsync", full)
        ran = monitor(*words, "out", "--format", "csv", at=lived)
    assert (ran.code, "No space left on device" in ran.err) == (5, True)
    assert (releases_of(lived), (lived / "out").exists()) == ([], False)
    (lived / "in the way").touch()
    assert monitor(*words, "in the way", "--format", "csv", at=lived).code == 5
    assert releases_of(lived) == []

    assert monitor(*words, "out", at=lived).code == 0
    assert [release.revision for release in releases_of(lived)] == [1]
    assert len(contents(lived / "out")) == FILES + 2 * FIGURE


def test_a_year_that_is_not_over_is_not_released(home: Path) -> None:
    """By the clock, whatever date is to be printed; without --release it is reported."""
    monitor("key", "new", THIS_WEEK.year, at=home)
    monitor("sweep", at=home)
    report = ("report", THIS_WEEK.year)
    for printed in ((), ("--date", f"{THIS_WEEK.year + 8}-01-20")):
        ran = monitor(*report, "--release", *printed, at=home)
        assert (ran.code, f"runs until {ends_of(THIS_WEEK.year)[1]}" in ran.said) == (1, True)
        assert f"monitor report {THIS_WEEK.year}" in ran.said
    assert (releases_of(home), (home / "reports").exists()) == ([], False)
    assert monitor(*report, "--format", "csv", at=home).code == 0


def test_a_past_year_is_not_released_with_a_date_within_it(lived: Path) -> None:
    """What a page says of that day would not have been so; from the next week on, it is."""
    release = ("report", 2021, "--format", "csv", "--release", "--date")
    ran = monitor(*release, "2022-01-02", at=lived)
    assert (ran.code, "2021 is not over: it runs until 2021-W52" in ran.said) == (1, True)
    assert releases_of(lived) == []
    assert monitor(*release, "2022-01-03", at=lived).code == 0
    assert len(releases_of(lived)) == 1


def test_a_release_that_cannot_be_recorded_leaves_no_file(
    lived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody may hold a page that says it was released when it was not."""

    def broken(*_args: object) -> None:
        raise DatabaseProblem("the database is read-only")

    monkeypatch.setattr(Releases, "add", broken)
    ran = monitor("report", 2021, "--release", "--out", "out", "--format", "csv", at=lived)
    assert (ran.code, ran.err.strip()) == (4, "the database is read-only")
    assert not (lived / "out").exists()


def test_a_decision_about_a_week_of_a_released_year_names_the_report(lived: Path) -> None:
    """Its printed figures may be others now: the one who decides must know before a reader does."""
    decide = ("nordlys", "2021-W03", "--reason", "an old copy")
    assert "is released" not in monitor("exclude", *decide, at=lived).out
    assert monitor("undo", *decide, at=lived).code == 0
    assert monitor("report", 2021, "--release", "--format", "csv", at=lived).code == 0
    ran = monitor("exclude", *decide, at=lived)
    assert ran.code == 0
    assert "The report of 2021 is released." in ran.out
    assert 'monitor report 2021 --revision "REASON"' in ran.out


@pytest.fixture
def ended(lived: Path) -> Path:
    """The demo as it leaves its folder: the clock stands at the end."""
    file = lived / "config.toml"
    file.write_text("simulated_until = 2021-03-29\n" + file.read_text(encoding="utf-8"))
    return lived


def test_a_folder_of_simulated_weeks_that_ended_shows_them_as_they_were(ended: Path) -> None:
    """Nothing since is missed, whatever the day; its portals are those that can be kept open."""
    status = monitor("status", at=ended)
    assert status.out.startswith("Disse simulerte ukene sluttet 29. mars 2021, og klokken")
    assert "annonser i uke 12" in status.out.splitlines()[1]
    told = json.loads(monitor("status", "--json", at=ended).out)
    assert (told["week"], told["simulated_until"]) == ("2021-W12", "2021-03-29")
    assert all(point["weeks"] for point in told["open"])  # of the key, the clock and closing none
    assert {row["outcome"] for row in told["portals"]} == {"complete"}
    assert {p.starts[0].split("/")[2] for p in load(ended / "config.toml").portal} == {
        "127.0.0.1:8471"
    }


@pytest.mark.parametrize("command", ["sweep", "run"])
def test_where_simulated_weeks_have_ended_nothing_more_is_swept(ended: Path, command: str) -> None:
    """The portals are closed, and their ads those of another week."""
    ran = monitor(command, at=ended)
    assert (ran.code, "ended on 2021-03-29, so nothing more is swept" in ran.said) == (1, True)
    assert "monitor demo --serve" in ran.said


def test_a_format_can_be_chosen(demo_home: Path, tmp_path: Path) -> None:
    """Only what was asked for is written."""
    words = ["report", 2021, "--config", demo_home / "config.toml", "--format", "csv", "--json"]
    told = json.loads(monitor(*words, at=tmp_path).out)
    assert {Path(file).suffix for file in told["files"]} == {".csv", ".json"}
    assert (told["year"], told["simulated"]) == (2021, True)


def test_the_demo_prints_measured_beside_true_and_says_that_it_is_simulated(
    tmp_path: Path,
) -> None:
    """Three weeks of it, as JSON and as text."""
    shutil.copy(SHIPPED, tmp_path)
    ran = monitor("demo", "--weeks", 3, "--years", 1, "--json", at=tmp_path)
    told = json.loads(ran.out)
    assert (ran.code, told["simulated"], told["exact_portal_weeks"]) == (0, True, 9)
    text = monitor("demo", "--weeks", 1, "--years", 1, at=tmp_path).out
    assert "Measured beside true" in text
    assert "SIMULERTE TALL" in text


@pytest.mark.parametrize(
    "words",
    [
        ["accept", "fjord", "2022-W10", "--reason", "42 41 97 53 rang"],
        ["exclude", "fjord", "2022-W10", "--reason", "42419753"],
        ["report", "2022", "--revision", "see https://x.example/ad/1"],
        ["close", "2022", "--early", "asked by a@b.example"],
        ["key", "new", "2022", "--after-loss", "+4742419753"],
        ["accept", "fjord", "2022-W10", "--reason", "42/41/97/53 rang"],
        ["exclude", "fjord", "2022-W10", "--reason", "fire/to/fire/en/ni/sju/fem/tre"],
        ["accept", "fjord", "2022-W10", "--reason", "it \x1b[2Jlooked fine"],
    ],
)
def test_a_reason_with_a_number_or_an_address_in_it_is_not_taken(words: list[str]) -> None:
    """Reasons are kept for good, and printed; the refusal does not repeat it."""
    ran = CliRunner().invoke(app, words)
    assert (ran.exit_code, "a reason is kept for good" in ran.output) == (2, True)
    assert "419" not in ran.output
    assert "\x1b[2J" not in ran.output


@pytest.mark.parametrize("reason", ["", "  ", "\t"])
@pytest.mark.parametrize(
    "words",
    [
        ["accept", "fjord", "2022-W10", "--reason"],
        ["exclude", "fjord", "2022-W10", "--reason"],
        ["report", "2022", "--revision"],
        ["close", "2022", "--early"],
        ["key", "new", "2022", "--after-loss"],
    ],
)
def test_a_blank_reason_is_not_taken(words: list[str], reason: str) -> None:
    """Nor as if the option had not been given; the two last go without when it is not."""
    ran = CliRunner().invoke(app, [*words, reason])
    assert (ran.exit_code, "a reason is kept for good" in ran.output) == (2, True)
    assert f"'{words[-1]}'" in ran.output


def test_an_option_that_takes_a_reason_can_be_left_out(home: Path) -> None:
    """Its default, no reason, is no blank one."""
    assert monitor("key", "new", THIS_WEEK.year, at=home).code == 0
    assert "--early REASON" in monitor("close", THIS_WEEK.year, at=home).said


def test_the_sentences_to_quote_are_printed_alone_in_either_language(
    demo_home: Path, tmp_path: Path
) -> None:
    """No file is written, and what is simulated says so first."""
    words = ["report", 2021, "--config", demo_home / "config.toml", "--summary"]
    norwegian, english = (monitor(*words, "--language", each, at=tmp_path) for each in ("nb", "en"))
    assert norwegian.out.startswith("SIMULERTE TALL")
    assert "For 2021 er det ikke noe årsgjennomsnitt for den største annonsesiden" in norwegian.said
    assert "There is no weekly average of 2021 for the largest ad site" in english.said
    assert len(norwegian.out.splitlines()) == 2
    told = json.loads(monitor(*words, "--json", at=tmp_path).out)
    assert (len(told["summary"]), told["simulated"]) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_release_can_be_looked_at_before_there_is_one(lived: Path) -> None:
    """A release is its files: what is only shown has none, says so, and is not remembered."""
    for option in ("--summary", "--no-files"):
        ran = monitor("report", 2021, "--release", option, at=lived)
        assert (ran.code, "Ikke publisert: uten filer" in ran.err) == (0, True)
    assert releases_of(lived) == []
    assert "Ikke publisert" not in monitor("report", 2021, "--release", at=lived).err
    assert len(releases_of(lived)) == 1
    assert monitor("exclude", "nordlys", "2021-W05", "--reason", "nede", at=lived).code == 0

    refused = monitor("report", 2021, "--no-files", at=lived)
    assert (refused.code, "--no-files shows it first" in refused.err) == (1, True)
    shown = monitor("report", 2021, "--no-files", "--revision", "nordlys var nede", at=lived)
    assert (shown.code, "nordlys var nede" in shown.out) == (0, True)
    assert "Ikke publisert: uten filer" in shown.err
    assert len(releases_of(lived)) == 1


def test_the_table_is_shown_before_files_are_made_or_without_any(
    demo_home: Path, tmp_path: Path
) -> None:
    """A folder that cannot be made takes nothing from what a person wants to read."""
    words = ["report", 2021, "--config", demo_home / "config.toml", "--language", "en"]
    shown = monitor(*words, "--no-files", at=tmp_path)
    assert (shown.code, list(tmp_path.iterdir())) == (0, [])
    assert "Table 1." in shown.out
    (tmp_path / "taken").write_text("a file")
    refused = monitor(*words, "--format", "csv", "--out", tmp_path / "taken" / "in", at=tmp_path)
    assert refused.code != 0
    assert refused.out == shown.out
    assert json.loads(monitor(*words, "--no-files", "--json", at=tmp_path).out)["files"] == []


def test_a_report_speaks_the_language_of_the_config_unless_told_otherwise(
    demo_home: Path, tmp_path: Path
) -> None:
    """In the terminal and in the files alike; data for machines are the same in both."""
    words = ["report", 2021, "--config", demo_home / "config.toml", "--format", "html"]
    norwegian, english = (
        monitor(*words, *more, at=tmp_path) for more in ((), ("--language", "en"))
    )
    assert "Tabell 1. Annonser og telefonnumre" in norwegian.out
    assert "Table 1. Ads and phone numbers" in english.out
    assert {file.name for file in (tmp_path / "reports").iterdir()} == {
        "simulated-report-2021-nb.html",
        "simulated-report-2021-en.html",
    }
    assert monitor(*words, "--language", "sv", at=tmp_path).code == 2


def test_the_table_on_the_screen_fits_80_columns(demo_home: Path, tmp_path: Path) -> None:
    """In both languages."""
    words = ["report", 2021, "--config", demo_home / "config.toml", "--format", "svg", "--language"]
    for language in ("nb", "en"):
        lines = monitor(*words, language, at=tmp_path).out.split("Tab")[1].splitlines()
        assert max(map(len, lines)) <= 80
