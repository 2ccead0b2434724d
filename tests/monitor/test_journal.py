"""The journal as a person meets it: what is written down, by whom, and where it is shown."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from monitor.command_line import app
from monitor.config import load
from scrapers.model import Outcome, Sweep
from storage.keys import load_key
from storage.records import CheckResult, JournalEntry, Review
from storage.store import Store
from storage.weeks import Week
from tests.commands import STARTED, monitor
from tests.monitor.building import counted
from tests.monitor.conftest import write_config

TODAY = STARTED.astimezone(ZoneInfo("Europe/Oslo")).date()
WEEK = Week.of(TODAY)
FICTION = "https://portal.example"


def real(text: str) -> str:
    """Make the shipped config one of real portals."""
    text = text.replace("ad-count@example.org", "ad-count@service.local")
    text = text.replace("local = true ", "local = false ").replace("local = true\n", "")
    text = text.replace("simulated = true ", "simulated = false ").replace("simulated = true\n", "")
    return text.replace("delay_seconds = 0.0", "delay_seconds = 5.0")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a config of three real portals, which nobody asks anything here."""
    write_config(tmp_path, FICTION, real)
    return tmp_path


@contextmanager
def store_of(home: Path) -> Iterator[Store]:
    """Open the installation's database."""
    store = Store.open(load(home / "config.toml").storage.database)
    yield store
    store.close()


def journal(home: Path) -> list[str]:
    """Return the journal without its days, which are today's."""
    with store_of(home) as store:
        entries = store.journal()
    assert {entry.day for entry in entries} <= {TODAY}
    return [str(entry).removeprefix(f"{TODAY} ") for entry in entries]


def suspect(home: Path, portal: str, week: Week = WEEK, *, own: bool = False) -> None:
    """Store a sweep that is held back; its identifiers are its week's `own`, or the year's."""
    with store_of(home) as store:
        store.plan({portal: False}, [week])
        found = Sweep(portal, (), 1, 0, None)
        store.add_sweep(
            found, week, CheckResult(Outcome.SUSPECT), late=False, realm=f"{week} " * own
        )
        store.recount([week], counted)


def test_what_bears_on_privacy_is_written_down_with_who_did_it(home: Path) -> None:
    """In the order in which it was done; who did not say who is not guessed at."""
    year = WEEK.year + 1
    for words in (
        ("key", "new", year, "--by", "AB"),
        ("key", "destroy", year),
        ("key", "new", WEEK.year),
        ("portal", "approve", "nordlys", "--by", " lead "),
        ("backup", "plain.zip", "--by", "AB"),
        ("backup", "all.zip", "--with-identifiers", "--by", "AB"),
    ):
        monitor(*words, at=home)
    for portal, word in (("fjord", "accept"), ("tundra", "exclude")):
        suspect(home, portal)
        monitor(word, portal, WEEK, "--reason", "a fair", "--by", "CD", at=home)
    with store_of(home) as store:
        store.remember_key(WEEK.year, load_key(home / "keys", WEEK.year))
    (home / "keys" / f"{WEEK.year}.key").unlink()
    lost = ("key", "new", WEEK.year, "--after-loss", "disk broke", "--by", "AB")
    assert monitor(*lost, at=home).code == 0
    closed = ("close", WEEK.year, "--early", "the project ends", "--by", "CD")
    monitor("exclude", "fjord", WEEK, "--reason", "lost", at=home)
    ran = monitor(*closed, at=home)
    assert (ran.code, monitor(*closed, at=home).code) == (0, 0), ran.said
    assert journal(home) == [
        f"key new {year}, by AB",
        f"key destroyed {year}",
        f"key new {WEEK.year}",
        "portal new nordlys",
        "portal new fjord",
        "portal new tundra",
        "portal approved nordlys, by lead",
        "backup with identifiers none, by AB",
        f"week accepted fjord {WEEK}, by CD: a fair",
        f"week excluded tundra {WEEK}, by CD: a fair",
        f"key new after a loss {WEEK.year}, by AB: disk broke",
        f"week excluded fjord {WEEK}: lost",
        f"year closed {WEEK.year}, by CD: the project ends",
    ]


