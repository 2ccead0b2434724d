"""What is allowed but could watch one ad, or bring key and database together, is pointed at."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.audit.audit_checks import audit_installation
from monitor.collecting.collect import Collector
from monitor.config import Config, load
from monitor.config.cautions import cautions, unreachable
from tests.commands import monitor
from tests.monitor.audit.test_audit_checks import MONDAY, faults, plant_nothing
from tests.monitor.conftest import SHIPPED, Setup

TEXT = SHIPPED.read_text(encoding="utf-8")


def config(folder: Path, old: str = "", new: str = "") -> Config:
    """Read the shipped config, changed in one place."""
    assert old in TEXT
    file = folder / "config.toml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return load(file, environment={"HOME": str(folder.parent / "user")})


def test_the_shipped_config_needs_no_second_look(tmp_path: Path) -> None:
    """A warning that is always there is not read."""
    assert list(cautions(config(tmp_path))) == []


@pytest.mark.parametrize(
    ("contact", "is_read"),
    [
        ("ad-count@example.org", False),
        ("anne@count.EXAMPLE.com", False),
        ("https://example.net/om", False),
        ("https://service.test:8080", False),
        ("ad-count@example.org.no", True),
        ("ad-count@anexample.org", True),
        ("https://oslo.kommune.no/example.org", True),
    ],
)
def test_a_real_portal_is_told_an_address_that_somebody_reads(
    tmp_path: Path, contact: str, is_read: bool
) -> None:
    """A domain for examples is fine for the portals of this machine only."""
    here = config(tmp_path, "ad-count@example.org", contact)
    assert list(unreachable(here)) == []
    away = replace(here.portal[1], local=False)
    there = here.model_copy(update={"portal": (here.portal[0], away)})
    found = list(unreachable(there))
    assert (found == []) is is_read
    assert all(each.startswith(f"contact: nobody reads {contact}, ") for each in found)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ('place = { select = "h2 a", attribute = "href" }', "place reads a link or an id"),
        ('place = { select = "img", attribute = "src" }', "place reads a link or an id"),
        ('place = { attribute = "data-ad-id" }', "place reads a link or an id"),
        ('place = { select = "h2 a" }', "place reads the same element as ad"),
        ('place = { of = "address", pattern = "(.+)" }', "place reads the page's address"),
    ],
)
def test_a_place_that_tells_one_ad_from_another_is_pointed_at(
    tmp_path: Path, new: str, said: str
) -> None:
    """Whatever it is read from."""
    (found,) = cautions(config(tmp_path, 'place = ".place"', new))
    assert found.startswith("nordlys: ")
    assert said in found


def test_a_place_is_read_from_an_id_in_data_and_on_the_ads_own_page_too(tmp_path: Path) -> None:
    """A path is an id by the name of its key."""
    (found,) = cautions(config(tmp_path, 'place = "city"', 'place = "ad.id"'))
    assert found.startswith("tundra: place reads a link or an id (select = 'ad.id')")
    detail = 'number = "dd.phone"'
    place = ', place = { select = "a", attribute = "href" }'
    (found,) = cautions(config(tmp_path, detail, detail + place))
    assert found.startswith("fjord: detail.place reads a link or an id")
    same = ', place = { select = "a" }'
    assert list(cautions(config(tmp_path, detail, detail + same))) == []


@pytest.mark.parametrize(
    "new",
    [
        'place = { select = ".place", attribute = "data-city" }',
        'place = { select = ".place", attribute = "title" }',
        'place = { label = "Sted" }',
        'place = { select = ".place-link" }',
        'place = { select = "h2 a", of = "page" }',
        'place = { pattern = "Sted: (.+)" }',
    ],
)
def test_a_place_that_an_ad_states_is_not_pointed_at(tmp_path: Path, new: str) -> None:
    """In an attribute of its own, after a label, or in the card's text."""
    assert list(cautions(config(tmp_path, 'place = ".place"', new))) == []


