"""A closed year is only counts, and that is proved."""

from __future__ import annotations

import ast
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

import monitor
from monitor.collecting.collect import Collector
from monitor.counting.identifier_figures import (
    FIGURES_FROM_IDENTIFIERS,
    IN_COMMON_WEEKS,
    OF_ALL,
    cells_of_year,
)
from monitor.installation.closing import NotClosable, close_year, overdue
from monitor.installation.realms import standing_remarks
from monitor.installation.year_counts import counter, report_of_year
from monitor.open_points import key_points, open_points
from monitor.open_weeks import overdue_sweeps, state_of_due
from monitor.privacy.typed_text import looks_raw
from monitor.protection.perturbation import perturbation_row
from monitor.report.words import Words
from monitor.service.one_service import next_sweep
from scrapers.model import Outcome
from storage import inspection
from storage.database import open_engine
from storage.errors import DatabaseProblem, IdentifiersGone, KeyProblem
from storage.inspection import _found_in, _sample_of, texts
from storage.keys import key_file
from storage.records import Closing, Review, StoredFinding
from storage.weeks import Week
from tests.closing.conftest import AFTER, database_file, figures_by_name, identifiers, rows
from tests.monitor.conftest import Setup, an_ad
from tests.processes import start
from tests.storage.support import journals_of

STEPS = ("check", "verify", "freeze", "key", "compact", "prove", "sign")
KEPT = ("run", "weekly_count", "weekly_cell", "yearly_figure", "yearly_profile", "closing")


class Broken(Exception):
    """What a test breaks a closing with."""


def interrupt_after(step: str) -> Callable[[str], None]:
    def watch(done: str) -> None:
        if done == step:
            raise Broken

    return watch


def close(home: Setup, watch: Callable[[str], None] = lambda _step: None) -> Closing:
    return close_year(home.at(AFTER), 2022, watch=watch)


def decided(home: Setup, week: Week, review: Review | None) -> None:
    """Decide about a week of nordlys."""
    again = counter(home.config, home.store, 2022)
    home.store.review([("nordlys", week)], review, reason="moved", count=again)


def frozen(home: Setup) -> dict[str, list[tuple[object, ...]]]:
    return {table: rows(home, table) for table in KEPT}


def test_closing_leaves_no_identifier_in_the_blocks_of_a_journal(lived: Setup) -> None:
    """SQLite removes a journal with the pages as they were, and does not overwrite it."""
    were = identifiers(lived)
    with journals_of(lived.store) as contents:
        close(lived)
    held = {value for seen in contents for each in seen[:-1] for value in were if value in each}
    assert held == were
    assert [value for value in were if any(value in seen[-1] for seen in contents)] == []


def test_closing_keeps_the_report_and_nothing_else_of_the_identifiers(
    lived: Setup,
) -> None:
    """The report is the same before and after; rows, bytes and key are gone."""
    lived.store.close_past_weeks(Week.of(AFTER))
    before = report_of_year(lived.config, lived.store, 2022, AFTER)
    were = identifiers(lived)
    content = database_file(lived).read_bytes()
    assert all(value in content for value in were)

    close(lived)

    content = database_file(lived).read_bytes()
    assert [value for value in were if value in content] == []
    assert identifiers(lived) == set()
    assert not key_file(lived.config.storage.keys, 2022).exists()
    assert key_file(lived.config.storage.keys, 2021).exists()
    assert report_of_year(lived.config, lived.store, 2022, AFTER) == before


def test_the_record_says_when_by_which_version_and_what_was_verified(
    lived: Setup,
) -> None:
    """Each sentence is about something that was looked at."""
    record = close(lived)
    assert (record.day, record.version, record.finished) == (AFTER, "0.1.0", True)
    said = "\n".join(record.verified)
    assert "3 weeks were counted again from identifiers and agreed" in said
    assert "before deletion, all of 2" in said
    assert "after compacting, none of 2" in said
    assert "no row of identifiers of 2022 is left" in said
    assert "no key of 2022 is in any place" in said
    assert "figures that need identifiers, kept: distinct_numbers" in said
    assert lived.store.closings()[2022] == record
    assert rows(lived, "deleted_sample") == []


