"""`monitor status` in the configured language: one line, totals, places, last year's same week."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest

from monitor.collecting.collect import Collector
from monitor.commands.status import _number
from monitor.commands.week_totals import totals_of
from monitor.demo.simulated_market import DemoAd
from monitor.installation.schedule import due_at
from monitor.report.words import Words
from storage.weeks import Week
from tests.commands import Ran
from tests.monitor.conftest import Setup, an_ad, opened
from tests.monitor.test_week_commands import at

WEEK, YEAR_AGO = Week(2022, 10), Week(2021, 10)


def town(portal: int, singles: int, *, shared: int = 0) -> tuple[DemoAd, ...]:
    """Return ads with a number each, Bergen's among them, and three more on one number."""
    number = f"+474{2 + portal}"
    ads = [
        an_ad(f"p{portal}x{at}", f"{number}{at:06d}", place="Oslo" if at % 4 else "Bergen")
        for at in range(singles)
    ]
    ads += [an_ad(f"p{portal}s{at}", f"+4749{at:06d}") for at in range(shared)]
    return (*ads, *(an_ad(f"p{portal}y{at}", f"{number}900000") for at in range(3)))


def show(installation: Setup, size: int) -> None:
    """Let each portal show so many ads of single users."""
    for at_, name in enumerate(("nordlys", "fjord", "tundra")):
        installation.market.ads[name] = town(at_, size, shared=12)


