"""What a person does about weeks: look at one, decide, take it back, and end a portal."""

from __future__ import annotations

import io
import json
import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest

from monitor.commands import common
from monitor.installation.clock import clock_problem
from monitor.installation.schedule import due_at
from monitor.open_weeks import GRACE
from scrapers.model import Outcome
from storage.records import CheckResult, StoredFinding
from storage.weeks import Week
from tests.commands import Ran, monitor
from tests.monitor.conftest import Setup, opened
from tests.monitor.installation.test_judging import HALF, listed_in, live, run, week_of
from tests.processes import start

HELD, LOST = week_of(8), week_of(4)
NAMES = ("nordlys", "fjord")


def at(installation: Setup, now: datetime, *words: object) -> Ran:
    """Run a command at a time."""
    with mock.patch.object(common, "now", return_value=now):
        return monitor(*words, at=installation.folder)


@pytest.fixture(scope="module")
def lived_home(new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight weeks of which the fifth failed on one portal, and a ninth that is held back."""
    folder = shutil.copytree(new_home, tmp_path_factory.mktemp("lived") / "home")
    with opened(folder, {}) as made:
        live(made, range(4))
        failed = CheckResult(Outcome.FAILED, "nordlys answered 503")
        made.at(date(2022, 2, 28)).plan()
        made.store.add_failure("nordlys", LOST, failed)
        live(made, range(5, 8))
        live(made, [8], but=HALF)
    return folder


@pytest.fixture
def lived(lived_home: Path, tmp_path: Path) -> Iterator[Setup]:
    """A copy of it whose clock stands in its last week, for one test."""
    with opened(shutil.copytree(lived_home, tmp_path / "home"), listed_in(8, but=HALF)) as made:
        made.portals.set_week(HELD.monday())
        yield made


def next_week(installation: Setup) -> datetime:
    """Return the Sunday before the next sweep is due."""
    return due_at(installation.config, HELD.next()) - timedelta(hours=12)


def test_a_week_is_shown_with_why_and_what_to_type(lived: Setup) -> None:
    """Beside the ten weeks before, as bars; in figures for other programs."""
    ran = monitor("week", "nordlys", HELD, at=lived.folder)
    assert ran.code == 0
    assert "Internt: sanne tall, ikke for publisering" in ran.out
    assert "HOLDT TILBAKE: Av 60 annonser i forrige uke" in ran.said
    assert f"monitor accept nordlys {HELD} --reason GRUNN" in ran.said
    assert f"monitor exclude nordlys {HELD} --reason GRUNN" in ran.said
    lines = {line.split()[0]: line for line in ran.out.splitlines() if line.startswith("2022-W")}
    assert len(lines) == 11
    assert lines[str(HELD)].count("█") * 2 == lines[str(week_of(7))].count("█")
    assert "portalen svarte ikke" in lines[str(LOST)]
    assert "fullstendig" in lines[str(week_of(7))]

    told = json.loads(monitor("week", "nordlys", HELD, "--json", at=lived.folder).out)
    assert (told["ads"], told["state"]) == (30, "held back, undecided")
    finding = next(each for each in told["findings"] if each["check"] == "missing")
    assert finding["severity"] == "HOLD"
    assert set(finding["sentence"]) == set(finding["explanation"]) == {"nb", "en"}
    assert [week["week"] for week in told["weeks_before"]][-1] == str(week_of(7))
    assert "internal" in told


@pytest.mark.parametrize(
    ("outcome", "is_worth_it"),
    [
        (Outcome.FAILED, True),
        (Outcome.PARTIAL, True),
        (Outcome.LAYOUT_CHANGED, True),
        (Outcome.REFUSED, False),
    ],
)
def test_a_week_that_lasts_can_be_swept_again_and_that_comes_first(
    lived: Setup, outcome: Outcome, *, is_worth_it: bool
) -> None:
    """Whoever only read that it is a gap would lose it; where the portal refuses, it is one."""
    week = HELD.next()
    now = due_at(lived.config, week) + timedelta(hours=1)
    lived.at(now.date()).plan()
    lived.store.add_failure("nordlys", week, CheckResult(outcome, "nordlys answered 503"))
    again = "monitor sweep nordlys"

    def commands(at_time: datetime) -> list[str]:
        told: list[str] = json.loads(at(lived, at_time, "week", "nordlys", week, "--json").out)[
            "commands"
        ]
        return [command.partition("    ")[0].rstrip() for command in told]

    known = f"monitor seen nordlys {week}"
    assert commands(now) == [again] * is_worth_it + [known]
    assert ("monitor probe" in at(lived, now, "week", "nordlys").said) is is_worth_it
    assert commands(now + timedelta(weeks=1)) == [known]
    assert at(lived, now, "seen", "nordlys", week).code == 0
    assert commands(now) == []


def test_a_week_held_back_can_be_mended_while_it_lasts(lived: Setup) -> None:
    """The block is put right and the week swept again; one that a person has decided is not."""
    now = due_at(lived.config, HELD) + timedelta(hours=9)
    assert "monitor sweep nordlys" in at(lived, now, "week", "nordlys", HELD).said
    assert (
        "monitor sweep"
        not in at(lived, next_week(lived) + timedelta(days=1), "week", "nordlys", HELD).said
    )
    assert at(lived, now, "exclude", "nordlys", HELD, "--reason", "read wrongly").code == 0
    assert "monitor sweep" not in at(lived, now, "week", "nordlys", HELD).said


def test_the_gaps_of_a_year_and_a_portals_history(lived: Setup) -> None:
    """What has no count, and why; a week to come is no gap."""
    now = next_week(lived)
    told = json.loads(at(lived, now, "gaps", "--json").out)
    assert next(gap for gap in told["gaps"] if gap["portal"] == "nordlys") == {
        "portal": "nordlys",
        "week": str(LOST),
        "state": "failed",
        "reason": "nordlys answered 503",
    }
    assert {gap["week"] for gap in told["gaps"]} == {str(LOST), str(HELD)}
    shown = " ".join(at(lived, now, "gaps").out.split())
    assert "2022: 4 av 27 portaluker er ikke talt" in shown
    assert f"fjord,tundra {LOST}: ikke talt" in shown
    assert "nordlys svarte 503" in shown
    assert at(lived, now, "gaps", 2021).said == "2021: ingen hull; 0 av 0 portaluker er talt"
    weeks = json.loads(at(lived, now, "history", "nordlys", "--json").out)["weeks"]
    assert [week["ads"] for week in weeks][:5] == [60, 60, 60, 60, None]
    assert monitor("history", "unknown", at=lived.folder).code == 2
    assert monitor("week", "nordlys", "2020-W01", at=lived.folder).code == 2


def test_status_forgets_nothing_until_a_person_has_dealt_with_it(
    lived: Setup,
) -> None:
    """The lost week and the held one, each with what to type; then all is well."""
    now = next_week(lived)
    ran = at(lived, now, "status")
    assert ran.code == 1
    assert ran.out.startswith("3 TING Å GJØRE: 120 annonser i uke 13 (2 av 3 portaler)")
    lost = f"nordlys, uke {LOST.number} i 2022: ikke talt (portalen svarte ikke)."
    assert f"{lost} nordlys svarte 503. Uken er ikke talt, og kan ikke telles" in ran.said
    assert f"fjord og tundra, uke {LOST.number} i 2022: ikke talt. Det kan ikke" in ran.said
    assert f"monitor seen fjord,tundra {LOST}" in ran.said
    assert f"monitor seen nordlys {LOST}" in ran.said
    held = f"nordlys, uke {HELD.number} i 2022: holdt tilbake. Av 60 annonser i forrige uke er"
    assert held in ran.said
    assert f"monitor week nordlys {HELD}" in ran.said

    assert at(lived, now, "seen", "fjord,tundra", LOST).code == 0
    assert at(lived, now, "seen", "nordlys", LOST, "--by", "kh").code == 0
    refused = at(lived, now, "seen", "nordlys", HELD)
    assert (refused.code, "needs a decision" in refused.said) == (2, True)
    because = ["--reason", "a purge of the portal"]
    assert at(lived, now, "accept", "nordlys", HELD, *because).code == 0
    assert (at(lived, now, "status").code, run(lived, 8).counts) == (0, True)
    assert json.loads(at(lived, now, "status", "--json").out)["open"] == []


def test_a_decision_is_taken_back_and_the_journal_keeps_both(lived: Setup) -> None:
    """Excluded by mistake is not for good."""
    now, because = next_week(lived), ["--reason", "looked wrong"]
    good = week_of(7)
    assert at(lived, now, "exclude", "nordlys", good, *because).code == 0
    assert not run(lived, 7).counts
    assert at(lived, now, "undo", "nordlys", good, "--reason", "it was right").code == 0
    assert run(lived, 7).counts
    actions = [entry.action for entry in lived.store.journal()][-2:]
    assert actions == ["week excluded", "week not excluded"]
    again = at(lived, now, "undo", "nordlys", good, *because)
    assert (again.code, "nobody has decided anything" in again.said) == (2, True)


def test_a_decision_about_several_weeks_is_made_and_taken_back_as_a_whole(lived: Setup) -> None:
    """One line of the journal for each portal; the weeks' counts go and come back."""
    now, span = next_week(lived), f"{week_of(5)}..{week_of(7)}"
    before = all_rows(lived)["weekly_count"]
    ran = at(lived, now, "exclude", "nordlys,fjord", span, "--reason", "a mistake", "--by", "kh")
    assert (ran.code, ran.out.splitlines()) == (
        0,
        [f"{name} {span}: excluded. a mistake" for name in ("fjord", "nordlys")],
    )
    assert [run(lived, at_, name).counts for at_ in (5, 6, 7) for name in NAMES] == [False] * 6
    assert run(lived, 6, "tundra").counts
    assert [f"{entry}" for entry in lived.store.journal()][-2:] == [
        f"{now.date()} week excluded {name} {span}, by kh: a mistake" for name in sorted(NAMES)
    ]
    again = at(lived, now, "undo", "all", span, "--reason", "they were right")
    assert again.code == 2
    assert f"tundra {span}: nobody has decided anything about it" in again.said
    assert not run(lived, 6).counts
    assert at(lived, now, "undo", "fjord,nordlys", span, "--reason", "they were right").code == 0
    assert all_rows(lived)["weekly_count"] == before


def test_what_was_excluded_is_taken_back_and_not_accepted(lived: Setup) -> None:
    """The command for it is said."""
    now, because = next_week(lived), ["--reason", "looked again"]
    at(lived, now, "exclude", "nordlys", week_of(7), *because)
    refused = at(lived, now, "accept", "nordlys", week_of(7), *because)
    assert (refused.code, "it was excluded; to take that back: monitor undo" in refused.said) == (
        2,
        True,
    )


def test_taking_back_different_decisions_tells_each(lived: Setup) -> None:
    """The journal says of each week what it no longer is."""
    now, because = next_week(lived), ["--reason", "looked again"]
    at(lived, now, "exclude", "nordlys", week_of(7), *because)
    at(lived, now, "accept", "nordlys", HELD, *because)
    assert at(lived, now, "undo", "nordlys", f"{week_of(7)}..{HELD}", *because).code == 0
    assert {(e.action, e.subject) for e in lived.store.journal()[-2:]} == {
        ("week not excluded", f"nordlys {week_of(7)}"),
        ("week not accepted", f"nordlys {HELD}"),
    }


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("seen all {7}..{8}", "nordlys {8}: held back, so it needs a decision"),
        ("accept nordlys {7}..{8} --reason x", "nordlys {7}: it counts already"),
        ("undo nordlys {7}..{8} --reason x", "nordlys {7}..{8}: nobody has decided anything"),
        ("seen nordlys {8}..{9}", "nordlys {9}: still due"),
        (
            "exclude nordlys,unknown {7} --reason x",
            "no portal unknown; the ledger has fjord",
        ),
        (
            "exclude all,nordlys {7} --reason x",
            "no portal all; the ledger has fjord",
        ),
        ("exclude , {7} --reason x", "no portal is named; the ledger has fjord, nordlys, tundra"),
        ("exclude all {9}..2022-W30 --reason x", "2022-W30: not begun yet"),
        ("exclude nordlys 2021-W50..{7} --reason x", "nordlys 2021-W50..2022-W04: the ledger has"),
        ("exclude all 2020-W01..2020-W09 --reason x", "no run of any portal"),
        ("seen nordlys {7}..{4}", "the first of several weeks comes first"),
        ("seen nordlys {7},{8}", "several as in 2021-W05..2021-W09"),
    ],
)
def test_what_cannot_be_done_to_all_the_weeks_is_done_to_none(
    lived: Setup, words: str, fault: str
) -> None:
    """And each week that stands in the way is named."""
    weeks = [str(week_of(number)) for number in range(10)]
    before = all_rows(lived)
    ran = at(lived, next_week(lived), *words.format(*weeks).split())
    assert ran.code == 2
    assert fault.format(*weeks) in ran.said
    assert all_rows(lived) == before