def test_figures_that_need_a_years_identifiers_are_kept(lived: Setup) -> None:
    """Four numbers on each portal for three weeks, one new at the end, one gone before it."""
    before = figures_by_name(lived)
    close(lived)
    assert figures_by_name(lived) == before
    true = {"all": (1, 12), "fjord": (0, 4), "nordlys": (1, 4), "tundra": (0, 4)}
    names = FIGURES_FROM_IDENTIFIERS.keys() - {IN_COMMON_WEEKS}  # nothing was swept in 2021
    assert before.keys() == {
        (p, name) for p in true for name in names if p == "all" or name not in OF_ALL
    }
    for portal, (once, twice) in true.items():
        of_one, of_two = (
            before[portal, name] for name in ("numbers_in_one_week", "numbers_in_two_weeks")
        )
        assert of_one in perturbation_row(once)
        assert of_two in perturbation_row(twice)
        assert before[portal, "distinct_numbers"] == (of_one or 0) + (of_two or 0)
    assert before["all", "linked_numbers"] == before["all", "distinct_numbers"]


def test_true_counts_of_small_places_are_not_kept_after_closing(
    lived: Setup,
) -> None:
    """What is left of them is protected; the others stay as they are."""
    elsewhere = [an_ad("elsewhere", "+4744000002", place="Bergen")]
    elsewhere += [an_ad(f"at least {at}", f"+474400001{at}", place="Drammen") for at in range(10)]
    lived.market.ads["nordlys"] = (*lived.market.ads["nordlys"], *elsewhere)
    Collector(lived.at(date(2022, 8, 1))).collect(lived.config.portal)
    before = rows(lived, "weekly_count")
    cells = rows(lived, "weekly_cell")
    close(lived)
    kept = [row for row in before if row[2] == "all" or float(str(row[4])) >= 10]
    assert rows(lived, "weekly_count") == kept
    assert {row[2] for row in kept} == {"all", "Oslo", "Drammen"}
    assert len(kept) < len(before)
    assert rows(lived, "weekly_cell") == cells


def test_a_key_that_is_away_does_not_cost_the_year_its_identifiers(
    lived: Setup,
) -> None:
    """On a stick in a drawer, say: closing without it would delete all and check nothing."""
    before = identifiers(lived)
    key_file(lived.config.storage.keys, 2022).unlink()
    with pytest.raises(NotClosable, match="monitor close 2022 --key-lost REASON"):
        close(lived)
    assert identifiers(lived) == before != set()


def test_a_year_that_was_only_planned_is_closed_without_a_key(
    installation: Setup,
) -> None:
    """Nothing was ever hashed, so no key is missing."""
    installation.at(date(2022, 12, 20)).plan()
    key_file(installation.config.storage.keys, 2022).unlink()
    assert close(installation).finished


def test_a_key_that_is_here_is_not_lost(lived: Setup) -> None:
    """Whoever says so by mistake loses nothing."""
    with pytest.raises(NotClosable, match="the key of 2022 is not lost"):
        close_year(lived.at(AFTER), 2022, key_lost="the disk broke")
    assert identifiers(lived) != set()


def test_a_year_whose_key_is_lost_can_be_closed_all_the_same(lived: Setup) -> None:
    """Its protected counts stay; what needs the key cannot be had, and the record says why."""
    cells = rows(lived, "weekly_cell")
    key_file(lived.config.storage.keys, 2022).unlink()
    closing = close_year(lived.at(AFTER), 2022, key_lost="the disk broke")
    assert closing.finished
    assert closing.verified[0] == "closed without its key, which was lost: the disk broke"
    assert any("need identifiers, not applicable: distinct_numbers" in v for v in closing.verified)
    assert rows(lived, "weekly_cell") == cells
    assert set(figures_by_name(lived).values()) == {None}


