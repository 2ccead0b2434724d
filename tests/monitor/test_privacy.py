"""Nothing raw is left behind: canaries in the portals, then a search of every file."""

from __future__ import annotations

import base64
import codecs
import gzip
import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from monitor.collect import named
from monitor.config import load
from monitor.demo.market import DemoAd, Market
from monitor.demo.play import Play, play
from monitor.report.build import build, write_files
from monitor.report.words import Words
from scrapers.model import Outcome
from storage.weeks import Week
from tests.monitor.conftest import SHIPPED, Installation, an_ad

SECRETS = ("+4742419753", "+4749860241", "q8t7z2x7slug", "wvgjkhslug")


def encodings(secret: str) -> Iterator[bytes]:
    """Yield a number or an ad id in every form in which it might be kept."""
    forms = {secret, secret.lstrip("+"), f"/nordlys/annonse/{secret}"}
    if secret.startswith("+47"):
        national = secret[3:]
        spaced = " ".join((national[:3], national[3:5], national[5:]))
        pairs = " ".join(national[at : at + 2] for at in range(0, 8, 2))
        forms |= {national, spaced, pairs, f"0047{national}", f"0047 {national}", f"+47 {spaced}"}
        for number in (int(national), int(secret)):
            yield number.to_bytes(8, "big")
            yield number.to_bytes(8, "little")
            yield number.to_bytes(6, "big")  # as SQLite stores an integer of this size
    for form in forms:
        yield form.encode()
        yield form.encode("utf-16-le")
        yield form.encode().hex().encode()
        yield codecs.encode(form.encode(), "hex").upper()
        yield base64.b64encode(form.encode()).rstrip(b"=")[:-1]
        for name in ("md5", "sha1", "sha256", "blake2b"):
            digest = hashlib.new(name, form.encode())
            yield digest.digest()[:16]
            yield digest.hexdigest()[:32].encode()


def found_in(folder: Path, secrets: tuple[str, ...]) -> list[str]:
    """Return where any of the secrets stands in any file below a folder, and in which form."""
    needles = [(secret, form) for secret in secrets for form in encodings(secret)]
    whole = {int(form) for secret in secrets for form in (secret, secret[3:]) if form.isdigit()}
    whole |= {int(secret) for secret in secrets if secret.startswith("+")}
    hits = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content += gzip.decompress(content)
        hits += [
            f"{file.name}: {secret} as {form!r}" for secret, form in needles if form in content
        ]
        if content.startswith(b"SQLite format 3"):
            hits += [f"{file.name}: an integer" for value in integers_in(file) if value in whole]
    return hits


def integers_in(file: Path) -> Iterator[int]:
    """Yield every integer of a database: four bytes are too few to search for among hashes."""
    with closing(sqlite3.connect(file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own names
                yield from (value for value in row if isinstance(value, int))


@pytest.fixture
def planted(installation: Installation) -> Installation:
    """An installation whose portals show ads with the planted numbers and ids."""
    for portal in installation.market.ads:
        installation.market.ads[portal] = (
            an_ad(SECRETS[2], SECRETS[0]),
            an_ad(SECRETS[3], SECRETS[1], place=SECRETS[0]),
            *(an_ad(f"{portal}x{at}", f"+47430000{at:02d}") for at in range(8)),
        )
    return installation


@pytest.mark.parametrize("form", list(encodings(SECRETS[0])) + list(encodings(SECRETS[2])))
def test_the_search_finds_a_canary_that_the_test_hides(tmp_path: Path, form: bytes) -> None:
    """A scanner that finds nothing proves nothing until it has found something."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"before" + form + b"after")
    assert found_in(tmp_path, SECRETS) != []


def test_the_search_finds_a_number_that_a_database_keeps_as_an_integer(tmp_path: Path) -> None:
    """In four bytes, among hashes, only the database itself can tell."""
    with closing(sqlite3.connect(tmp_path / "some.sqlite")) as database:
        database.execute("CREATE TABLE kept (number INTEGER)")
        database.execute("INSERT INTO kept VALUES (42419753)")
        database.commit()
    assert found_in(tmp_path, SECRETS) == ["some.sqlite: an integer"]


def test_a_counted_week_and_its_report_leave_nothing_raw_behind(
    planted: Installation, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Database, locks, reports, log and terminal, after everything went well."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    results = planted.at(date(2022, 3, 7)).collect(planted.config.portal)
    assert {result.verdict.outcome for result in results} == {Outcome.COMPLETE}
    annual = build(planted.store, planted.config, 2022, date(2023, 1, 2))
    write_files(annual, Words("nb"), planted.folder / "reports")
    (planted.folder / "log").write_text(caplog.text + "".join(capfd.readouterr()) + repr(results))
    assert found_in(planted.folder, SECRETS) == []


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ('select = ".place"', 'select = "span, h2"', Outcome.LAYOUT_CHANGED),
        ('attribute = "href" }    #', 'attribute = "gone" }    #', Outcome.LAYOUT_CHANGED),
        ("page_cap = 200", "page_cap = 1", Outcome.COMPLETE),
        ("least = 3", "least = 4000", Outcome.SUSPECT),
        ("(\\d+) annonser", "simulated (\\d+)", Outcome.LAYOUT_CHANGED),
    ],
)
def test_a_sweep_that_goes_wrong_leaves_nothing_raw_behind(
    planted: Installation,
    caplog: pytest.LogCaptureFixture,
    old: str,
    new: str,
    outcome: Outcome,
) -> None:
    """The ledger's reason is made of our own words, whatever the page said."""
    file = planted.folder / "config.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    planted.config = load(file)
    caplog.set_level(logging.INFO)
    (result,) = planted.at(date(2022, 3, 7)).collect(named(planted.config, ["nordlys"]))
    assert result.verdict.outcome is outcome
    reasons = [run.reason for run in planted.store.runs(Week(2022, 10), Week(2022, 10))]
    (planted.folder / "log").write_text(caplog.text + repr(result) + repr(reasons))
    assert found_in(planted.folder, SECRETS) == []


def test_the_demo_leaves_no_number_and_no_ad_id_behind(tmp_path: Path) -> None:
    """A sample of what its market showed, searched in every file of its folder."""
    out = tmp_path / "demo"
    play(Play(SHIPPED, out, scale=0.1, years=1, weeks=3), print)
    shown = _shown()
    assert len(shown) > 20
    assert found_in(out, shown) == []


def _shown() -> tuple[str, ...]:
    """Return every fifth ad's id and number of the demo's third week, simulated once more."""
    week = Market(1, scale=0.1, years=1).week(date.fromisocalendar(2021, 3, 1))
    ads: list[DemoAd] = [ad for listed in week.ads.values() for ad in listed[::5]]
    return tuple(value for ad in ads for value in (ad.slug, *ad.numbers))