@pytest.fixture(scope="module")
def counted_home(new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of this year, and the same week of the last."""
    folder = shutil.copytree(new_home, tmp_path_factory.mktemp("counted") / "home")
    with opened(folder, {}) as made:
        for week, size in {YEAR_AGO: 20, WEEK.previous(): 40, WEEK: 44}.items():
            show(made, size)
            for portal in made.config.portal:
                Collector(made.at(week.monday())).collect([portal])
    return folder


@pytest.fixture
def counted(counted_home: Path, tmp_path: Path) -> Iterator[Setup]:
    """A copy of it, for one test."""
    with opened(shutil.copytree(counted_home, tmp_path / "home"), {}) as made:
        show(made, 44)
        yield made


def after(week: Week, installation: Setup) -> datetime:
    return due_at(installation.config, week) + timedelta(hours=9)


def now(installation: Setup, *words: str) -> Ran:
    return at(installation, after(WEEK, installation), "status", *words)


def deal_with_all(counted: Setup) -> None:
    """Let a person see what was missed, say why, and close the year that is over."""
    with (counted.folder / "config.toml").open("a", encoding="utf-8") as config:
        for portal in ("nordlys", "fjord", "tundra"):
            span = 'from = "2022-W01"\nto = "2022-W08"'
            config.write(f'\n[[event]]\nkind = "unread"\nportal = "{portal}"\n{span}\n')
    for run in counted.store.runs(Week(2021, 1), WEEK):
        if not run.counts:
            entry = counted.at(WEEK.monday()).entry("week seen", f"{run.portal} {run.week}")
            counted.store.see([(run.portal, run.week)], entry)
    assert at(counted, after(WEEK, counted), "close", "2021").code == 0


def test_totals_are_the_true_counts_of_the_portals_that_were_counted(
    counted: Setup,
) -> None:
    """Ads, those tied to individual users, numbers across portals, and places."""
    totals = totals_of(counted.store, WEEK, 2)
    assert (totals.due, list(totals.portals)) == (3, ["fjord", "nordlys", "tundra"])
    assert totals.portals["fjord"] == (59.0, 57.0)
    assert (totals.ads, totals.individual, totals.threshold) == (177, 168, 2)
    assert totals.numbers == 3 * 44 + 12 + 3
    assert totals.places == {"Bergen": 33, "Oslo": 144}


def test_until_a_week_is_due_the_last_one_is_shown(counted: Setup) -> None:
    """Beside the one before and the same week of last year; a portal new since is not due yet."""
    early = due_at(counted.config, WEEK.next()) - timedelta(minutes=1)
    told = json.loads(at(counted, early, "status", "--json").out)
    assert told["week"] == str(WEEK)
    assert [told["totals"][of]["week"] for of in ("before", "year_ago")] == ["2022-W09", "2021-W10"]
    assert {(row["outcome"], row["ads"]) for row in told["portals"]} == {("complete", 59.0)}

    with closing(sqlite3.connect(counted.folder / "data" / "monitor.sqlite")) as database:
        database.execute("DELETE FROM run WHERE portal = 'fjord' AND week = ?", [str(WEEK)])
        database.commit()
    told = json.loads(at(counted, early, "status", "--json").out)
    assert [row["outcome"] for row in told["portals"]] == ["not due yet", "complete", "complete"]


def test_a_week_that_was_begun_before_its_hour_is_shown(counted: Setup) -> None:
    """Somebody has swept by hand."""
    Collector(counted.at(WEEK.next().monday(), hour=1)).collect(counted.config.portal[:1])
    early = due_at(counted.config, WEEK.next()) - timedelta(minutes=1)
    told = json.loads(at(counted, early, "status", "--json").out)
    assert (told["week"], told["totals"]["this"]["ads"]) == (str(WEEK.next()), 59)


def test_a_new_installation_shows_the_week_that_is_not_due_yet(installation: Setup) -> None:
    """There is no other."""
    early = due_at(installation.config, WEEK) - timedelta(minutes=1)
    told = json.loads(at(installation, early, "status", "--json").out)
    assert told["week"] == str(WEEK)
    assert {row["outcome"] for row in told["portals"]} == {"not due yet"}


def test_a_week_that_waits_to_be_counted_is_no_zero(counted: Setup) -> None:
    """It was swept, the program was killed before it was counted, and then the key was away."""
    with mock.patch("monitor.installation.installation.count_waiting_weeks"):
        Collector(counted.at(WEEK.next().monday())).collect(counted.config.portal)
    (key,) = counted.config.storage.keys.glob("2022*")
    key.unlink()
    shown = json.loads(at(counted, after(WEEK.next(), counted), "status", "--json").out)
    assert shown["totals"]["this"]["ads"] is None
    assert "177 annonser i uke 10" in shown["summary"]


def test_numbers_of_all_portals_are_left_out_where_few_are_on_several(
    installation: Setup,
) -> None:
    """With the portals' own they would tell how many; one portal alone has its own."""
    for at_, name in enumerate(("nordlys", "fjord", "tundra")):
        installation.market.ads[name] = town(at_, 20, shared=9)
    nordlys, *others = installation.config.portal
    numbered, installation.market.ads["nordlys"] = installation.market.ads["nordlys"], (an_ad("x"),)
    Collector(installation.at(WEEK.previous().monday())).collect([nordlys])
    accepted = ("accept", "nordlys", str(WEEK.previous()), "--reason", "no numbers")
    assert at(installation, after(WEEK.previous(), installation), *accepted).code == 0
    assert totals_of(installation.store, WEEK.previous(), 2).numbers == 0
    installation.market.ads["nordlys"] = numbered
    Collector(installation.at(WEEK.monday())).collect([nordlys])
    assert totals_of(installation.store, WEEK, 2).numbers == 20 + 9 + 1
    why = "en uke der færre enn 10 numre står på flere"
    assert why not in now(installation).said
    Collector(installation.at(WEEK.monday())).collect(others)
    assert totals_of(installation.store, WEEK, 2).numbers is None
    assert why in now(installation).said
    assert why in json.loads(now(installation, "--json").out)["remarks"][-1]


def test_the_first_line_says_in_norwegian_whether_all_is_well(
    counted: Setup,
) -> None:
    """With the week's ads and the change; then a table, and the week of last year."""
    for portal in ("nordlys", "fjord", "tundra"):
        at(counted, after(WEEK, counted), "portal", "approve", portal, "--by", "kh")
    told = now(counted)
    assert told.out.splitlines()[0].endswith(
        "TING Å GJØRE: 177 annonser i uke 10, +7\N{NO-BREAK SPACE}% mot forrige uke"
    )
    assert told.code == 1
    rows = [line.split() for line in told.out.splitlines()]
    assert ["Annonser", "177", "165", "105"] in rows
    assert "numre står på flere" not in told.out
    assert ["Annonser,", "Bergen", "33", "30", "15"] in rows
    assert ["Ulike", "telefonnumre", "147", "135", "75"] in rows
    assert ["fjord", "fullstendig", "59", "55", "35", "57", "53", "33"] in rows
    assert "Internt: sanne tall, ikke for publisering" in told.out


def test_the_same_is_in_the_json(counted: Setup) -> None:
    """Names of keys and outcomes are the same in every language."""
    told = json.loads(now(counted, "--json").out)
    assert told["totals"]["this"] == {
        "week": str(WEEK),
        "due": 3,
        "portals": ["fjord", "nordlys", "tundra"],
        "ads": 177,
        "individual": 168,
        "threshold": 2,
        "numbers": 147,
        "places": {"Bergen": 33, "Oslo": 144},
    }
    assert told["totals"]["year_ago"]["week"] == str(YEAR_AGO)
    fjord = told["portals"][0]
    assert (fjord["ads"], fjord["ads_before"], fjord["ads_year_ago"]) == (59, 55, 35)
    assert fjord["outcome"] == "complete"
    assert told["summary"].startswith(f"{len(told['problems'])} TING")
    spans = {point["weeks"] for point in told["open"] if point["weeks"]}
    assert "fjord,nordlys,tundra 2021-W11..2021-W52" in spans


def test_it_speaks_the_language_of_the_config(counted: Setup) -> None:
    """English for whoever has that in config.toml."""
    file = counted.folder / "config.toml"
    file.write_text(file.read_text("utf-8").replace('language = "nb"', 'language = "en"'), "utf-8")
    told = now(counted).out
    assert "THINGS TO DO: 177 ads in week 10" in told.splitlines()[0]
    assert "Internal: true counts, not for publication" in told


@pytest.mark.parametrize(("hours", "line"), [(-1, "165 annonser i uke 9"), (9, "110 annonser")])
def test_before_the_week_is_counted_the_line_is_of_the_last_and_says_of_how_many_portals(
    installation: Setup, hours: int, line: str
) -> None:
    """No change is said where other portals were counted."""
    show(installation, 40)
    Collector(installation.at(WEEK.previous().monday())).collect(installation.config.portal)
    if hours > 0:
        Collector(installation.at(WEEK.monday())).collect(installation.config.portal[:2])
    moment = due_at(installation.config, WEEK) + timedelta(hours=hours)
    first = at(installation, moment, "status").out.splitlines()[0]
    assert line in first
    assert ("(2 av 3 portaler)" in first) is (hours > 0)
    assert "mot forrige uke" not in first


def test_exit_codes_say_whether_a_person_is_needed(counted: Setup) -> None:
    """0 all is well, 1 a person is needed; 2 to 4 as every command."""
    assert now(counted).code == 1
    deal_with_all(counted)
    told = now(counted)
    assert (told.code, told.out.split(":")[0]) == (0, "ALT I ORDEN"), told.said
    rows = [line.split() for line in told.out.splitlines()]
    assert ["Annonser", "177", "165", "105"] in rows  # the closed year's counts are kept
    assert at(counted, after(WEEK, counted), "status", "--config", "none.toml").code == 2


def test_a_year_without_the_same_week_has_no_column(installation: Setup) -> None:
    """Week 53 of a year, beside one that had 52."""
    week = Week(2020, 53)
    moment = datetime.combine(week.monday(), datetime.min.time()).astimezone()
    told = json.loads(at(installation, moment, "status", "--json").out)
    assert told["week"] == str(week)
    assert set(told["totals"]) == {"this", "before"}
    assert date(2020, 12, 28) == week.monday()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (31.000000000000004, "31"),
        (30.96, "31"),
        (31.5, "31,5"),
        (30.94, "30,9"),
        (1.05, "1"),
        (None, "–"),
    ],
)
def test_a_count_has_a_decimal_only_where_one_is_to_be_seen(
    value: float | None, shown: str
) -> None:
    """Several sweeps of a week make it a fraction."""
    assert _number(Words("nb"), value) == shown