def test_a_backup_and_its_restore_are_written_down(home: Path) -> None:
    """The restored journal goes on with how it came here."""
    monitor("key", "new", WEEK.year, at=home)
    suspect(home, "fjord")
    with store_of(home) as store:
        store.remember_key(WEEK.year, load_key(home / "keys", WEEK.year))
    assert monitor("backup", "b.zip", "--with-identifiers", "--by", "AB", at=home).code == 0
    monitor("backup", "none/b.zip", "--with-identifiers", at=home)  # its folder is not there
    refused = monitor("backup", "b.zip", "--with-identifiers", at=home)
    assert refused.code == 5
    (home / "data" / "monitor.sqlite").unlink()
    restored = monitor("restore", "b.zip", "--by", "CD", at=home)
    assert (restored.code, f"{WEEK.year}: with identifiers" in restored.out) == (0, True)
    assert journal(home) == [
        f"key new {WEEK.year}",
        f"backup with identifiers {WEEK.year}, by AB",
        f"restore with identifiers of {WEEK.year}, by CD",
    ]
    approved = monitor("portal", "approve", "nordlys", "--by", "CD", at=home)
    assert (approved.code, f"monitor close {WEEK.year}" in approved.said) == (1, True)
    (home / "data" / "monitor.sqlite").unlink()
    (home / "keys" / f"{WEEK.year}.key").unlink()
    left = monitor("restore", "b.zip", at=home)
    assert f"{WEEK.year}: counts only" in left.out
    assert journal(home)[-1] == "restore counts only"


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("42 41 97 53", "without any number"),
        ("AB 7", "without any number"),
        ("a@b.example", "without any number"),
        ("four two four one nine seven five three", "without any number"),
        ("x" * 41, "at most 40 characters"),
        ("A\nB", "at most 40 characters"),
    ],
)
def test_who_did_something_is_no_number_and_no_address(by: str, said: str) -> None:
    """It is kept for good; the refusal does not repeat it."""
    ran = CliRunner().invoke(app, ["key", "destroy", "2022", "--by", by])
    shown = " ".join(ran.output.replace("│", " ").split())
    assert (ran.exit_code, said in shown, by in ran.output) == (2, True, False)


@pytest.mark.parametrize(
    "words",
    [
        ["accept", "fjord", "2022-W10", "--reason", "x"],
        ["exclude", "fjord", "2022-W10", "--reason", "x"],
        ["key", "new", "2022"],
        ["key", "destroy", "2022"],
        ["close", "2022"],
        ["backup", "b.zip"],
        ["restore", "b.zip"],
        ["portal", "approve", "fjord"],
    ],
)
def test_every_command_that_decides_takes_who_does_it(words: list[str]) -> None:
    """And holds it to the same rule."""
    ran = CliRunner().invoke(app, [*words, "--by", "AB 7"])
    assert (ran.exit_code, "a role or initials" in ran.output) == (2, True)


def test_a_portal_is_approved_by_somebody_and_is_told_apart_until_then(home: Path) -> None:
    """In check and status, with what to type; both say nothing more of one that is approved."""
    monitor("key", "new", WEEK.year, at=home)
    monitor("key", "new", WEEK.year + 1, at=home)
    for words in (("check",), ("status",)):
        said = monitor(*words, at=home).said
        assert "monitor portal approve nordlys,fjord,tundra --by INITIAL" in said
    assert monitor("check", at=home).code == 0
    for options, said in (
        ((), "Missing option"),
        (("--by", " "), "say who approves"),
    ):
        refused = monitor("portal", "approve", "fjord", *options, at=home)
        assert (refused.code, said in refused.said) == (2, True)
    unknown = monitor("portal", "approve", "north", "--by", "AB", at=home)
    assert (unknown.code, "no portal north" in unknown.said) == (2, True)
    approved = monitor("portal", "approve", "fjord", "--by", "AB", at=home)
    assert (approved.code, f"from {WEEK} on" in approved.said) == (0, True)
    assert "already" in monitor("portal", "approve", "fjord", "--by", "AB", at=home).said
    warnings = json.loads(monitor("check", "--json", at=home).out)["warnings"]
    remarks = json.loads(monitor("status", "--json", at=home).out)["remarks"]
    for (told,) in (remarks, [each for each in warnings if "--by INITIALS" in each]):
        assert "monitor portal approve nordlys,tundra --by" in told
    assert journal(home)[-1] == "portal approved fjord, by AB"