@pytest.mark.parametrize("names", ["fjord, tundra", "tundra,fjord,", " fjord,tundra,fjord"])
def test_portals_are_named_with_or_without_spaces_and_once(lived: Setup, names: str) -> None:
    """As people type a list."""
    ran = at(lived, next_week(lived), "seen", names, LOST)
    assert (ran.code, ran.out) == (0, f"fjord {LOST}: seen.\ntundra {LOST}: seen.\n")
    assert at(lived, next_week(lived), "seen", ",", LOST).code == 2


def test_a_look_at_what_waits_for_nobody_is_no_line_of_the_journal(lived: Setup) -> None:
    """A good week, one that was excluded, and one that was seen before; said, and no fault."""
    now, good = next_week(lived), week_of(7)
    at(lived, now, "exclude", "nordlys", HELD, "--reason", "read wrongly")
    nothing = "nothing there that waits to be seen."
    for portal, week in (("fjord", good), ("nordlys", HELD)):
        before = all_rows(lived)
        ran = at(lived, now, "seen", portal, week)
        assert (ran.code, ran.out) == (0, f"{portal} {week}: {nothing}\n")
        assert all_rows(lived) == before
    lived.store.add_findings("fjord", good, [StoredFinding("fjord", good, "market", 1, "{}")])
    both = at(lived, now, "seen", "fjord,tundra", f"{good}..{HELD}").out
    assert f"fjord {good}: seen.\n" in both
    assert f"tundra {good}..{HELD}: {nothing}" in both
    assert at(lived, now, "seen", "fjord", good).out == f"fjord {good}: {nothing}\n"
    entries = [entry for entry in lived.store.journal() if entry.action == "week seen"]
    assert [entry.subject for entry in entries] == [f"fjord {good}"]