@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_closing_can_be_run_again_and_ends_the_same(
    lived: Setup, tmp_path: Path, step: str
) -> None:
    """At every step: the rows that are kept, the record too, are those of a closing at one go."""
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(database_file(lived).read_bytes())
    key = key_file(lived.config.storage.keys, 2022).read_bytes()
    close(lived)
    at_one_go = frozen(lived)

    lived.store.close()
    database_file(lived).write_bytes(copy.read_bytes())
    key_file(lived.config.storage.keys, 2022).write_bytes(key)
    key_file(lived.config.storage.keys, 2022).chmod(0o600)
    with pytest.raises(Broken):
        close(lived, interrupt_after(step))
    close(lived)

    assert frozen(lived) == at_one_go
    assert (identifiers(lived), rows(lived, "deleted_sample")) == (set(), [])
    assert not key_file(lived.config.storage.keys, 2022).exists()


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from monitor.config import load
from monitor.installation.closing import close_year
from monitor.installation.installation import Installation
from storage.store import Store
now = datetime(2023, 1, 20, 6, tzinfo=ZoneInfo("Europe/Oslo"))
def kill(done):
    if done == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
config = load(Path(sys.argv[1]), {})
store = Store.open(config.storage.database)
close_year(Installation(config, store, lambda: now), 2022, watch=kill)
"""


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_closing_can_be_run_again(lived: Setup, step: str) -> None:
    """SIGKILL after every step, in a process of its own, leaves no lock and no remnant."""
    were = identifiers(lived)
    lived.store.close()
    with start(KILLED, lived.folder / "config.toml", step) as process:
        assert process.wait() == -signal.SIGKILL

    record = close(lived)

    content = database_file(lived).read_bytes()
    assert record.finished
    assert [value for value in were if value in content] == []


def test_a_closing_that_began_is_already_closed_for_sweeps(lived: Setup) -> None:
    """Between deletion and signature nothing new can come in, and status says what to do."""
    with pytest.raises(Broken):
        close(lived, interrupt_after("freeze"))
    with pytest.raises(KeyProblem, match="2022 was closed on 2023-01-20"):
        Collector(lived.at(date(2022, 12, 27))).collect(lived.config.portal)
    assert overdue(lived.at(AFTER)) == [("interrupted", 2022)]


def test_the_audit_finds_nothing_that_looks_raw_in_a_closed_year(
    lived: Setup,
) -> None:
    """The day of closing and the counts of deleted rows are not taken for numbers."""
    close(lived)
    engine = open_engine(lived.config.storage.database)
    found = {column for column, text in texts(engine) if looks_raw(text, sentence=True)}
    engine.dispose()
    assert found == set()


def test_a_second_closing_changes_nothing_and_says_when_the_first_was(
    lived: Setup,
) -> None:
    """Also a day later."""
    first = close(lived)
    assert close_year(lived.at(date(2023, 2, 1)), 2022) == first


def test_a_year_that_is_not_over_is_refused_without_a_reason(lived: Setup) -> None:
    """In its last week, too; with a reason it is closed, and the record has the reason."""
    with pytest.raises(NotClosable, match="2023 has not begun, so there is nothing to close"):
        close_year(lived.at(date(2022, 3, 1)), 2023, early="why not")
    with pytest.raises(NotClosable, match="2022 is not over: its last week is 2022-W52"):
        close_year(lived.at(date(2023, 1, 1)), 2022)
    record = close_year(lived.at(date(2022, 7, 1)), 2022, early="the project ended")
    assert record.verified[0] == "closed before the year was over: the project ended"
    with pytest.raises(KeyProblem, match="was closed on 2022-07-01"):
        Collector(lived.at(date(2022, 7, 4))).collect(lived.config.portal)


def test_of_a_year_closed_early_nothing_is_asked_that_cannot_be_done(lived: Setup) -> None:
    """No key, and no sweep that was not begun in time; when counting goes on is said."""
    at = partial(lived.at, hour=12)
    before, after = at(date(2022, 7, 6)), at(date(2022, 7, 6))
    (told,) = overdue_sweeps(before, Words("en"))
    assert (told.advice.endswith("monitor sweep"), len(before.due())) == (True, 3)
    close_year(at(date(2022, 7, 1)), 2022, early="the project ended")
    points = [point.subject for point in open_points(after, Words("en"))]
    assert [subject for subject in points if subject.startswith(("key", "overdue"))] == []
    assert (after.due(), next_sweep(after)) == ([], "2023-01-02 06:00 (2023-W01)")
    portal = lived.config.portal[0]
    assert state_of_due(after, portal, after.week()) == "year closed"
    said = "2022 was closed on 2022-07-01; nothing is counted before 2023-W01"
    assert said in list(standing_remarks(lived.config, lived.store, after.week()))
    year_after = at(date(2023, 1, 2))
    assert [point.subject for point in key_points(year_after, Words("en"))] == ["key 2023 2023-W01"]
    assert said not in list(standing_remarks(lived.config, lived.store, year_after.week()))
    assert list(overdue_sweeps(year_after, Words("en"))) != []


def test_a_year_without_runs_is_not_closed(lived: Setup) -> None:
    """There is nothing to sign for."""
    with pytest.raises(NotClosable, match="the ledger has no runs in 2020"):
        close_year(lived.at(AFTER), 2020)


def test_counts_that_the_identifiers_do_not_bear_out_forbid_closing(
    lived: Setup,
) -> None:
    """The week is named, and everything is as it was."""
    with closing(sqlite3.connect(database_file(lived))) as database, database:
        database.execute("UPDATE weekly_count SET value = value + 1 WHERE week = '2022-W02'")
    were = identifiers(lived)
    with pytest.raises(IdentifiersGone, match="kept for 2022-W02 are not what"):
        close(lived)
    assert identifiers(lived) == were != set()
    assert key_file(lived.config.storage.keys, 2022).exists()
    assert lived.store.closings() == {}


def test_a_protected_count_that_is_another_one_forbids_closing(lived: Setup) -> None:
    """It is what all reports of the year would be made of."""
    with closing(sqlite3.connect(database_file(lived))) as database, database:
        database.execute("UPDATE weekly_cell SET value = value + 1 WHERE week = '2022-W02'")
    with pytest.raises(IdentifiersGone, match="kept for 2022-W02 are not what"):
        close(lived)


def test_a_swept_week_without_any_count_forbids_closing(lived: Setup) -> None:
    """Its counts were lost, and could not be made again afterwards."""
    with closing(sqlite3.connect(database_file(lived))) as database, database:
        for table in ("weekly_count", "weekly_cell", "weekly_flag"):
            database.execute(f"DELETE FROM {table} WHERE week = '2022-W02'")  # noqa: S608 - our own names
    with pytest.raises(IdentifiersGone, match="kept for 2022-W02 are not what"):
        close(lived)


def test_a_word_about_a_week_while_it_is_counted_again_stops_the_closing(lived: Setup) -> None:
    """What was verified is not what would be kept; run again, the closing goes by the new word."""
    were = identifiers(lived)

    def exclude(step: str) -> None:
        if step == "verify":
            decided(lived, Week(2022, 1), Review.EXCLUDED)

    with pytest.raises(IdentifiersGone, match="a week of 2022 was changed while"):
        close(lived, exclude)
    assert identifiers(lived) == were
    assert lived.store.closings() == {}
    assert close(lived).finished


def test_a_count_without_any_sweep_behind_it_forbids_closing(lived: Setup) -> None:
    """A number that nothing bears out must not become final."""
    with closing(sqlite3.connect(database_file(lived))) as database, database:
        database.execute("INSERT INTO weekly_count VALUES ('2022-W30', 'fjord', 'all', 'ads', 9)")
    with pytest.raises(IdentifiersGone, match="kept for 2022-W30 are not what"):
        close(lived)


def test_a_suspect_week_must_be_decided_before_the_year_is_closed(
    lived: Setup,
) -> None:
    """Afterwards it could never count."""
    lived.market.ads["nordlys"] = (an_ad("only", "+4742000001"),)
    Collector(lived.at(date(2022, 8, 1))).collect(lived.config.portal)
    with pytest.raises(NotClosable, match="held back and not decided: nordlys 2022-W31"):
        close(lived)
    decided(lived, Week(2022, 31), Review.EXCLUDED)
    assert close(lived).finished


def as_published(home: Setup) -> list[object]:
    """Return the cells of the report of 2022."""
    report = report_of_year(home.config, home.store, 2022, AFTER)
    return [(cell.name, cell.number, cell.symbol) for cell in report.cells.values()]


def test_a_closed_weeks_count_survives_a_persons_word_on_it(lived: Setup) -> None:
    """Excluding still makes a gap of one portal; the others keep what was counted."""
    close(lived)
    before = rows(lived, "weekly_count")
    decided(lived, Week(2022, 1), Review.EXCLUDED)
    assert rows(lived, "weekly_count") == before
    with pytest.raises(IdentifiersGone, match="nordlys in 2022-W01 cannot be counted any more"):
        decided(lived, Week(2022, 1), Review.ACCEPTED)


def test_what_was_left_out_of_a_closed_year_can_be_taken_back(lived: Setup) -> None:
    """A slip of the pen made a gap for good, though the count was still there."""
    close(lived)
    before = as_published(lived)
    decided(lived, Week(2022, 1), Review.EXCLUDED)
    assert as_published(lived) != before
    decided(lived, Week(2022, 1), None)
    assert as_published(lived) == before


def test_what_was_left_out_before_its_year_was_closed_stays_out(lived: Setup) -> None:
    """It is in no count that is kept; nor is a week that was accepted, and then is not."""
    decided(lived, Week(2022, 1), Review.EXCLUDED)
    lived.store.hold_back("nordlys", Week(2022, 2), "x")
    decided(lived, Week(2022, 2), Review.ACCEPTED)
    close(lived)
    for week in (Week(2022, 1), Week(2022, 2)):
        with pytest.raises(IdentifiersGone, match="cannot be counted any more"):
            decided(lived, week, None)


def test_a_sweep_under_way_holds_the_closing_up(lived: Setup) -> None:
    """Its identifiers would come in after the deletion."""
    with (
        lived.store.sweeping("fjord"),
        pytest.raises(DatabaseProblem, match="fjord is being swept"),
    ):
        close(lived)


def test_other_years_keep_their_identifiers(installation: Setup) -> None:
    """Closing 2022 leaves a week of 2021 as it is."""
    for day in (date(2021, 5, 3), date(2022, 1, 3)):
        Collector(installation.at(day)).collect(installation.config.portal)
    of_both = identifiers(installation)
    close(installation)
    left = identifiers(installation)
    assert 0 < len(left) < len(of_both)
    assert installation.store.years_with_identifiers() == {2021}


def test_a_remnant_in_the_file_forbids_the_signature(
    lived: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not proved is not signed: here, the identifiers are put back behind its back."""
    some = sorted(identifiers(lived))
    monkeypatch.setattr("monitor.installation.closing._destroy_key", lambda _collector, _year: None)

    def put_back(step: str) -> None:
        if step == "compact":
            with closing(sqlite3.connect(database_file(lived))) as database, database:
                database.execute("UPDATE portal SET name = name || ?", [b"".join(some)])

    with pytest.raises(IdentifiersGone, match="still stand in the bytes"):
        close(lived, put_back)
    assert not lived.store.closings()[2022].finished


