"""What a reader of Norwegian is shown of the program's English: all of it that can come up."""

from __future__ import annotations

import ast
import time
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from monitor.checks.findings import Finding, Severity, joined
from monitor.checks.findings import sentences as checks_sentences
from monitor.commands.status import _journal_line
from monitor.norwegian import LONGEST, in_language
from monitor.report.words import Words
from scrapers.crawl.pagination import LEADS_BACK, NAMED, NOT_THERE, OTHER_ADS, SAME_ADS
from scrapers.http import transport
from scrapers.http.transport import CERTIFICATES, FAULTS
from storage.records import ENDED_THE_PROGRAM, NOT_SWEPT, JournalEntry

ROOT = Path(__file__).parents[2]
REASONS = {
    *("FetchFailed", "Refused", "Challenge", "LayoutChanged", "Gone", "Incomplete", "CutOff"),
    *("_TransientFault", "TransportFault", "CheckResult", "AlertsProblem", "error", "kind"),
}
"""What a sweep ends with, and what is wrong with alerts: their sentences are shown by status."""

KEYS_OF_STATUS = (
    ("storage/keys.py", {"_read", "_the_place"}),
    ("storage/private_files.py", None),
    ("storage/comparable.py", {"check_key", "note_key_made"}),
    ("storage/closings.py", None),
    ("monitor/installation/year_keys.py", {"_refuse_gone"}),
)
"""Whose KeyProblem `key_of` raises, by file and function."""

SHOWN_BY = {
    "monitor/installation/clock.py": {"problem", "clock_problem"},
    "monitor/installation/market.py": {"refusals", "_counts_against"},
    "scrapers/crawl/list_crawl.py": {"_why_not_done"},
    "scrapers/extract/detail_page.py": {"_too_many", "_words"},
    "scrapers/http/rate_limit.py": {"rough_wait"},
}
"""Functions that give such sentences, or parts of them, back."""


def template(node: ast.AST | None) -> str | None:
    """Return a text as it stands in the code, with "7" for whatever is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_part, node.values))
    return None


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    if ast.unparse(part.value) in {"hint", "others"}:  # a clause that may be missing
        return ""
    return "'7'" if part.conversion == ord("r") else "7"


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def called(function: ast.FunctionDef, names: set[str]) -> Iterator[str]:
    """Yield what stands in the last argument of calls of these names, where that is a text."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [template(argument) for argument in node.args]
            yield from (text for text in texts[-1:] if text and " " in text)