def test_a_long_outage_is_one_line_with_one_command(lived: Setup) -> None:
    """Of one portal, and of all together; dealt with, none is left."""
    for portal in NAMES:
        at(lived, next_week(lived), "seen", portal, LOST)
    because = ["--reason", "a purge"]
    at(lived, next_week(lived), "accept", "nordlys", HELD, *because)
    at(lived, next_week(lived), "seen", "tundra", LOST)
    live(lived, [14])
    later = due_at(lived.config, week_of(15)) - timedelta(hours=12)
    ran = at(lived, later, "status")
    span = f"{week_of(9)}..{week_of(13)}"
    assert ran.said.count("monitor seen") == 1
    assert "alle portaler, uke 14–18 i 2022: ikke talt, 5 uker." in ran.said
    assert f"monitor seen all {span}" in ran.said
    assert at(lived, later, "seen", "all", span).code == 0
    assert "monitor seen" not in at(lived, later, "status").said


def test_week_shows_several_weeks_with_a_command_for_all_that_are_alike(lived: Setup) -> None:
    """As status names them; without a week the newest with an outcome."""
    now = next_week(lived)
    ran = at(lived, now, "week", "all", f"{week_of(7)}..{HELD}")
    assert ran.code == 0
    assert f"nordlys, uke {HELD.number} i 2022: holdt tilbake, ikke avgjort" in ran.said
    assert f"tundra, uke {HELD.number} i 2022: fullstendig" in ran.said
    told = json.loads(at(lived, now, "week", "all", f"{week_of(7)}..{HELD}", "--json").out)
    assert [(week["portal"], week["week"]) for week in told["weeks"]] == [
        (portal, str(week)) for week in (week_of(7), HELD) for portal in sorted((*NAMES, "tundra"))
    ]
    assert {len(week["weeks_before"]) for week in told["weeks"]} == {10}
    assert json.loads(at(lived, now, "week", "nordlys", "--json").out)["week"] == str(HELD)
    lost = at(lived, now, "week", "fjord,tundra", LOST)
    assert f"monitor seen fjord,tundra {LOST}" in lost.said