def test_portals_are_approved_together_or_all_that_wait(home: Path) -> None:
    """Each is a line of the journal; one that is not there leaves the others as they were."""
    monitor("key", "new", WEEK.year, at=home)
    wrong = monitor("portal", "approve", "nordlys,north", "--by", "AB", at=home)
    assert (wrong.code, "no portal north" in wrong.said) == (2, True)
    assert not any("approved" in line for line in journal(home))
    both = monitor("portal", "approve", "nordlys, fjord", "--by", "AB", at=home)
    assert [line.partition(":")[0] for line in both.out.splitlines()] == ["nordlys", "fjord"]
    rest = monitor("portal", "approve", "all", "--by", "AB", at=home)
    assert [line.partition(":")[0] for line in rest.out.splitlines()] == ["tundra"]
    assert [line for line in journal(home) if "approved" in line] == [
        f"portal approved {name}, by AB" for name in ("nordlys", "fjord", "tundra")
    ]
    config = home / "config.toml"
    text = config.read_text(encoding="utf-8").replace("/nordlys/", "/north/", 1)
    text = text.replace(f"{FICTION}/tundra", "http://127.0.0.1:9/tundra")
    config.write_text(text.replace('name = "tundra"', 'name = "tundra"\nlocal = true'))
    here = monitor("portal", "approve", "nordlys,tundra", "--by", "AB", at=home)
    assert (here.code, "tundra lies on this machine" in here.said) == (1, True)
    assert "nordlys" in monitor("portal", "approve", "all", "--by", "AB", at=home).out
    assert "No portal waits" in monitor("portal", "approve", "all", "--by", "AB", at=home).out


def test_an_approval_after_this_weeks_sweep_says_from_when_it_holds(home: Path) -> None:
    """And a portal of this machine takes none."""
    suspect(home, "fjord")
    approved = monitor("portal", "approve", "fjord", "--by", "AB", at=home)
    assert f"from {WEEK.next()} on" in approved.said
    assert "cannot be known again" not in approved.said  # the week does not count
    write_config(home, "http://127.0.0.1:9")
    (home / "data" / "monitor.sqlite").unlink()
    assert monitor("adopt", "--reason", "begun anew", at=home).code == 0
    local = monitor("portal", "approve", "fjord", "--by", "AB", at=home)
    assert (local.code, "needs no approval" in local.said) == (1, True)


@pytest.mark.parametrize("portal", ["fjord", "tundra"])
def test_an_approval_after_a_week_that_counts_says_what_the_year_has_no_more(
    home: Path, portal: str
) -> None:
    """Of that portal only, and of weeks of the same year only."""
    suspect(home, "fjord")
    with store_of(home) as store:
        store.plan({"tundra": False}, [WEEK])
        store.review([("fjord", WEEK)], Review.ACCEPTED, reason="a fair", count=counted)
    said = monitor("portal", "approve", portal, "--by", "AB", at=home).said
    is_told = portal == "fjord" and WEEK.next().year == WEEK.year
    assert (f"{WEEK.year} has no distinct numbers of the whole year" in said) is is_told