def test_a_row_that_comes_back_forbids_the_signature(lived: Setup) -> None:
    """However it came: the year has identifiers, and its record must not say that it has none."""

    def put_back(step: str) -> None:
        if step == "compact":
            with closing(sqlite3.connect(database_file(lived))) as database, database:
                database.execute(
                    "INSERT INTO ad_sighting SELECT min(id), ?, 'Oslo' FROM sweep", [b"i" * 16]
                )

    with pytest.raises(IdentifiersGone, match="of 2022 still in the database: 1"):
        close(lived, put_back)
    assert not lived.store.closings()[2022].finished


def test_what_checks_found_goes_and_the_file_is_written_anew(lived: Setup) -> None:
    """Counts of places and of few are among the findings; a freed page may hold what it held."""
    week, other = Week(2022, 2), Week(2021, 2)
    for of in (week, other):
        lived.store.plan({"fjord": True}, [of])
        lived.store.add_findings("fjord", of, [StoredFinding("fjord", of, "place", 1, "{}")])
    with closing(sqlite3.connect(database_file(lived))) as database:
        database.executescript("CREATE TABLE gone AS SELECT zeroblob(99999); DROP TABLE gone")
        assert database.execute("PRAGMA freelist_count").fetchone() != (0,)
    close(lived)
    assert [found.week for found in lived.store.findings(other, Week(2023, 1))] == [other]
    with closing(sqlite3.connect(database_file(lived))) as database:
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_each_year_has_a_record_of_its_own(lived: Setup) -> None:
    """Closing another year takes none away, and signing one again replaces its own."""
    first = close(lived)
    other = replace(first, year=2021, verified=("by hand",))
    lived.store.year_end.sign(other)
    lived.store.year_end.sign(replace(first, version="2"))
    assert lived.store.closings() == {2021: other, 2022: replace(first, version="2")}