def test_a_year_is_not_closed_before_what_was_found_in_it_was_seen(lived: Setup) -> None:
    """Closing deletes what the checks found; nothing is settled by silence."""
    now, good = datetime(2023, 1, 20, 12, tzinfo=UTC), week_of(7)
    at(lived, now, "exclude", "nordlys", HELD, "--reason", "read wrongly")
    lived.store.add_findings("fjord", good, [StoredFinding("fjord", good, "market", 1, "{}")])
    refused = at(lived, now, "close", 2022)
    assert (refused.code, f"monitor week fjord {good}" in refused.said) == (1, True)
    assert lived.store.closings() == {}
    assert "monitor week" not in at(lived, now, "close", 2021).said
    assert at(lived, now, "seen", "fjord", good).code == 0
    assert at(lived, now, "close", 2022).code == 0


def test_the_history_of_a_year(lived: Setup) -> None:
    """However long ago; in a year without the portal there is none."""
    much_later = datetime(2024, 6, 1, 12, tzinfo=UTC)
    told = json.loads(at(lived, much_later, "history", "nordlys", "--year", 2022, "--json").out)
    weeks = [week["week"] for week in told["weeks"]]
    assert (weeks[0], weeks[-1]) == (str(week_of(0)), "2022-W52")
    assert at(lived, much_later, "history", "nordlys").code == 2
    assert at(lived, much_later, "history", "nordlys", "--year", 2019).code == 2