def test_why_a_database_is_given_up_is_asked_for_once_there_is_one_to_adopt(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not where the config cannot be read."""
    answers = io.StringIO("the disk burnt\n")
    monkeypatch.setattr("sys.stdin", answers)
    refused = monitor("adopt", "--config", "none.toml", at=home)
    assert (refused.code, "Why" in refused.out, answers.tell()) == (2, False, 0)
    adopted = monitor("adopt", at=home)
    assert (adopted.code, "Why is the database before given up?: " in adopted.out) == (0, True)
    assert journal(home)[-1].endswith(": the disk burnt")


def test_status_shows_what_is_new_in_the_journal_and_audit_shows_all(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As lines, and not as faults."""
    # The audit searches the system's temporary folder, in which other programs write meanwhile.
    monkeypatch.setattr(tempfile, "tempdir", str(home))
    old, edge = TODAY - timedelta(days=36), TODAY - timedelta(days=35)
    with store_of(home) as store:
        store.note(JournalEntry(old, "key new", "2020"))
        store.note(JournalEntry(edge, "key new", "2021"))
    status = monitor("status", at=home)
    assert f"{edge} ny nøkkel: 2021" in status.out
    assert f"{old} key new 2020" not in status.out
    told = json.loads(monitor("status", "--json", at=home).out)
    assert told["journal"][0] == f"{edge} key new 2021"
    audit = monitor("audit", at=home)
    assert f"    {old} key new 2020\n    {edge} key new 2021" in audit.out
    told = json.loads(monitor("audit", "--json", at=home).out)
    assert told[-1]["lines"][0] == f"{old} key new 2020"
    assert told[-1]["faults"] == []


def week_mode(text: str) -> str:
    return real(text).replace('identifiers = "year"', 'identifiers = "week"')


@pytest.mark.parametrize(
    "words",
    [("check",), ("report", 2022), ("key", "show", 2022), ("backup", "b.zip"), ("recount", 2022)],
)
def test_every_command_deletes_the_identifiers_of_weeks_gone_by(
    home: Path, words: tuple[object, ...]
) -> None:
    """Whatever it was called for; the sweep of last week may wait for this week's."""
    late, last = WEEK.previous().previous(), WEEK.previous()
    for week in (late, last):
        suspect(home, "fjord", week, own=True)
    write_config(home, FICTION, week_mode)
    monitor(*words, at=home)
    with store_of(home) as store:
        assert store.weeks_with_identifiers() == {last}


GOING = "the identifiers of {first} to {last} are deleted"


@pytest.mark.parametrize("has_this_week", [False, True])
def test_a_change_to_identifiers_of_a_week_is_told_before_it_takes_anything(
    home: Path, *, has_this_week: bool
) -> None:
    """By check and status, with the week from which it does; neither deletes anything."""
    weeks = [WEEK.previous().previous(), WEEK.previous(), *([WEEK] if has_this_week else [])]
    for week in weeks:
        suspect(home, "fjord", week)
    assert "are deleted" not in monitor("check", at=home).said
    write_config(home, FICTION, week_mode)
    said = monitor("check", at=home).said
    begun = WEEK.next() if has_this_week else WEEK
    assert f"when {begun} is swept, {GOING.format(first=weeks[0], last=weeks[-1])}" in said
    assert (
        f"slettes kjennetegnene fra {weeks[0]} til {weeks[-1]}" in monitor("status", at=home).said
    )
    with store_of(home) as store:
        assert store.weeks_with_identifiers() == set(weeks)


def test_identifiers_of_a_year_go_with_the_first_week_that_has_its_own(home: Path) -> None:
    """They were not kept too long: that is said of weeks that were begun with the setting."""
    for week in (WEEK.previous().previous(), WEEK.previous()):
        suspect(home, "fjord", week)
    suspect(home, "fjord", own=True)
    write_config(home, FICTION, week_mode)
    said = monitor("status", at=home).said
    assert ("for lenge" in said, "slettes kjennetegnene" in said) == (False, False)
    with store_of(home) as store:
        assert store.weeks_with_identifiers() == {WEEK}


def test_status_says_which_weeks_were_kept_too_long(home: Path) -> None:
    """Once: they are deleted by it."""
    for week in (WEEK.previous().previous(), WEEK.previous()):
        suspect(home, "fjord", week, own=True)
    write_config(home, FICTION, week_mode)
    told = json.loads(monitor("status", "--json", at=home).out)
    (late,) = [problem for problem in told["problems"] if "for lenge" in problem]
    assert f"Det gjelder {WEEK.previous().previous()}." in late
    assert "for lenge" not in monitor("status", at=home).said


def test_a_clock_that_went_back_ends_a_sweep_and_the_service_with_a_sentence(home: Path) -> None:
    """It says what to do where the clock is right."""
    monitor("key", "new", WEEK.year, at=home)
    suspect(home, "fjord", WEEK.next())
    with store_of(home) as store:
        store.review([("fjord", WEEK.next())], Review.ACCEPTED, reason="x", count=counted)
    for word in ("sweep", "run"):
        ran = monitor(word, at=home)
        assert (ran.code, f"{WEEK.next()} was counted" in ran.said) == (1, True)
        assert f"monitor exclude PORTAL {WEEK.next()} --reason REASON" in ran.said


def test_a_restored_week_lives_no_longer_than_others(home: Path) -> None:
    """Identifiers that come back for a week that is over are deleted by the restore itself."""
    monitor("key", "new", WEEK.year, at=home)
    suspect(home, "fjord", WEEK.previous().previous(), own=True)
    with store_of(home) as store:
        store.remember_key(WEEK.year, load_key(home / "keys", WEEK.year))
    monitor("backup", "b.zip", "--with-identifiers", at=home)
    (home / "data" / "monitor.sqlite").unlink()
    write_config(home, FICTION, week_mode)
    monitor("restore", "b.zip", at=home)
    with store_of(home) as store:
        assert store.weeks_with_identifiers() == set()
