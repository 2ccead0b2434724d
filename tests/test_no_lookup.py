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
from collections.abc import Iterator
from datetime import date
from types import ModuleType

import pytest
from typer.testing import CliRunner

import monitor
import scrapers
import storage
from monitor.__main__ import app
from monitor.report.build import build
from monitor.report.page import report_page
from monitor.report.words import Words
from tests.commands import all_commands
from tests.monitor.conftest import Installation, an_ad, installation

__all__ = ["installation"]

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
    "years": "how many years to simulate",
    "reason": "why a person decided so; kept, never searched for",
    "config": "the config file",
    "as_json": "how to print",
    "folder": "where files go",
    "formats": "which files",
    "dated": "the date to print",
    "publish": "whether to remember the report as released",
    "revision": "why released figures changed; kept, never searched for",
    "seed": "of the simulation",
    "serve": "keep the demo portals open",
    "file": "a backup",
    "with_identifiers": "whether a backup holds them",
    "early": "why a year is closed early; kept, never searched for",
    "after_loss": "why a key is lost; kept, never searched for",
    "halves": "files of a key's halves",
    "also": "a folder to search for canaries that the audit itself made up",
}

# Everything public that handles a number, an ad, or an identifier. None of them answers whether a
# given one is in the database: what reads the database (storage) takes none.
REVIEWED_FUNCTIONS = {
    "monitor.backup.write_backup": "takes whether identifiers are asked for",
    "monitor.canary.needles": "forms of made-up canaries",
    "monitor.canary.search": "searches files for made-up canaries; a database holds keyed hashes",
    "monitor.commands.backup.backup": "takes whether identifiers are asked for",
    "monitor.commands.common.print_json": "prints what a command has made",
    "monitor.probe.save.fiction.Fiction.number": "makes up a number in place of a real one",
    "monitor.probe.save.fiction.Fiction.spelt": "writes out a made-up number",
    "monitor.probe.save.markup.without": "takes elements out of a page",
    "monitor.probe.save.proof.distinct_numbers": "counts what a look has found; knows no database",
    "monitor.probe.save.proof.places_of": "counts what a look has found, by place",
    "monitor.probe.save.values.Values.rewritten": "makes up the values of JSON",
    "monitor.probe.suggest.block.lines_about": "takes how many ads a page has",
    "monitor.probe.suggest.line.shortened": "writes a setting in less",
    "monitor.probe.suggest.line.toml": "writes a setting",
    "scrapers.http.addresses.with_parameter": "sets a page number in an address",
    "scrapers.http.decoding.decode": "decodes the bytes of a page",
    "scrapers.extract.detail_page.Details.check": "counts ads whose page is gone",
    "scrapers.extract.detail_page.Details.listed": "reads a card of a list; knows no database",
    "scrapers.portal_config.in_short": "writes a setting in less",
    "scrapers.pseudonymize.Identify.ad": "hashes an ad's id; knows no database",
    "scrapers.pseudonymize.Identify.sighting": "hashes a raw ad; knows no database",
    "scrapers.http.rate_limit.RateLimiter.note_retry_after": "reads a header of an answer",
    "scrapers.http.rate_limit.retry_after": "reads a header of an answer",
    "scrapers.crawl.pagination.Pager.again": "reads a page of a list again, named by its number",
    "scrapers.http.robots.Robots.read": "reads robots.txt",
    "scrapers.crawl.sweep.sweep": "leaves out the pages of ads that this week's sightings have",
    "scrapers.http.decompress.join": "joins the bytes of an answer",
    "scrapers.http.decompress.decompress": "decompresses the bytes of an answer",
    "scrapers.http.transport.Meter.take": "counts the bytes of an answer",
    "scrapers.crawl.list_crawl.Walk.is_left_out": "takes an id from the list being read",
    "storage.counted.save_sightings": "writes identifiers",
    "storage.keys.fingerprint": "takes a year's key",
    "storage.known_keys.compare": "takes a year's key",
    "storage.private_files.make_private": "writes a key's file",
    "storage.store.Store.check_key": "takes a year's key",
    "storage.store.Store.dumped": "takes whether identifiers are asked for",
    "storage.store.Store.remember_key": "takes a year's key",
}
SUSPICIOUS_TYPE = re.compile(r"\b(?:Hidden|bytes|Sighting|Ad)\b")
SUSPICIOUS_NAME = re.compile(r"number|phone|slug|identifier|^ads?$|^values?$|^key$")
# Rooms whose whole work is to read numbers out of text, or to simulate ads; they know no database.
HARMLESS_ROOMS = ("scrapers.numbers", "monitor.demo", "monitor.report", "monitor.statistics")


def modules() -> Iterator[ModuleType]:
    for package in (scrapers, storage, monitor):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith((*HARMLESS_ROOMS, "storage.migrations")):
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
    installation: Installation, words: list[str]
) -> None:
    """Put where a command takes text, a number that was counted is nothing special."""
    installation.market.ads["nordlys"] = tuple(
        an_ad(f"ad{at}", SEEN if not at else f"+474300000{at}") for at in range(5)
    )
    installation.at(date(2022, 3, 7)).collect(installation.config.portal)
    answers = []
    for number in (SEEN, UNSEEN):
        filled = [word.format(number) for word in words]
        config = ["--config", str(installation.folder / "config.toml")]
        ran = CliRunner().invoke(app, [*filled, *config])
        answers.append((ran.exit_code, f"{ran.output}{ran.exception}".replace(number, "NUMBER")))
    assert answers[0] == answers[1]


def test_a_report_asks_nothing_and_can_be_asked_nothing(installation: Installation) -> None:
    """No form, no field, no script."""
    installation.at(date(2022, 3, 7)).collect(installation.config.portal)
    annual = build(installation.store, installation.config, 2022, date(2023, 1, 2))
    page = report_page(annual, Words("nb"), "<svg></svg>")
    assert re.findall(r"<(?:form|input|script|button|textarea|select)\b", page) == []
