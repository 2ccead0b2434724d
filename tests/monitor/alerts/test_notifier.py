"""What the service tells: at once what is wrong, once a week that all is well, and pings."""

from __future__ import annotations

import json
import re
import shutil
from collections import namedtuple
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from monitor.alerts.notifier import Notifier
from monitor.collecting.collect import Collector
from monitor.config import load
from monitor.installation.installation import Installation
from monitor.installation.schedule import due_at
from monitor.open_points import LEAST_FREE
from monitor.open_weeks import GRACE
from monitor.service.loop import Service
from scrapers.model import Outcome
from storage.errors import DatabaseProblem
from storage.keys import key_file
from storage.records import CheckResult
from storage.weeks import Week
from tests.commands import Ran, monitor
from tests.monitor.alerts.receiver import Receiver
from tests.monitor.conftest import OSLO, Setup, installation, some_ads
from tests.monitor.test_week_commands import at as run_at

__all__ = ["installation"]

MONDAY = date(2022, 3, 7)
WEEK = Week(2022, 10)
PORTALS = ("nordlys", "fjord", "tundra")
REASON = "expected 3 to 500 ads, found 2"
HOURS = timedelta(hours=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Take what is told."""
    with Receiver() as opened:
        yield opened


@pytest.fixture
def told(installation: Setup, receiver: Receiver) -> Setup:
    """Let an installation of a middling market tell the receiver."""
    for name in PORTALS:
        installation.market.ads[name] = some_ads(name, 40)
    for name, path in (("alerts", "json://{}/alerts"), ("ping", "http://{}/ping")):
        file = installation.folder / name
        file.write_text(path.format(receiver.host), encoding="utf-8")
        file.chmod(0o600)
    config = installation.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    for key in ("addresses", "ping", "folder"):
        text = text.replace(f"# {key} = ", f"{key} = ")
    config.write_text(text, encoding="utf-8")
    installation.config = load(config)
    return installation


def at(told: Setup, now: datetime) -> Installation:
    return Installation(told.config, told.store, lambda: now)


def monday(hour: float) -> datetime:
    """Return a time after the hour at which the week is due."""
    return datetime(2022, 3, 7, 6, tzinfo=OSLO) + timedelta(hours=hour)


def alerts(receiver: Receiver) -> list[str]:
    return [post.title for post in receiver.posts if post.path == "/alerts"]


def pings(receiver: Receiver) -> list[str]:
    return [post.path for post in receiver.posts if post.path != "/alerts"]


def fail(told: Setup, portal: str, outcome: Outcome) -> Installation:
    """Let all portals be swept but one, of which the ledger says something else."""
    collector = told.at(MONDAY)
    Collector(collector).collect([each for each in told.config.portal if each.name != portal])
    told.store.add_failure(portal, WEEK, CheckResult(outcome, REASON))
    return collector


def test_a_week_without_fault_is_told_in_one_letter_with_its_figure(
    told: Setup, receiver: Receiver
) -> None:
    """In Norwegian, from protected counts, and once."""
    collector = told.at(MONDAY)
    Collector(collector).collect(told.config.portal)
    notifier = Notifier(collector)
    notifier.ticked(None)
    notifier.ticked(None)
    [title] = alerts(receiver)
    assert re.fullmatch(r"Alt i orden: 1[0-3]\d annonser i uke 10", title)
    Notifier(collector).ticked(None)
    assert len(alerts(receiver)) == 1


def test_the_letter_names_the_change_on_the_week_before(told: Setup, receiver: Receiver) -> None:
    """As on the page: the two letters' own figures, which are perturbed, and not the true ones."""
    before = told.at(date(2022, 2, 28))
    Collector(before).collect(told.config.portal)
    Notifier(before).ticked(None)
    for name in PORTALS:
        told.market.ads[name] = some_ads(name, 50)
    collector = told.at(MONDAY)
    Collector(collector).collect(told.config.portal)
    Notifier(collector).ticked(None)
    old, new = (int(re.findall(r"(\d+) annonser", title)[0]) for title in alerts(receiver))
    percent = (200 * (new - old) + old) // (2 * old)  # a half is rounded up, as on the page
    change = f"+{percent}\N{NO-BREAK SPACE}%"
    assert alerts(receiver)[-1].endswith(f"{new} annonser i uke 10, {change} mot forrige uke")


@pytest.mark.parametrize(
    ("outcome", "words", "advice"),
    [
        (Outcome.FAILED, "portalen svarte ikke", "monitor probe fjord"),
        (Outcome.PARTIAL, "ufullstendig", "monitor week fjord 2022-W10"),
        (Outcome.REFUSED, "avvist av portalen", "monitor week fjord 2022-W10"),
        (Outcome.LAYOUT_CHANGED, "portalens sider var endret", "monitor probe fjord"),
        (Outcome.SUSPECT, "holdt tilbake", "monitor week fjord 2022-W10"),
    ],
)
def test_what_went_wrong_is_told_at_once_with_what_to_do_and_no_count(
    told: Setup, receiver: Receiver, outcome: Outcome, words: str, advice: str
) -> None:
    """The reason quotes true counts, and stays on the machine."""
    notifier = Notifier(fail(told, "fjord", outcome))
    notifier.ticked(None)
    notifier.ticked(None)
    first, letter = [post for post in receiver.posts if post.path == "/alerts"]
    assert first.title == f"fjord, uke 10 i 2022: {words}"
    assert advice in first.body
    assert letter.title.startswith("Én ting å gjøre: ")
    assert f"{first.title}\n{first.body}" == letter.body
    assert not any(REASON[:8] in f"{post.content}" for post in receiver.posts)


def test_another_outcome_of_the_same_week_is_told_anew(told: Setup, receiver: Receiver) -> None:
    """Failed in the morning, refused in the evening."""
    notifier = Notifier(fail(told, "fjord", Outcome.FAILED))
    notifier.ticked(None)
    told.store.add_failure("fjord", WEEK, CheckResult(Outcome.REFUSED, REASON))
    notifier.ticked(None)
    assert alerts(receiver)[-1] == "fjord, uke 10 i 2022: avvist av portalen"


@pytest.mark.parametrize(("minutes", "is_told"), [(-1, False), (0, True)])
def test_a_sweep_that_has_not_begun_is_overdue_after_an_hour(
    told: Setup, receiver: Receiver, minutes: int, is_told: bool
) -> None:
    """The service may be at it before."""
    told.at(MONDAY).plan()
    now = due_at(told.config, WEEK) + GRACE + timedelta(minutes=minutes)
    Notifier(at(told, now)).ticked(None)
    titles = ["alle portaler, uke 10 i 2022: ikke begynt i tide"]
    assert alerts(receiver) == (titles if is_told else [])


def test_a_missed_week_is_told_in_the_next_and_older_ones_only_in_the_letter(
    told: Setup, receiver: Receiver
) -> None:
    """Whoever sets up alerts after a year is not flooded."""
    Collector(told.at(date(2022, 2, 21))).collect(told.config.portal)
    collector = told.at(date(2022, 3, 14))
    Collector(collector).collect(told.config.portal)
    Notifier(collector).ticked(None)
    first, letter = [post for post in receiver.posts if post.path == "/alerts"]
    assert first.title == "alle portaler, uke 9–10 i 2022: ikke talt, 2 uker"
    assert letter.title.startswith("Én ting å gjøre: ")
    assert letter.body == f"{first.title}\n{first.body}"
    assert "monitor seen all 2022-W09..2022-W10" in letter.body


def test_a_gap_older_than_last_week_is_only_in_the_letter(told: Setup, receiver: Receiver) -> None:
    """Whoever sets up alerts after a year is not flooded."""
    for day in (date(2022, 2, 14), date(2022, 2, 28), date(2022, 3, 7)):
        Collector(told.at(day)).collect(told.config.portal)
    Notifier(told.at(MONDAY)).ticked(None)
    [letter] = [post for post in receiver.posts if post.path == "/alerts"]
    assert "alle portaler, uke 8 i 2022: ikke talt" in letter.body


def test_a_failed_week_that_is_over_is_not_told_at_once_again(
    told: Setup, receiver: Receiver
) -> None:
    """It was told when it failed; the letter says that it is lost."""
    Notifier(fail(told, "fjord", Outcome.FAILED)).ticked(None)
    receiver.posts.clear()
    Collector(told.at(date(2022, 3, 14))).collect(told.config.portal)
    Notifier(told.at(date(2022, 3, 14))).ticked(None)
    [letter] = [post for post in receiver.posts if post.path == "/alerts"]
    assert "fjord, uke 10 i 2022: ikke talt (portalen svarte ikke)" in letter.body


def test_portals_that_fail_together_are_one_alert_with_one_command(
    told: Setup, receiver: Receiver
) -> None:
    """It is the machine's net, more likely than three portals."""
    told.at(MONDAY).plan()
    for portal in PORTALS:
        told.store.add_failure(portal, WEEK, CheckResult(Outcome.FAILED, f"{portal} answered 503"))
    Notifier(at(told, monday(0))).ticked(None)
    first, _letter = [post for post in receiver.posts if post.path == "/alerts"]
    assert first.title == "alle portaler, uke 10 i 2022: portalen svarte ikke"
    assert "monitor check --online" in first.body


@pytest.mark.parametrize(("hours", "is_told"), [(23.9, False), (24, True)])
def test_the_letter_goes_after_a_day_whatever_is_still_to_be_tried(
    told: Setup, receiver: Receiver, hours: float, is_told: bool
) -> None:
    """So that silence itself is an alarm."""
    Collector(told.at(MONDAY)).collect(told.config.portal[:2])
    Notifier(at(told, monday(hours))).ticked(None)
    letters = [title for title in alerts(receiver) if "å gjøre" in title]
    assert bool(letters) is is_told


def test_no_letter_goes_before_the_week_is_due(told: Setup, receiver: Receiver) -> None:
    """Though a person swept by hand."""
    Collector(told.at(MONDAY, hour=5)).collect(told.config.portal)
    Notifier(at(told, monday(-0.5))).ticked(None)
    assert alerts(receiver) == []
    Notifier(at(told, monday(0))).ticked(None)
    assert len(alerts(receiver)) == 1


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(("free", "is_told"), [(LEAST_FREE, False), (LEAST_FREE - 1, True)])
def test_little_room_on_the_disk_is_told(
    told: Setup,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    free: int,
    is_told: bool,
) -> None:
    """While there is still enough for a sweep."""
    told.at(MONDAY).plan()
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(1, 1, free))
    Notifier(at(told, monday(0))).ticked(None)
    assert (alerts(receiver) == ["Lite plass på disken"]) is is_told