def test_an_excluded_week_that_had_no_count_anyway_is_a_gap_for_both_reasons(lived: Setup) -> None:
    """As in the report; one that had a count has a person's word alone."""
    now = next_week(lived)
    for week in (LOST, HELD):
        assert at(lived, now, "exclude", "nordlys", week, "--reason", "best left out").code == 0
    shown = at(lived, now, "gaps").out
    assert f"nordlys {LOST}: portalen svarte ikke, utelatt av en person. Best left" in shown
    assert f"nordlys {HELD}: utelatt av en person. Best left out." in shown


def test_commands_about_weeks_speak_the_language_of_the_config(lived: Setup) -> None:
    """Reasons of the ledger, too."""
    now, file = next_week(lived), lived.folder / "config.toml"
    file.write_text(file.read_text("utf-8").replace('language = "nb"', 'language = "en"'), "utf-8")
    assert "HOLD: Of last week's 60 ads" in at(lived, now, "week", "nordlys").said
    assert "nordlys answered 503" in at(lived, now, "gaps").said
    assert "2022: 4 of 27 portal weeks are gaps" in at(lived, now, "gaps").said
    assert "not counted (the portal did not answer)" in at(lived, now, "status").said


KILLED_WHEN_DONE = """
import os, signal, sys
from datetime import datetime
from importlib import import_module

module, _, step = sys.argv[1].rpartition(".")
now = datetime.fromisoformat(sys.argv[2])
sys.argv = ["monitor", *sys.argv[3:]]
from monitor.__main__ import main
from monitor.commands import common

common.now = lambda: now
place = import_module(module)
done = getattr(place, step)

def killed(*given, **named):
    done(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(place, step, killed)
main()
"""


