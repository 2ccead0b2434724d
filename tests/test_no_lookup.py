"""Nothing takes a phone number or an ad and tells whether it was seen.

Three walks: over every parameter of every command, over every public function of the program, and
over the page of a report. What they find must be just what a person has reviewed and listed here; a
new parameter or function fails until it has been looked at with this one question in mind.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

import monitor
import scrapers
import storage
from monitor.collecting.collect import Collector
from monitor.command_line import app
from monitor.installation.backup_file import restore_backup, write_backup
from monitor.installation.year_counts import report_of_year
from monitor.report.compose import document
from monitor.report.render.web_page import render_page
from monitor.report.words import Words
from scrapers.model import Outcome
from scrapers.portal_config import Portal
from storage.errors import ApprovalRefused
from storage.keys import load_key
from storage.records import JournalEntry
from storage.weeks import Week
from tests.commands import all_commands
from tests.monitor.conftest import Setup, an_ad, installation, new_home
from tests.oracle import MONDAY, Learned, Town, by_bits, candidates, reachable
from tests.portal_server import PortalServer

__all__ = ["installation", "new_home"]

SEEN, UNSEEN = "+4742419753", "+4742419754"

REVIEWED_PARAMETERS = {
    "pages": "how many list pages to look at",
    "suggest": "propose a block for an unknown list page",
    "url": (
        "the address of a list page; what is found there is told by count and shape, no database "
        "is opened, and an address with a phone number in it (a search for it) is refused"
    ),
    "portals": "names of portals",
    "portal": "the name of a portal",
    "week": "an ISO week",
    "weeks": "how many weeks to simulate",
    "year": "a year",
    "years": "one year or several, or how many to simulate; anything else is refused unrepeated",
    "reason": "why a person decided so; kept, never searched for",
    "config": "the config file",
    "as_json": "how to print",
    "clock_is_right": "whether a person has looked at the clock",
    "folder": "where files go",
    "formats": "which files",
    "dated": "the date to print",
    "language": "of the report",
    "short": "whether to print only the sentences to quote",
    "publish": "whether to remember the report as released",
    "revision": "why released figures changed; kept, never searched for",
    "seed": "of the simulation",
    "serve": "keep the demo portals open",
    "file": "a backup, or figures of others to import; a row with a phone number is refused",
    "correct": "whether imported figures may be corrected",
    "with_identifiers": "whether a backup holds them",
    "early": "why a year is closed early; kept, never searched for",
    "key_lost": "how a key was lost; kept, never searched for",
    "after_loss": "why a key is lost; kept, never searched for",
    "halves": "files of a key's halves",
    "by": "who did something, a role or initials; kept, never searched for",
    "contact": "who asks, as portals see it",
    "system": "whom a service runs as",
    "credentials": "a folder of keys that systemd decrypts",
    "environment": "a file of variables for the service",
    "windows": "a file for a task of Windows",
    "online": "whether each portal is asked for its first page",
    "only_rehearse": "whether a backup is only tried",
    "no_files": "whether a report is shown and not written",
    "also": "a folder to search for canaries that the audit itself made up",
}

# Everything public that handles a number, an ad, or an identifier. None of them answers whether a
# given one is in the database: what reads the database (storage) takes none.
REVIEWED_FUNCTIONS = {
    "monitor.alerts.delivery.addresses": "takes the addresses that alerts go to",
    "monitor.alerts.delivery.ping": "takes the address of a dead-man's switch",
    "monitor.config.problems.kind_of": "names the type of a setting's example",
    "monitor.config.shorter.shortened": "writes a setting in less",
    "monitor.config.shorter.toml": "writes a setting",
    "monitor.counting.cells.with_busiest": "takes what a sweep saw, in memory",
    "monitor.counting.cells.alike_in": "takes what a sweep saw, in memory",
    "monitor.counting.cells.without_keys": "says 0 of everything",
    "monitor.privacy.typed_text.quoted": "hides what could be a number in what an error quotes",
    "monitor.protection.cell_key.Protection.record_key": "hashes an identifier; knows no database",
    "monitor.counting.profile.linked_groups": "takes a year's links between numbers, in memory",
    "monitor.counting.identifier_figures.cells_of_year": "takes a year's numbers, in memory",
    "monitor.checks.week_comparison.WeekAds.has_elsewhere": "takes what two weeks' sweeps saw",
    "monitor.checks.week_comparison.WeekAds.is_elsewhere": "takes a keyed number of such a week",
    "monitor.checks.week_comparison.by_ad": "takes what two weeks' sweeps saw, in memory",
    "monitor.checks.week_comparison.up_in_sweep": "takes what a sweep saw, in memory",
    "monitor.installation.backup_file.write_backup": "takes whether identifiers are asked for",
    "monitor.installation.realms.Realm.identify": "takes a year's key",
    "monitor.audit.canary_search.needles": "forms of made-up canaries",
    "monitor.audit.canary_search.search": "searches files for made-up canaries",
    "monitor.commands.backup.backup": "takes whether identifiers are asked for",
    "monitor.commands.common.print_json": "prints what a command has made",
    "monitor.probe.suggest.block.Setting.of": "takes a key of a block and why it is doubtful",
    "monitor.probe.suggest.block.bounds_line": "takes how many ads a page has",
    "monitor.probe.suggest.ways.no_way": "takes how many ads a page has",
    "monitor.probe.suggest.ways.one_page": "takes how many ads a page has",
    "monitor.probe.suggest.ids.id_pattern": "takes the links of one page, in memory",
    "scrapers.crawl.list_pages.PageReader.list_page": "counts the pages of a list",
    "scrapers.http.addresses.with_parameter": "sets a page number in an address",
    "scrapers.http.decoding.decode": "decodes the bytes of a page",
    "scrapers.config_key.Key.fault": "holds a number of the config to its bounds",
    "scrapers.extract.list_page.AdIds.settle": "tells http:// from https:// in a list's links",
    "scrapers.extract.detail_page.Details.check": "counts ads whose page is gone",
    "scrapers.extract.detail_page.Details.listed": "reads a card of a list; knows no database",
    "scrapers.field_config.in_short": "writes a setting in less",
    "scrapers.pseudonymize.Identify.ad": "hashes an ad's id; knows no database",
    "scrapers.pseudonymize.Identify.sighting": "hashes a raw ad; knows no database",
    "scrapers.http.rate_limit.RateLimiter.note_retry_after": "reads a header of an answer",
    "scrapers.http.rate_limit.retry_after": "reads a header of an answer",
    "scrapers.crawl.pagination.Pager.again": "reads a page of a list again, named by its number",
    "scrapers.http.robots.Robots.read": "reads robots.txt",
    "scrapers.crawl.portal_sweep.sweep_pages": "leaves out pages of ads that are known",
    "scrapers.crawl.portal_sweep.Summary.meet_again": "notes at which places an ad is listed again",
    "scrapers.crawl.portal_sweep.Summary.with_all_places": "adds those to a sighting of this sweep",
    "scrapers.crawl.sweep_doubts.listed_everywhere": "takes what a sweep saw, in memory",
    "scrapers.extract.list_page.AdIds.alike": "counts ids of this sweep, in memory",
    "scrapers.crawl.sweep_doubts.one_number_on_all": "counts ads by number, and names no number",
    "scrapers.crawl.page_doubts.PageDoubts.meet": "takes a list page as it is read, in memory",
    "scrapers.crawl.sweep_doubts.each_number_twice": "counts numbers by their ads, and names none",
    "scrapers.crawl.sweep_doubts.several_addresses": "counts ads of this sweep, in memory",
    "scrapers.crawl.sweep_doubts.several_under_one_id": "counts cards of this sweep, in memory",
    "scrapers.crawl.sweep_doubts.places_of_the_page": "counts the ads that have several places",
    "scrapers.http.decompress.join": "joins the bytes of an answer",
    "scrapers.http.decompress.decompress": "decompresses the bytes of an answer",
    "scrapers.http.transport.Meter.take": "counts the bytes of an answer",
    "scrapers.crawl.list_crawl.Walk.is_left_out": "takes an id from the list being read",
    "storage.columns.Kept.process_bind_param": "writes a value of a column",
    "storage.columns.Kept.process_result_value": "reads a value of a column",
    "storage.sightings.save": "writes identifiers",
    "storage.keys.fingerprint": "takes a year's key",
    "storage.keys.seal": "takes a year's key, to seal a backup",
    "storage.comparable.check_key": "takes a year's key",
    "storage.comparable.remember_key": "takes a year's key",
    "storage.private_files.make_private": "writes a key's file",
    "storage.store.Store.check_key": "takes a year's key",
    "storage.store.Store.remember_key": "takes a year's key",
    "storage.store.Store.dumped": "takes whether identifiers are asked for",
}
SUSPICIOUS_TYPE = re.compile(r"\b(?:Hidden|bytes|Sighting|Ad)\b")
SUSPICIOUS_NAME = re.compile(r"number|phone|slug|identifier|^ads?$|^values?$|^key$")
# Packages that read numbers out of text, simulate ads, or make figures of protected counts.
HARMLESS_PACKAGES = ("scrapers.numbers", "monitor.demo", "monitor.report", "monitor.statistics")


def modules() -> Iterator[ModuleType]:
    for package in (scrapers, storage, monitor):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith((*HARMLESS_PACKAGES, "storage.migrations")):
                yield importlib.import_module(found.name)


def public_functions() -> Iterator[tuple[str, inspect.Signature]]:
    for module in modules():
        for name, member in vars(module).items():
            if name.startswith("_") or getattr(member, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(member):
                yield f"{module.__name__}.{name}", inspect.signature(member)
            elif inspect.isclass(member):
                for inner, method in vars(member).items():
                    function = getattr(method, "__func__", method)
                    if inspect.isfunction(function) and not inner.startswith("_"):
                        yield f"{module.__name__}.{name}.{inner}", inspect.signature(function)


def is_suspicious(signature: inspect.Signature) -> bool:
    return any(
        SUSPICIOUS_NAME.search(parameter.name) or SUSPICIOUS_TYPE.search(str(parameter.annotation))
        for parameter in signature.parameters.values()
    )


def test_no_parameter_of_any_command_takes_a_number_or_an_ad() -> None:
    """Every parameter there is has been reviewed, by name."""
    names = {p.name for command in all_commands().values() for p in command.params} - {"help"}
    assert names - set(REVIEWED_PARAMETERS) == set()


def test_every_public_function_that_could_take_a_number_has_been_reviewed() -> None:
    """By the types and names of its parameters."""
    found = {name for name, signature in public_functions() if is_suspicious(signature)}
    assert found == set(REVIEWED_FUNCTIONS)


def test_the_walk_over_functions_would_see_a_lookup() -> None:
    """A function such as the one that must never exist is suspicious."""

    def was_seen(number: str) -> bool:
        return bool(number)

    assert is_suspicious(inspect.signature(was_seen))
    assert len(list(public_functions())) > 80


@pytest.mark.parametrize(
    "words",
    [
        ["sweep", "{}"],
        ["accept", "{}", "2022-W10", "--reason", "x"],
        ["accept", "nordlys", "{}", "--reason", "x"],
        ["exclude", "nordlys", "2022-W10", "--reason", "{}"],
        ["status", "{}"],
        ["report", "{}"],
        ["key", "new", "{}"],
        ["probe", "{}"],
        ["probe", "nordlys", "--url", "http://127.0.0.1:8471/nordlys/?q={}"],
        ["probe", "--url", "http://127.0.0.1:8471/nordlys/{}"],
    ],
)
def test_a_seen_and_an_unseen_number_get_the_same_answer(
    installation: Setup, words: list[str]
) -> None:
    """Put where a command takes text, a number that was counted is nothing special."""
    installation.market.ads["nordlys"] = tuple(
        an_ad(f"ad{at}", SEEN if not at else f"+474300000{at}") for at in range(5)
    )
    Collector(installation.at(date(2022, 3, 7))).collect(installation.config.portal)
    answers = []
    for number in (SEEN, UNSEEN):
        filled = [word.format(number) for word in words]
        config = ["--config", str(installation.folder / "config.toml")]
        ran = CliRunner().invoke(app, [*filled, *config])
        answers.append((ran.exit_code, f"{ran.output}{ran.exception}".replace(number, "NUMBER")))
    assert answers[0] == answers[1]


def test_a_report_asks_nothing_and_can_be_asked_nothing(
    installation: Setup,
) -> None:
    """No form, no field, no script."""
    Collector(installation.at(date(2022, 3, 7))).collect(installation.config.portal)
    annual = report_of_year(installation.config, installation.store, 2022, date(2023, 1, 2))
    html = render_page(document(annual, Words("nb"))).decode()
    assert re.findall(r"<(?:form|input|script|button|textarea|select)\b", html) == []


# The oracle: somebody writes portals that list his candidates, each on a set of portals of its own,
# and reads from the overlaps which of them stand on another's portal, too. Each attack is made in
# two worlds, in which the others show one half of the candidates or the other half. What he learns
# must be the same to the last figure: then no guess of his is better than chance.

NUMBERS = candidates(60)
HALVES = NUMBERS[::2], NUMBERS[1::2]
MINE = [f"mine{at}" for at in range(6)]
NEXT = date(2022, 3, 14)
Attack = Callable[[Town, Portal], None]


@pytest.fixture
def towns(
    tmp_path: Path, server: PortalServer, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Town, Town]]:
    """Two installations, to be attacked in the same way."""
    reachable(monkeypatch)
    one, two = (Town(tmp_path / name, server, migrated_sqlite) for name in ("one", "two"))
    yield one, two
    for town in (one, two):
        town.store.close()


def attacked(towns: tuple[Town, Town], attack: Attack) -> list[Learned]:
    """Return what the attack tells in either world, beside an approved portal of others."""
    for town, shown in zip(towns, HALVES, strict=True):
        others = town.portal("nordlys", shown)
        town.configure(others)
        town.approve(["nordlys"])
        attack(town, others)
    return [town.learned() for town in towns]


def listing(town: Town, *, local: bool) -> list[Portal]:
    """Return portals, on which each candidate has a set of its own."""
    lists = by_bits(NUMBERS, len(MINE))
    return [town.portal(*each, local=local) for each in zip(MINE, lists, strict=True)]


def test_ten_local_portals_learn_nothing_of_a_thousand_candidates(
    towns: tuple[Town, Town],
) -> None:
    """In one sweep, as an adversary once did it: then, they told each of them rightly."""
    many, mine = candidates(1000), [f"mine{at}" for at in range(10)]
    for town, shown in zip(towns, (many[::2], many[1::2]), strict=True):
        pairs = zip(mine, by_bits(many, 10), strict=True)
        others = town.portal("nordlys", shown)
        town.configure(others, *(town.portal(*each, local=True) for each in pairs))
        town.approve(["nordlys"])
        assert {result.check.outcome for result in town.sweep()} == {Outcome.COMPLETE}
    one, two = (town.learned() for town in towns)
    assert one == two
    assert one.seen(many, mine, "nordlys") == set()


def test_the_attack_would_work_on_portals_that_somebody_approved(
    towns: tuple[Town, Town],
) -> None:
    """So it is a real one, and an approval is not to be had for the asking."""

    def attack(town: Town, others: Portal) -> None:
        town.configure(others, *listing(town, local=False))
        town.approve(MINE)
        town.sweep()

    for learned, shown in zip(attacked(towns, attack), HALVES, strict=True):
        assert learned.seen(NUMBERS, MINE, "nordlys") == set(shown)


def beside(town: Town, others: Portal, own: str) -> None:
    """Put others' list and one of the attacker's own, with one number on it, in one block."""
    mine = town.portal("mine", [own])
    town.configure(others, replace(others, name="both", start=(*others.starts, *mine.starts)))


def test_the_lists_of_one_block_are_compared_without_an_approval(towns: tuple[Town, Town]) -> None:
    """They are one portal; so `monitor check` points at a block over several sites."""

    def attack(town: Town, others: Portal) -> None:
        beside(town, others, NUMBERS[0])  # of the first half
        town.sweep()

    same = []
    for learned in attacked(towns, attack):
        of = {c.measure: c.value for c in learned.counts if c.portal == "both"}
        same.append(of["ads"] - of["numbers"])
    assert same == [1, 0]


def test_a_new_block_over_a_known_list_tells_nothing_of_the_weeks_before(
    towns: tuple[Town, Town],
) -> None:
    """What the list showed then was compared in another realm."""

    def attack(town: Town, others: Portal) -> None:
        town.sweep()
        town.portal("nordlys", NUMBERS[10:40])  # now it shows the same in either world
        beside(town, others, NUMBERS[0])
        town.sweep(NEXT)

    one, two = attacked(towns, attack)
    assert one == two


@pytest.mark.parametrize("local", [True, False], ids=["local", "not approved"])
def test_portals_that_nobody_approved_learn_nothing_of_the_others(
    towns: tuple[Town, Town], local: bool
) -> None:
    """Swept together with the others, and again; and what they list is counted."""

    def attack(town: Town, others: Portal) -> None:
        town.configure(others, *listing(town, local=local))
        town.sweep()
        town.sweep()

    one, two = attacked(towns, attack)
    assert one == two
    assert one.seen(NUMBERS, MINE, "nordlys") == set()
    assert sum(count.measure == "ads" for count in one.counts) >= len(MINE)


def test_local_portals_are_not_compared_with_a_portal_called_like_their_realm(
    towns: tuple[Town, Town],
) -> None:
    """A realm is no name that a portal could have."""

    def attack(town: Town, others: Portal) -> None:
        del others
        theirs = town.portal("local", HALVES[town is towns[1]])
        town.configure(theirs, town.portal("mine", HALVES[0], local=True))
        town.sweep()

    one, two = attacked(towns, attack)
    assert one == two


def approved_later(town: Town, others: Portal) -> None:
    """Approve an own portal when the week has a sweep of it, and sweep again."""
    town.configure(others, *listing(town, local=False))
    town.sweep()
    assert town.approve(MINE) == [Week.of(NEXT)] * len(MINE)
    town.sweep()


def test_an_approval_changes_no_week_that_was_begun_without_it(towns: tuple[Town, Town]) -> None:
    """A week mixes no realms; from the next on, the numbers are compared."""
    one, two = attacked(towns, approved_later)
    assert one == two
    for town, shown in zip(towns, HALVES, strict=True):
        town.sweep(NEXT)
        assert town.learned().seen(NUMBERS, MINE, "nordlys") == set(shown)


def same_week(town: Town, others: Portal) -> None:
    """Turn a known portal to another address when the week has a sweep of it."""
    known = town.portal("fjord", ["+4744000001"])
    town.configure(others, known)
    town.approve(["fjord"])
    town.sweep()
    town.configure(others, town.portal("fjord", HALVES[0], path=f"/{town.folder.name}/other"))
    results = {result.portal: result for result in town.sweep()}
    assert results["fjord"].check.outcome is Outcome.FAILED
    assert "from 2022-W11 on" in results["fjord"].check.reason


def week_after(town: Town, others: Portal) -> None:
    """Turn it there before the next week's sweep."""
    known = town.portal("fjord", ["+4744000001"])
    town.configure(others, known)
    town.approve(["fjord"])
    town.sweep()
    town.configure(others, town.portal("fjord", HALVES[0], path=f"/{town.folder.name}/other"))
    town.sweep(NEXT)