def test_a_journal_beside_the_file_forbids_the_signature(lived: Setup) -> None:
    """It may hold pages as they were."""

    def leave_wal(step: str) -> None:
        if step == "compact":
            database_file(lived).with_name("monitor.sqlite-wal").write_bytes(b"")

    with pytest.raises(IdentifiersGone, match=r"monitor\.sqlite-wal beside the database"):
        close(lived, leave_wal)
    database_file(lived).with_name("monitor.sqlite-wal").unlink()
    assert close(lived).finished


def test_a_sample_finds_its_identifier_wherever_it_stands_and_no_other(tmp_path: Path) -> None:
    """Also at the very end, and behind another with the same beginning."""
    wanted, other = b"abc" + b"1" * 13, b"abc" + b"2" * 13
    file = tmp_path / "file"
    for content, found in ((other + b"." + wanted, 1), (other * 3, 0), (wanted[:-1], 0)):
        file.write_bytes(content)
        assert _found_in(file, [_sample_of(wanted)]) == found


@pytest.mark.parametrize("before", range(45))
def test_the_search_finds_an_identifier_that_lies_across_two_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    """Wherever it begins: the file is read in pieces, so that it need not fit in memory."""
    monkeypatch.setattr(inspection, "BLOCK", 20)
    wanted, file = bytes(range(100, 116)), tmp_path / "file"
    file.write_bytes(bytes(before) + wanted + bytes(20))
    assert _found_in(file, [_sample_of(wanted), _sample_of(wanted[::-1])]) == 1