@pytest.mark.parametrize(
    ("day", "is_told"), [(date(2022, 11, 30), False), (date(2022, 12, 1), True)]
)
def test_next_years_key_is_asked_for_from_the_first_of_december(
    told: Setup, receiver: Receiver, day: date, is_told: bool
) -> None:
    """In January nothing would be counted."""
    Collector(told.at(date(2022, 11, 28))).collect(told.config.portal)
    collector = told.at(day, hour=5)
    collector.plan()
    Notifier(collector).ticked(None)
    assert ("Nøkkelen for 2023 kan ikke brukes" in alerts(receiver)) is is_told


def test_this_years_key_that_is_gone_is_told(told: Setup, receiver: Receiver) -> None:
    """Without its file nothing is counted."""
    told.at(MONDAY).plan()
    key_file(told.config.storage.keys, 2022).unlink()
    Notifier(at(told, monday(0))).ticked(None)
    assert alerts(receiver) == ["Nøkkelen for 2022 kan ikke brukes"]


def test_a_year_that_should_be_closed_is_told(told: Setup, receiver: Receiver) -> None:
    """From the day that config names."""
    Collector(told.at(date(2021, 12, 27))).collect(told.config.portal)
    Collector(told.at(date(2022, 1, 17))).collect(told.config.portal)
    Notifier(at(told, datetime(2022, 1, 17, 7, tzinfo=OSLO))).ticked(None)
    assert "Et år skulle vært lukket" in alerts(receiver)