def from_real_to_local(town: Town, others: Portal) -> None:
    """Say of a known portal that it is on this machine now, and no more in the week after."""
    same_week(town, others)
    path = f"/{town.folder.name}/other"
    town.configure(others, town.portal("fjord", HALVES[0], path=path, local=True))
    town.sweep(NEXT)
    town.configure(others, town.portal("fjord", HALVES[0], path=path))
    town.sweep(date(2022, 3, 21))


def own_numbers_of_a_known_portal(town: Town, others: Portal) -> None:
    """Ask with other addresses about what a portal that nobody approved has shown itself."""
    shown = HALVES[0] if town.folder.name == "one" else HALVES[1]
    town.configure(others, town.portal("fjord", shown))
    town.sweep()
    town.configure(others, town.portal("fjord", HALVES[0], path=f"/{town.folder.name}/other"))
    town.sweep(NEXT)


def own_ads_of_a_known_portal(town: Town, others: Portal, path: str = "/other") -> None:
    """Ask with other addresses which ads stood on a portal, by their ids."""
    first = 0 if town.folder.name == "one" else 1000
    town.configure(others, town.portal("fjord", NUMBERS[:20], first=first))
    town.sweep()
    at = f"/{town.folder.name}{path}"
    town.configure(others, town.portal("fjord", NUMBERS[20:40], path=at))
    town.sweep(NEXT)