def all_rows(lived: Setup) -> dict[str, list[str]]:
    """Return every row of the database."""
    with lived.store.dumped(with_identifiers=True) as tables:
        return {name: sorted(lines) for name, lines in tables.items()}


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        (("exclude", "nordlys", week_of(7), "--reason", "read wrongly"), 3),
        (("accept", "nordlys", HELD, "--reason", "a purge of the portal"), 3),
        (("undo", "fjord", week_of(6), "--reason", "it was right"), 3),
        (("exclude", "all", f"{week_of(5)}..{week_of(6)}", "--reason", "read wrongly"), 3),
        (("seen", "nordlys", LOST), 1),
    ],
    ids=lambda each: str(each[0]) if isinstance(each, tuple) else "",
)
def test_a_command_that_is_killed_halfway_has_done_nothing(
    lived: Setup, words: tuple[object, ...], steps: int
) -> None:
    """A word of which the counts know nothing would be in the report, and they not."""
    now = next_week(lived)
    at(lived, now, "exclude", "fjord", week_of(6), "--reason", "a mistake")
    before = all_rows(lived)
    for step in ("journal.note", "ledger.set_review", "counts.replace_counts")[:steps]:
        place = f"storage.{step}", now.isoformat()
        with start(KILLED_WHEN_DONE, *place, *words, at=lived.folder) as process:
            assert process.wait() == -signal.SIGKILL
        assert all_rows(lived) == before
    assert at(lived, now, *words).code == 0
    changed = {name for name, rows in all_rows(lived).items() if rows != before[name]}
    assert changed >= {"journal", "run"}
    assert ("weekly_count" in changed) is (words[0] != "seen")


def test_a_portal_that_left_the_config_is_retired(lived: Setup) -> None:
    """It is due no more; in config.toml again, it is due again."""
    now = next_week(lived)
    refused = at(lived, now, "portal", "retire", "tundra")
    assert (refused.code, "first take its block out" in refused.said) == (2, True)
    file = lived.folder / "config.toml"
    whole = file.read_text("utf-8")
    blocks = whole.split("[[portal]]")
    file.write_text("[[portal]]".join(each for each in blocks if '"tundra"' not in each), "utf-8")
    assert at(lived, now, "portal", "retire", "unknown").code == 2
    assert at(lived, now, "portal", "retire", "tundra").code == 0
    to_come = HELD.next()
    assert [r.portal for r in lived.store.runs(to_come, to_come)] == ["fjord", "nordlys"]
    assert lived.store.retired() == {"tundra": HELD}
    before = all_rows(lived)
    later = due_at(lived.config, week_of(9)) + timedelta(hours=9)
    again = at(lived, later, "portal", "retire", "tundra")
    assert (again.code, again.out) == (0, f"tundra: retired from {HELD} on already.\n")
    assert all_rows(lived) == before
    assert run(lived, 8, "tundra").counts
    lived.at(to_come.monday()).plan()
    assert lived.store.retired() == {}
    assert len(lived.store.runs(to_come, to_come)) == 3


@pytest.mark.parametrize(
    ("after", "outcome", "is_problem"),
    [
        (timedelta(), "due", False),
        (GRACE, "overdue", True),
    ],
)
def test_status_tells_due_from_overdue(
    installation: Setup, after: timedelta, outcome: str, is_problem: bool
) -> None:
    """A service has an hour to begin."""
    live(installation, range(1))
    now = due_at(installation.config, week_of(1)) + after
    told = json.loads(at(installation, now, "status", "--json").out)
    assert {line["outcome"] for line in told["portals"]} == {outcome}
    assert any("ikke begynt i tide" in problem for problem in told["problems"]) is is_problem


