"""A case that is written from a block holds what was planted, and nothing of any portal."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.portal_cases import block, described, here, places, swept
from tests.portal_server import PortalServer
from tests.test_portal_cases import FICTIONAL, NUMBER, PORTALS, SHIPPED, served
from tests.write_case import NUMBERS, Ad, counts_of, write_case

BLOCKS = {name: PORTALS / name for name in ("nordlys/two-pages", "fjord/three-pages",
          "tundra/three-pages", "headless/two-pages", "json-server/bare-list", "datasette/table",
          "server-rendered/two-pages", "wordpress-theme/two-pages")}  # fmt: skip
"""HTML and JSON; next links, counted pages, marks; numbers on cards and on ads' own pages."""
PLANTED = {"ads": 7, "with_number": 5, "numbers": 4}
BLOCK = """
name = "own"
start = "https://portal.example/list"
terms = { checked_by = "A. Analyst", checked_on = 2026-01-15 }
bounds = { least = 1, most = 100, least_share_with_number = 0.0 }
cards = "#ads > li.ad"
ad = "::attr(data-id)"
total = { select = "p", pattern = '(\\d+) ads' }
place = { label = "Sted" }
number = { label = "Telefon" }
next = "a[rel=next]"
"""


def written(text: str, folder: Path) -> dict[str, Any]:
    """Write a case and return what it says that a sweep finds."""
    write_case(text, folder)
    found: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", BLOCKS)
def test_a_sweep_of_a_written_case_finds_exactly_what_was_planted(
    name: str, tmp_path: Path, server: PortalServer
) -> None:
    """Served from the folder as the suite serves all cases."""
    text = (BLOCKS[name] / "portal.toml").read_text(encoding="utf-8")
    expected = written(text, tmp_path / "case")
    served(tmp_path / "case", server)
    portal = described(block(here(text, server.base)))
    found = swept(portal, places(text))
    assert found == expected
    assert {key: found[key] for key in PLANTED} == PLANTED
    assert sorted(found["places"].values()) == [2, 2, 3]
    assert found["stated_total"] == (7 if portal.total else None)


def test_labels_ids_and_attributes_are_written_as_a_block_names_them(tmp_path: Path) -> None:
    """A label before its value, a list by its id, an id that is the card's own attribute."""
    expected = written(BLOCK, tmp_path / "case")
    assert {key: expected[key] for key in PLANTED} == PLANTED
    assert (expected["stated_total"], expected["places"]) == (
        7,
        {"Bergen": 2, "Oslo": 2, "unknown": 3},
    )
    assert tomllib.loads((tmp_path / "case" / "portal.toml").read_text()) == tomllib.loads(BLOCK)


def test_a_number_on_two_ads_is_planted_and_told_as_one() -> None:
    """A difference that a sweep which counts ads for numbers would not survive."""
    ads = [Ad("1", "Oslo", "42 10 20 31"), Ad("2", "Oslo", "42 10 20 31"), Ad("3", "Oslo", "")]
    told = counts_of(ads, described(block(here(BLOCK, "http://127.0.0.1:9"))))
    assert (told["ads"], told["with_number"], told["numbers"]) == (3, 2, 1)
    assert len(set(NUMBERS)) < len(NUMBERS)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("a[rel=next]", "a:last-child", "no element is written for the selector"),
        ("(\\d+) ads", "(?=x)(\\d+)", "a sweep finds other"),
        (
            "portal.example/list",
            "www.nettsted.example/list",
            "in place of the portal's own address",
        ),
    ],
)
def test_what_cannot_be_written_leaves_no_folder(
    old: str, new: str, why: str, tmp_path: Path
) -> None:
    """And a real portal's address is never asked for anything."""
    assert old in BLOCK
    text = BLOCK.replace(old, new, 1)
    with pytest.raises(ValueError, match=why):
        write_case(text, tmp_path / "case")
    assert not (tmp_path / "case").exists()


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    """Not even an empty one."""
    with pytest.raises(FileExistsError):
        write_case(BLOCK, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_written_pages_hold_fictional_numbers_only(tmp_path: Path) -> None:
    """What looks like a Norwegian number begins as nobody's does, on every shipped portal."""
    for portal in SHIPPED:
        (block_file,) = sorted(PORTALS.glob(f"{portal['name']}/*/portal.toml"))[:1]
        write_case(block_file.read_text(encoding="utf-8"), tmp_path / portal["name"])
    pages = [page.read_text(encoding="utf-8") for page in tmp_path.glob("*/page-*")]
    found = {number for page in pages for number in NUMBER.findall(page)}
    assert found
    assert {number for number in found if not FICTIONAL.fullmatch(number)} == set()
    assert not any(re.search(r"127\.0\.0\.1", page) for page in pages)