def test_ads_that_come_again_at_the_same_addresses_are_counted(towns: tuple[Town, Town]) -> None:
    """So that the attack by ids would be one."""
    one, two = attacked(towns, partial(own_ads_of_a_known_portal, path="/fjord"))
    assert one.checks != two.checks
    assert one.counts == two.counts


@pytest.mark.parametrize(
    "attack",
    [
        own_ads_of_a_known_portal,
        same_week,
        week_after,
        from_real_to_local,
        own_numbers_of_a_known_portal,
    ],
)
def test_a_known_portal_at_other_addresses_learns_nothing(
    towns: tuple[Town, Town], attack: Attack
) -> None:
    """An approval, and a realm of one's own, hold for the addresses that they were given for."""
    one, two = attacked(towns, attack)
    assert one == two


def restored(town: Town, *portals: Portal) -> None:
    """Take a backup with identifiers into a new database, and write config.toml anew."""
    key_of = {2022: load_key(town.config.storage.keys, 2022)}.get
    file = town.folder / "b.zip"
    write_backup(town.store, "", file, with_identifiers=True, key_of=key_of)
    town.empty_database()
    assert restore_backup(town.store, file, key_of).with_identifiers == (2022,)
    town.configure(*portals)


@pytest.mark.parametrize("local", [True, False], ids=["local", "real"])
def test_a_restored_backup_tells_new_portals_nothing(towns: tuple[Town, Town], local: bool) -> None:
    """None of them is approved while the backup's identifiers are in use."""

    def attack(town: Town, others: Portal) -> None:
        town.sweep()
        restored(town, others, *listing(town, local=local))
        with pytest.raises(ApprovalRefused, match=r"out of a backup|on this machine"):
            town.approve(MINE)
        for day in (MONDAY, NEXT):
            town.sweep(day)

    one, two = attacked(towns, attack)
    assert one == two
    assert one.seen(NUMBERS, MINE, "nordlys") == set()