def test_what_was_not_taken_stands_in_status_and_is_tried_again(
    told: Setup, receiver: Receiver
) -> None:
    """Until it arrives."""
    receiver.status = 503
    collector = told.at(MONDAY)
    Collector(collector).collect(told.config.portal)
    notifier = Notifier(collector)
    notifier.ticked(None)
    said = monitor("status", at=told.folder).said
    assert "Et varsel kom ikke fram til adresse 1 json. Antall forsøk siden" in said
    assert "monitor alert test" in said
    receiver.status = 200
    Notifier(at(told, monday(1))).ticked(None)
    assert len(alerts(receiver)) == 1
    assert "kom ikke fram" not in monitor("status", at=told.folder).said


def test_what_an_address_did_not_take_is_no_problem_once_the_address_is_gone(
    told: Setup, receiver: Receiver
) -> None:
    """Nothing could be done about it any more."""
    receiver.status = 503
    Collector(told.at(MONDAY)).collect(told.config.portal)
    Notifier(told.at(MONDAY)).ticked(None)
    assert "kom ikke fram" in monitor("status", at=told.folder).said
    config = told.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("\naddresses = ", "\n# addresses = "), encoding="utf-8")
    assert "kom ikke fram" not in monitor("status", at=told.folder).said


def test_a_database_that_cannot_be_used_is_told_once_a_day(
    told: Setup, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though nothing can be remembered in it; and the switch outside hears of it, too."""
    told.at(MONDAY).plan()
    notifier = Notifier(at(told, monday(0)))

    def broken(*_: object) -> None:
        raise DatabaseProblem("the disk is full")

    monkeypatch.setattr(type(told.store), "runs", broken)
    monkeypatch.setattr(type(told.store), "alerts", broken)
    monkeypatch.setattr(type(told.store), "forget_other_alerts", broken)
    for _ in range(2):
        notifier.ticked(DatabaseProblem("the disk is full"))
    assert alerts(receiver) == ["Databasen kan ikke brukes"]
    assert pings(receiver) == ["/ping/fail"]


def test_a_round_pings_its_start_and_success_and_writes_the_page(
    told: Setup, receiver: Receiver
) -> None:
    """As the service goes through it, over real HTTP."""
    collector = told.at(MONDAY)
    service = Service(Collector(collector), watcher=Notifier(collector))
    service.tick()
    service.tick()
    assert pings(receiver) == ["/ping/start", "/ping"]
    assert "i uke 10" in (told.folder / "page" / "index.html").read_text(encoding="utf-8")


def test_a_round_with_a_portal_that_failed_pings_fail(told: Setup, receiver: Receiver) -> None:
    """Once, however often the service looks."""
    collector = fail(told, "fjord", Outcome.REFUSED)
    notifier = Notifier(collector)
    notifier.ticked(None)
    notifier.ticked(None)
    assert pings(receiver) == ["/ping/fail"]


def test_a_ping_that_was_not_taken_is_tried_again(told: Setup, receiver: Receiver) -> None:
    """Else the switch outside would raise a false alarm."""
    collector = told.at(MONDAY)
    Collector(collector).collect(told.config.portal)
    receiver.status = 503
    notifier = Notifier(collector)
    notifier.ticked(None)
    receiver.status = 200
    notifier.ticked(None)
    assert pings(receiver) == ["/ping"]


def test_a_round_that_is_not_over_pings_nothing(told: Setup, receiver: Receiver) -> None:
    """Success would be too early, and fail wrong."""
    collector = told.at(MONDAY)
    Collector(collector).collect(told.config.portal[:2])
    Notifier(collector).ticked(None)
    assert pings(receiver) == []


def test_a_page_that_cannot_be_written_costs_no_week_and_is_told(
    told: Setup, receiver: Receiver
) -> None:
    """Somebody else's file stands where its folder should be."""
    (told.folder / "page").write_text("a file", encoding="utf-8")
    collector = told.at(MONDAY)
    Service(Collector(collector), watcher=Notifier(collector)).tick()
    assert "Siden for teamet kan ikke skrives" in alerts(receiver)
    assert all(run.counts for run in told.store.runs(WEEK, WEEK))


def test_addresses_that_cannot_be_read_stop_no_sweep(
    told: Setup, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and status says so."""
    (told.folder / "alerts").chmod(0o644)
    collector = told.at(MONDAY)
    Service(Collector(collector), watcher=Notifier(collector)).tick()
    assert "chmod 600" in caplog.text
    assert alerts(receiver) == []
    assert all(run.counts for run in told.store.runs(WEEK, WEEK))
    assert "chmod 600" in monitor("status", at=told.folder).said


def test_alert_test_sends_to_every_address_and_says_which_took_it(
    told: Setup, receiver: Receiver
) -> None:
    """Without any address in what it prints."""
    ran = monitor("alert", "test", at=told.folder)
    assert (ran.code, ran.out) == (0, "1 json: taken\nping: taken\n")
    assert (alerts(receiver), pings(receiver)) == (["Prøvemelding"], ["/ping"])
    receiver.status = 403
    ran = monitor("alert", "test", at=told.folder)
    assert (ran.code, ran.out) == (1, "1 json: NOT taken\nping: NOT taken\n")
    assert receiver.host not in ran.said


def test_alert_test_says_that_there_is_nobody_to_tell(installation: Setup) -> None:
    """And where to name one."""
    ran = monitor("alert", "test", at=installation.folder)
    assert ran.code == 1
    assert "name a file of them in config.toml, [alerts]" in ran.said


def test_alert_test_names_a_line_that_is_no_address(told: Setup) -> None:
    """By its place; exit code 2, as for config."""
    (told.folder / "alerts").write_text("json://127.0.0.1/\nhello", encoding="utf-8")
    ran = monitor("alert", "test", at=told.folder)
    assert ran.code == 2
    assert "address 2 of the alerts is none" in ran.said


def by_cron(told: Setup, now: datetime, *words: object) -> Ran:
    """Run a command at a time, as cron does: with nobody who keeps anything in mind."""
    told.portals.set_week(now.date())
    return run_at(told, now, *words)


def test_a_sweep_by_cron_tells_pings_and_writes_the_page_as_the_service_does(
    told: Setup, receiver: Receiver
) -> None:
    """What was told is not told again by the next one."""
    assert by_cron(told, monday(0.1), "sweep").code == 0
    [title] = alerts(receiver)
    assert title.startswith("Alt i orden: ")
    assert pings(receiver) == ["/ping/start", "/ping"]
    assert "i uke 10" in (told.folder / "page" / "index.html").read_text(encoding="utf-8")
    by_cron(told, monday(1), "sweep", "fjord")
    assert alerts(receiver) == [title]
    assert pings(receiver) == ["/ping/start", "/ping", "/ping"]  # only a whole round begins one


def test_a_sweep_by_cron_that_ends_with_an_error_tells_it(told: Setup, receiver: Receiver) -> None:
    """No key, so nothing was fetched."""
    told.at(MONDAY).plan()
    key_file(told.config.storage.keys, 2022).unlink()
    assert by_cron(told, monday(0.1), "sweep").code == 3
    assert alerts(receiver) == ["Nøkkelen for 2022 kan ikke brukes"]
    assert pings(receiver) == ["/ping/start", "/ping/fail"]


def test_a_sweep_by_cron_without_its_database_tells_that(told: Setup, receiver: Receiver) -> None:
    """It is lost, and nothing can be kept of what was told."""
    by_cron(told, monday(0.1), "sweep")
    receiver.posts.clear()
    (told.folder / "data" / "monitor.sqlite").unlink()
    assert by_cron(told, monday(24 * 7), "sweep").code == 4
    assert (alerts(receiver), pings(receiver)) == (["Databasen kan ikke brukes"], ["/ping/fail"])


def test_alert_send_tells_between_sweeps_and_pings_nothing(told: Setup, receiver: Receiver) -> None:
    """A ping a day would hide from the switch that Monday's sweep did not come."""
    assert by_cron(told, monday(0.1), "sweep").code == 0
    receiver.posts.clear()
    late = due_at(told.config, WEEK.next()) + GRACE
    assert by_cron(told, late, "alert", "send").code == 0
    assert alerts(receiver) == ["alle portaler, uke 11 i 2022: ikke begynt i tide"]
    receiver.status = 503
    Collector(told.at(date(2022, 3, 14))).collect(told.config.portal)
    failed = by_cron(told, late + HOURS, "alert", "send")
    assert (failed.code, "did not arrive at address 1 json" in failed.err) == (1, True)
    receiver.status = 200
    assert by_cron(told, late + 2 * HOURS, "alert", "send").code == 0
    assert alerts(receiver)[-1].startswith("Alt i orden: ")
    assert pings(receiver) == []


def test_check_says_who_is_told_and_when_a_message_last_arrived(
    told: Setup, receiver: Receiver
) -> None:
    """By the kind and place of the address; what cannot be read or did not arrive is a problem."""

    def checked() -> tuple[str, str]:
        found = json.loads(run_at(told, monday(2), "check", "--json").out)
        problems = " ".join(each for each in found["problems"] if "lert" in each)
        return found["facts"].get("alerts", ""), problems

    assert checked() == ("to 1 json, a ping; none was delivered yet", "")
    by_cron(told, monday(0.1), "sweep")
    assert checked()[0] == "to 1 json, a ping; the last one that arrived is of 2022-03-07"
    (told.folder / "ping").chmod(0o644)
    stands, problems = checked()
    assert stands == "their addresses cannot be used"
    assert "chmod 600" in problems
    (told.folder / "ping").chmod(0o600)
    receiver.status = 503
    by_cron(told, monday(24 * 7), "sweep")
    assert checked()[1].startswith("An alert did not arrive at address 1 json.")
    assert all(receiver.host not in part for part in checked())


def test_check_says_where_nobody_is_told(installation: Setup) -> None:
    """It is no fault, but to be known."""
    facts = json.loads(run_at(installation, monday(-1), "check", "--json").out)["facts"]
    assert facts["alerts"].startswith("nobody is told when something is wrong")