@pytest.mark.parametrize(
    ("spelling", "looked_at"),
    [("QZXJ7731940", 1), ("77319", 1), ("a1", 1), ("0150 Oslo", 0), ("Sør-Trøndelag", 0)],
)
def test_a_spelling_that_looks_like_an_id_is_pointed_at(
    tmp_path: Path, spelling: str, looked_at: int
) -> None:
    """A postal code with its town is none."""
    found = list(cautions(config(tmp_path, 'Oslo = ["Oslo"]', f'P = ["Oslo", "{spelling}"]')))
    assert len(found) == looked_at
    assert all(each.startswith("places.P: a spelling looks like an id") for each in found)


@pytest.mark.parametrize(
    ("hosts", "sites"),
    [
        ("https://mine.example", "mine.example, nordlys.example"),
        ("http://127.0.0.1:9999", "127.0.0.1:9999, nordlys.example"),
        ("https://mine.co.uk", "mine.co.uk, nordlys.example"),
        ("https://api.nordlys.example", ""),
        ("http://www.nordlys.example:8080", ""),
    ],
)
def test_a_block_over_several_sites_is_pointed_at(tmp_path: Path, hosts: str, sites: str) -> None:
    """Within a block numbers are compared without an approval, a list of somebody's own too."""
    here = config(tmp_path)
    portal = replace(here.portal[0], start="https://oslo.nordlys.example/a", hosts=(hosts,))
    found = list(cautions(here.model_copy(update={"portal": (portal,)})))
    assert [f"several sites ({sites})" in each for each in found] == [True] * bool(sites)
    lists = replace(portal, start=(*portal.starts, f"{hosts}/list"), hosts=())
    assert list(cautions(here.model_copy(update={"portal": (lists,)}))) == found


def test_two_ports_of_this_machine_are_two_sites(tmp_path: Path) -> None:
    """Behind each may be another portal."""
    here = config(tmp_path)
    portal = replace(here.portal[0], start=("http://127.0.0.1:1/a", "http://127.0.0.1:2/b"))
    (found,) = cautions(here.model_copy(update={"portal": (portal,)}))
    assert "several sites (127.0.0.1:1, 127.0.0.1:2)" in found


def test_keys_and_database_below_one_folder_are_pointed_at(tmp_path: Path) -> None:
    """A nightly copy of that folder would have both."""
    (found,) = cautions(config(tmp_path, "[storage]", '[storage]\nkeys = "keys"'))
    assert f"both lie below {tmp_path}" in found
    assert "monitor key move FOLDER" in found
    text = TEXT.replace("[storage]", '[storage]\nkeys = "keys"')
    file = tmp_path / "config.toml"
    file.write_text(text.replace("sqlite:///data", f"sqlite:///{tmp_path.parent}/data"))
    assert list(cautions(load(file, environment={}))) == []
    elsewhere = f'[storage]\nkeys = "{tmp_path.parent}/apart"'
    assert list(cautions(config(tmp_path, "[storage]", elsewhere))) == []


def test_check_warns_and_is_still_content(installation: Setup) -> None:
    """A warning is no error; this installation has its keys beside its database."""
    ran = monitor("check", "--json", at=installation.folder)
    told = json.loads(ran.out)
    assert [each[:28] for each in told["warnings"]] == ["the keys and the database bo"]
    assert told["ok"] == (ran.code == 0)
    assert "Warning: the keys and the database both" in monitor("check", at=installation.folder).out


def test_the_audit_names_shared_folders_and_places_that_never_had_a_count(
    installation: Setup,
) -> None:
    """As lines to read, not as faults: a place may have no ads."""
    before = audit_installation(installation.config, [], plant_nothing)
    assert [len(check.notes) for check in before if check.notes] == [1]
    Collector(installation.at(MONDAY)).collect(installation.config.portal)
    checks = audit_installation(installation.config, [], plant_nothing)
    assert "Every place of config.toml was counted at some time" not in faults(checks)
    (notes,) = [check.notes for check in checks if "Every place" in check.what]
    assert any(note.startswith("Bergen: no ad was ever counted") for note in notes)
    assert not any(note.startswith("Oslo") for note in notes)