def test_a_restored_backup_tells_a_portal_of_its_own_at_other_addresses_nothing(
    towns: tuple[Town, Town],
) -> None:
    """Nor one whose approval waited for addresses when the backup was made."""

    def attack(town: Town, others: Portal) -> None:
        known, waiting = (town.portal(name, ["+4744000001"]) for name in ("fjord", "tundra"))
        town.configure(others, known, waiting)
        town.approve(["fjord"])
        town.sweep()
        town.store.approve("tundra", "", JournalEntry(MONDAY, "as a migration does", "tundra"))
        path = f"/{town.folder.name}/other"
        moved = [town.portal(name, HALVES[0], path=path) for name in ("fjord", "tundra")]
        restored(town, others, *moved)
        with pytest.raises(ApprovalRefused, match="monitor close 2022"):
            town.approve(["fjord"])
        for day in (MONDAY, NEXT):
            town.sweep(day)

    one, two = attacked(towns, attack)
    assert one == two


def test_what_was_approved_before_a_restore_is_compared_afterwards(
    towns: tuple[Town, Town],
) -> None:
    """The others' figures go on as if nothing had been."""
    town, _ = towns
    portals = [town.portal(name, NUMBERS[:7]) for name in ("nordlys", "fjord")]
    town.configure(*portals)
    town.approve(["nordlys", "fjord"])
    town.sweep()
    before = town.learned()
    restored(town, *portals)
    town.sweep()
    assert town.learned() == before
    town.sweep(NEXT)
    sets = town.learned().sets
    of_both = {(week.number, n) for (week, portals), n in sets.items() if len(portals) == 2}
    assert of_both == {(10, 7), (11, 7)}