def given_back(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the texts that a function returns or yields."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield | ast.Assign):
            for inner in ast.walk(node):
                text = template(inner)
                is_given = isinstance(inner, ast.JoinedStr) or inner is getattr(node, "value", None)
                if is_given and text and text.count(" ") > 1 and not text.startswith((",", " ")):
                    yield text


@cache
def sentences() -> list[tuple[str, str]]:
    """Return each sentence of the code that status can come to show, and where it stands."""
    return list(_sentences())


def _sentences() -> Iterator[tuple[str, str]]:
    for part in ("scrapers", "monitor", "storage"):
        for file in sorted((ROOT / part).rglob("*.py")):
            name = str(file.relative_to(ROOT))
            of_keys = dict(KEYS_OF_STATUS).get(name, set())
            for function in functions(file):
                texts = list(called(function, REASONS))
                if of_keys is None or function.name in of_keys:
                    texts += called(function, {"KeyProblem"})
                if function.name in SHOWN_BY.get(name, set()):
                    texts += given_back(function)
                yield from ((text, f"{name} {function.name}") for text in texts)


ENDS = {(why, "pagination") for why in (NOT_THERE, LEADS_BACK, OTHER_ADS, NAMED, SAME_ADS)}


def transport_words() -> set[str]:
    """Return the sentences that have names of their own in `transport`."""
    return {
        text for name, text in vars(transport).items() if name.isupper() and isinstance(text, str)
    }


def test_every_sentence_that_status_can_show_has_its_norwegian() -> None:
    """A new one needs a line in `norwegian.toml`; the code is read for them."""
    faults = {*FAULTS.values(), *CERTIFICATES.values(), *transport_words()}
    found = {
        *sentences(),
        *ENDS,
        *((fault, "transport") for fault in faults),
        (NOT_SWEPT, "records"),
        (ENDED_THE_PROGRAM, "records"),
    }
    assert len(found) > 85
    assert {(text, where) for text, where in found if in_language(text, "nb") == text} == set()


def test_the_code_is_searched_for_every_kind_of_them() -> None:
    """Else the test above would pass for want of sentences."""
    places = {where for _, where in sentences()}
    for name, those in (*KEYS_OF_STATUS, *SHOWN_BY.items()):
        for function in those or ():
            assert f"{name} {function}" in places
    assert {where.partition(" ")[0] for where in places} > {name for name, _ in KEYS_OF_STATUS}


@pytest.mark.parametrize(
    ("english", "norwegian"),
    [
        ("nordlys answered 503", "nordlys svarte 503"),
        ("page 3 of 7, nordlys", "side 3 av 7, nordlys"),
        ("begins, nordlys", "begynner, nordlys"),
        (
            "list page 1: neither an ad (cards = 'li') nor the portal's own words for no ads "
            "(no_ads is not set) are on the page",
            "listeside 1: verken en annonse (cards = 'li') eller portalens egne ord for ingen "
            "annonser (no_ads er ikke satt) er på siden",
        ),
        (
            "robots.txt of nordlys cannot be read, so nothing may be fetched: robots.txt of "
            "nordlys could not be fetched: ConnectError",
            "robots.txt hos nordlys kan ikke leses, så ingenting kan hentes: robots.txt hos "
            "nordlys kunne ikke hentes: ingen forbindelse",
        ),
        (
            "the portal cannot be reached: its certificate is for another name; is the address "
            "right?",
            "portalen kan ikke nås: sertifikatet gjelder et annet navn; er adressen riktig?",
        ),
        (
            "3 of 40 ads could not be read: nordlys answered 404 for an ad's own page; "
            "expected 200",
            "3 av 40 annonser kunne ikke leses: nordlys svarte 404 for en annonses egen side; "
            "ventet 200",
        ),
        (
            "the portal states 412 ads in list 2 of 3, 360 were seen (total_tolerance = 0.05); "
            "does ad.select find one ad under several ids",
            "portalen oppgir 412 annonser i liste 2 av 3, 360 ble sett (total_tolerance = 0.05); "
            "finner ad.select én annonse under flere id-er",
        ),
        (
            "list page 1 redirects more than 5 times; it sets a cookie meanwhile: cookies = true "
            "may help",
            "listeside 1 videresender mer enn 5 ganger; den setter en informasjonskapsel "
            "underveis: cookies = true kan hjelpe",
        ),
        (
            "nordlys answered 429 for list page 3, once more; a longer delay may help: "
            "delay_seconds = 4",
            "nordlys svarte 429 for listeside 3, en gang til; lengre pauser kan hjelpe: "
            "delay_seconds = 4",
        ),
        ("list page 3: a page is empty", "listeside 3: en side er tom"),
        (
            "list page 3, once more: HTML is nested deeper than 512 elements",
            "listeside 3, en gang til: HTML-en har elementer i hverandre dypere enn 512",
        ),
        (
            "the sweep did not end in time: it may only run between 22:00 and 06:00 (hours)",
            "tellingen ble ikke ferdig i tide: den kan bare gå mellom 22:00 og 06:00 (hours)",
        ),
    ],
)
def test_what_is_put_in_is_told_in_norwegian_too(english: str, norwegian: str) -> None:
    """Pages, faults and waits have names of their own."""
    assert in_language(english, "nb") == norwegian
    assert in_language(english, "en") == english


def test_what_checks_found_is_read_from_the_ledgers_reason_where_the_findings_are_gone() -> None:
    """Several sentences, one behind the other, and the week that one of them names."""
    findings = [
        Finding(
            "missing",
            Severity.HOLD,
            {"before": 60, "again": 25, "usual": 50, "margin": 6, "share": 52},
        ),
        Finding("look_back", Severity.LOOK, {"count": 9, "usual": 1, "week": "2022-W10"}),
        Finding("market", Severity.LOOK, {}),
    ]
    reason = f"{joined(findings, 'en')} Also: place; see `monitor week`."
    norwegian = f"{joined(findings, 'nb')} I tillegg: place; se `monitor week`."
    assert in_language(reason, "nb") == norwegian


def test_a_persons_reason_and_an_old_versions_stay_as_they_are() -> None:
    """Nothing is lost, and nothing made up."""
    for text in ("", "en messe i byen", "a sentence that no version has any more"):
        assert in_language(text, "nb") == text


def names(text: str) -> list[str]:
    """Return the names in braces, in order; one that comes again in English has an ending."""
    found = [name for _, name, _, _ in Formatter().parse(text) if name]
    return [name.removesuffix("_too").removesuffix("_again") for name in found]


def test_norwegian_has_the_names_of_its_english() -> None:
    """All of them and no other; and each name is one of its own in English, which is matched."""
    file = ROOT / "monitor" / "norwegian.toml"
    pairs = tomllib.loads(file.read_text(encoding="utf-8")) | checks_sentences()
    assert [line for line, other in pairs.items() if set(names(line)) != set(names(other))] == []
    for english, norwegian in pairs.items():
        own = [name for _, name, _, _ in Formatter().parse(english) if name]
        assert len(own) == len(set(own)), english
        values = {name: f"<{at}>" for at, name in enumerate(own)}
        assert in_language(english.format_map(values), "nb") == norwegian.format_map(values)


@pytest.mark.parametrize(
    ("english", "norwegian"),
    [
        ("restore answered 503", "restore svarte 503"),
        ("page 3 of 7, behind", "side 3 av 7, behind"),
        (
            "ReadError in read, line 3",
            "ReadError i read, linje 3",
        ),
        (
            "a fault of this program, please report it: KeyError in read, line 3",
            "en feil i dette programmet, si fra om den: KeyError i read, linje 3",
        ),
        (
            "expected one link at restore, found 2",
            "ventet én lenke ved restore, fant 2",
        ),
    ],
)
def test_a_name_that_is_put_in_stays_though_it_is_a_word_of_ours(
    english: str, norwegian: str
) -> None:
    """A portal, an element or a class may be called as an action or a fault is."""
    assert in_language(english, "nb") == norwegian


@pytest.mark.parametrize(
    ("action", "subject", "reason", "line"),
    [
        ("week excluded", "fjord 2022-W05", "counts only", "uke utelatt: fjord 2022-W05"),
        ("week accepted", "fjord 2022-W05", "fjord answered 503", "uke godtatt: fjord 2022-W05"),
        ("portal retired", "restore", "", "portal avsluttet: restore"),
        ("year closed", "2022", "behind", "år lukket: 2022"),
        ("key new after a loss", "2022", "from then on", "ny nøkkel etter tap: 2022"),
        ("database adopted", "with 3 weeks", "restore", "database overtatt, med 3 uker"),
        ("figures imported", "3 new, 1 corrected", "", "tall hentet inn: 3 nye, 1 rettet"),
        ("restore", "with identifiers of 2022", "", "hentet tilbake: med nøklede kjennetegn"),
    ],
)
def test_what_a_person_wrote_in_the_journal_stays_as_it_is(
    action: str, subject: str, reason: str, line: str
) -> None:
    """Though the program could have said the same; what it did is told in Norwegian."""
    told = _journal_line(Words("nb"), JournalEntry(date(2022, 2, 1), action, subject, "", reason))
    assert told.startswith(f"2022-02-01 {line}")
    assert told.endswith(f": {reason}" if reason else told[-1])


def test_the_programs_own_reason_in_the_journal_is_told_in_norwegian() -> None:
    """There is one: nobody asked for the key that is made in December."""
    entry = JournalEntry(date(2022, 12, 1), "key new", "2023", "monitor run", "made in December")
    assert _journal_line(Words("nb"), entry).endswith(": laget i desember")


@pytest.mark.parametrize(
    "text",
    [
        "config.toml: [[event]] " + "x " * 1900,
        "config.toml: [[event]] x x x: " + "there can be no count , and has one" * 110,
        "no key for " + "7: " * 1200,
        "x could not be fetched: " * 160,
        "x cannot be read, so nothing may be fetched: " * 80,
        "Of 1 ads in " * 300,
    ],
)
def test_no_text_takes_long_to_look_up(text: str) -> None:
    """Whatever a portal's answer brought into it."""
    assert len(text) <= LONGEST
    began = time.process_time()
    in_language(text, "nb")
    assert time.process_time() - began < 2


@pytest.mark.parametrize(("more", "is_told"), [(0, True), (1, False)])
def test_a_text_that_is_longer_than_any_of_ours_is_not_looked_up(more: int, is_told: bool) -> None:
    """Faults within faults, without an end, would end the program that reads them."""
    text = "x could not be fetched: ".ljust(LONGEST + more, "x")
    assert (in_language(text, "nb") != text) is is_told
    endless = "x could not be fetched: " * 2000
    assert in_language(endless, "nb") == endless