def test_status_nags_from_the_day_after_the_configured_one(lived: Setup) -> None:
    """15 January unless config.toml says otherwise; a closed year is quiet."""
    assert overdue(lived.at(date(2023, 1, 15))) == []
    assert overdue(lived.at(date(2023, 1, 16))) == [("over", 2022)]
    privacy = lived.config.privacy.model_copy(update={"close_by": "03-01"})
    earlier, lived.config = lived.config, lived.config.model_copy(update={"privacy": privacy})
    assert overdue(lived.at(date(2023, 1, 16))) == []
    lived.config = earlier
    close(lived)
    assert overdue(lived.at(date(2023, 1, 16))) == []


def test_no_year_is_to_be_closed_before_its_last_week_is_over(installation: Setup) -> None:
    """2021's lasts until 2 January, and a sweep of that Sunday still belongs to it."""
    Collector(installation.at(date(2021, 5, 3))).collect(installation.config.portal)
    privacy = installation.config.privacy.model_copy(update={"close_by": "01-01"})
    installation.config = installation.config.model_copy(update={"privacy": privacy})
    assert overdue(installation.at(date(2022, 1, 2))) == []
    assert overdue(installation.at(date(2022, 1, 3))) == [("over", 2021)]


def test_a_key_that_comes_back_while_a_year_is_closed_keeps_it_from_being_signed(
    lived: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody copied it there again; once it is gone, the closing ends as it began."""
    key = key_file(lived.config.storage.keys, 2022)
    with monkeypatch.context() as patched:
        patched.setattr("monitor.installation.closing.destroy_key", lambda *_where: [])
        with pytest.raises(NotClosable, match="still there; remove it and close again"):
            close(lived)
    assert [c.finished for c in lived.store.closings().values()] == [False]
    assert close(lived).finished
    assert not key.exists()


def test_a_key_that_comes_back_after_the_closing_is_reported(lived: Setup) -> None:
    """From a backup of the whole machine, perhaps."""
    key = key_file(lived.config.storage.keys, 2022)
    content = key.read_bytes()
    close(lived)
    key.write_bytes(content)
    key.chmod(0o600)
    assert overdue(lived.at(AFTER)) == [("key_back", 2022)]


def keep_a_week(home: Setup) -> None:
    privacy = home.config.privacy.model_copy(update={"identifiers": "week"})
    home.config = home.config.model_copy(update={"privacy": privacy})


def test_identifiers_that_live_a_week_are_gone_when_the_next_is_swept(
    lived: Setup,
) -> None:
    """Counts stay; of the identifiers only the new week's are there; the year's figures are "."."""
    before, were = rows(lived, "weekly_count"), identifiers(lived)
    keep_a_week(lived)
    Collector(lived.at(date(2022, 6, 13))).collect(lived.config.portal)
    with closing(sqlite3.connect(database_file(lived))) as database:
        weeks = database.execute(
            "SELECT DISTINCT week FROM sweep JOIN number_sighting ON sweep.id = sweep_id"
        ).fetchall()
    assert weeks == [("2022-W24",)]
    assert set(before) < set(rows(lived, "weekly_count"))
    record = close(lived)
    assert "3 weeks had no identifiers any more and could not be recounted" in record.verified
    assert set(figures_by_name(lived).values()) == {None}
    assert [value for value in were if value in database_file(lived).read_bytes()] == []


def test_a_second_sweep_of_a_week_whose_identifiers_are_gone_counts_the_week_anew(
    lived: Setup,
) -> None:
    """No portal becomes a false zero: those that were not swept again are due again."""
    lived.store.purge_weeks_before(Week(2022, 24))
    Collector(lived.at(date(2022, 6, 7))).collect(lived.config.portal[:1])
    runs = lived.store.runs(Week(2022, 23), Week(2022, 23))
    assert {run.portal: run.outcome for run in runs} == {
        "fjord": None,
        "nordlys": Outcome.COMPLETE,
        "tundra": None,
    }


def test_every_module_that_handles_sightings_registers_its_figures_for_closing() -> None:
    """What needs identifiers and is not frozen would be lost, or would keep a year from closing."""
    folder = Path(monitor.__file__).parent
    known = {cells_of_year.__module__}
    # The collector hands them from one sweep of a week to the next, and computes nothing from them;
    # a probe's are of one visit, under a key made for it, and never stored.
    known |= {
        *("monitor.counting.cells", "monitor.counting.dominance", "monitor.counting.week_counts"),
        "monitor.installation.year_counts",
        "monitor.counting.profile",  # frozen beside the figures: test_profiles.py
        *("monitor.collecting.one_sweep", "monitor.probe.first_pages"),
        # They compare two weeks as soon as the later one is swept, and keep counts only.
        *("monitor.checks.week_comparison", "monitor.installation.judging"),
    }
    handling = {
        ".".join(("monitor", *file.relative_to(folder).with_suffix("").parts))
        for file in folder.rglob("*.py")
        if handles_sightings(file)
    }
    assert handling - known == set()
    assert handling >= {
        "monitor.counting.cells",
        "monitor.counting.identifier_figures",
    }  # the search finds what there is


def handles_sightings(file: Path) -> bool:
    words = {"Sighting", "WeekSightings", "YearSightings", "sightings"}
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = {
        alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return bool((names | used) & words)