def test_status_tells_a_portal_that_may_not_be_fetched_from_yet(installation: Setup) -> None:
    """By day, or by night over midnight; once its hours have begun, it is late like any other."""
    live(installation, range(1))
    file = installation.folder / "config.toml"
    text, hours = file.read_text(encoding="utf-8"), "hours = {{ since = {}, until = {} }}\n"
    for portal, span in {
        "fjord": ("08:30:00", "09:00:00"),
        "tundra": ("08:30:00", "03:00:00"),
    }.items():
        text = text.replace(f'name = "{portal}"\n', f'name = "{portal}"\n{hours.format(*span)}')
    file.write_text(text, encoding="utf-8")
    due = due_at(installation.config, week_of(1))
    for after, outcomes in {
        timedelta(hours=2): ["waits for its hours", "overdue", "waits for its hours"],
        timedelta(hours=2, minutes=45): ["overdue", "overdue", "overdue"],
        timedelta(hours=3, minutes=15): ["waits for its hours", "overdue", "overdue"],
    }.items():
        told = json.loads(at(installation, due + after, "status", "--json").out)
        assert [line["outcome"] for line in told["portals"]] == outcomes


def test_status_tells_a_portal_that_is_being_swept(installation: Setup) -> None:
    """By the lock that its sweep holds."""
    live(installation, range(1))
    now = due_at(installation.config, week_of(1)) + 2 * GRACE
    with installation.store.sweeping("fjord", "nordlys", "tundra"):
        told = json.loads(at(installation, now, "status", "--json").out)
    assert {line["outcome"] for line in told["portals"]} == {"being swept now"}
    assert told["ok"]


@pytest.mark.parametrize(
    "words",
    [["status"], ["gaps"], ["history", "nordlys"], ["check"], ["report", "2022", "--no-files"]],
)
def test_a_command_that_reads_closes_nothing_by_a_wrong_clock(
    installation: Setup, words: list[str]
) -> None:
    """Forty-one weeks would be missed."""
    live(installation, range(1))
    at(installation, datetime(2022, 12, 20, 9, tzinfo=UTC), *words)
    runs = installation.store.runs(Week(2022, 1), Week(2022, 52))
    assert Outcome.MISSED not in {each.outcome for each in runs}


def test_a_clock_far_ahead_is_said_and_refused_until_a_person_has_looked(
    installation: Setup,
) -> None:
    """Nothing is swept and nothing closed; six weeks are believed."""
    live(installation, range(1))
    now = datetime(2022, 12, 20, 9, tzinfo=UTC)
    said = {"sweep": "the newest sweep is of 2022-W05", "status": "den nyeste tellingen er fra"}
    for command, words in said.items():
        ran = at(installation, now, command)
        assert (ran.code, words in ran.said) == (1, True)
    assert clock_problem(installation.store, FAR - timedelta(weeks=1)) == ""
    assert clock_problem(installation.store, FAR) != ""
    assert clock_problem(installation.store, FAR, is_trusted=True) == ""
    assert at(installation, now, "sweep", "--clock-is-right").code == 0
    week = Week(2022, 51)
    assert {r.outcome for r in installation.store.runs(week, week)} == {Outcome.COMPLETE}


FAR = date(2022, 1, 31) + timedelta(weeks=7)


def test_a_reason_is_asked_for_once_it_is_known_that_there_is_something_to_decide(
    lived: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until one is given that may be kept; nobody answers in vain."""
    now = datetime(2022, 4, 1, 9, tzinfo=UTC)
    answers = io.StringIO("  \nthey rang 42 41 97 53\nread twice\n")
    monkeypatch.setattr("sys.stdin", answers)
    refused = at(lived, now, "exclude", "nordlys", "2022-W60")
    assert (refused.code, "Reason" in refused.out, answers.tell()) == (2, False, 0)
    done = at(lived, now, "exclude", "nordlys", "2022-W08")
    assert (done.code, done.out.count("Reason (the report prints it")) == (0, 3)
    assert "nordlys 2022-W08: excluded. read twice" in done.out
    (run,) = (r for r in lived.store.runs(Week(2022, 8), Week(2022, 8)) if r.portal == "nordlys")
    assert run.review_reason == "read twice"
