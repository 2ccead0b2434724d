"""Every portal has a case: a folder with its block, its pages, and what a sweep of them finds.

tests/portals/<name>/<case>/ holds `portal.toml` (the block, after a place list if it needs one),
`answers.json` (path, status, headers and file of each answer), the pages, and `expected.json`, or
`refused.json` for a sweep that does not count. All of it is written by us, or by `write_case` from
the block alone: no real person's text, no real number.
"""

from __future__ import annotations

import json
import pkgutil
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import scrapers.portals
from tests.portal_cases import block, described, here, places, swept
from tests.portal_server import Answer, PortalServer

ROOT = Path(__file__).parents[1]
PORTALS = Path(__file__).parent / "portals"
CASES = sorted(file.parent for file in PORTALS.glob("*/*/portal.toml"))
SHIPPED = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))["portal"]
FICTIONAL = re.compile(r"4[2349](?: ?\d){6}")
NUMBER = re.compile(r"(?<![\d/=.-])(?:\+47 ?|0047 ?|\(\+47\) ?)?((?:\d ?){7}\d)(?![\d.-])")


def without_case(names: Iterable[str], folder: Path) -> set[str]:
    """Return the portals that no case shows."""
    return {name for name in names if not list((folder / name).glob("*/portal.toml"))}


def names_of_modules() -> list[str]:
    """Return the modules that are there for portals which config.toml cannot express."""
    return [module.name for module in pkgutil.iter_modules(scrapers.portals.__path__)]


def served(case: Path, server: PortalServer) -> None:
    """Let the server have a case's pages."""
    for answer in json.loads((case / "answers.json").read_text(encoding="utf-8")):
        body = (case / answer["file"]).read_bytes() if "file" in answer else b""
        headers = {"Content-Type": "text/html; charset=utf-8"} | answer.get("headers", {})
        text = here(body.decode("latin-1"), server.base).encode("latin-1")
        server.routes[answer["path"]] = Answer(text, answer.get("status", 200), headers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_sweep_of_a_portals_pages_finds_what_the_case_says(
    case: Path, server: PortalServer
) -> None:
    """All counts of a complete one; the outcome and a part of the reason of another."""
    served(case, server)
    text = (case / "portal.toml").read_text(encoding="utf-8")
    found = swept(described(block(here(text, server.base))), places(text))
    (file,) = [*case.glob("expected.json"), *case.glob("refused.json")]
    expected: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if file.name == "refused.json":
        assert found["outcome"] == expected["outcome"] != "complete"
        assert expected["reason"] in found["reason"]
    else:
        assert found == expected


def test_every_portal_that_there_is_has_a_case() -> None:
    """Those of config.toml, and every module for one."""
    names = [portal["name"] for portal in SHIPPED] + names_of_modules()

    assert without_case(names, PORTALS) == set()


def test_a_portal_without_a_case_would_be_seen(tmp_path: Path) -> None:
    """A folder alone is none."""
    (tmp_path / "fjord" / "empty").mkdir(parents=True)
    (tmp_path / "tundra" / "list").mkdir(parents=True)
    (tmp_path / "tundra" / "list" / "portal.toml").touch()

    assert without_case(["fjord", "tundra", "nordlys"], tmp_path) == {"fjord", "nordlys"}


@pytest.mark.parametrize("portal", SHIPPED, ids=lambda portal: str(portal["name"]))
def test_a_case_of_a_portal_in_config_toml_has_its_block(portal: dict[str, Any]) -> None:
    """What is tested is what is shipped."""
    blocks = [block(file.read_text("utf-8")) for file in PORTALS.glob(f"{portal['name']}/*/*.toml")]

    assert blocks == [portal] * len(blocks)


@pytest.mark.parametrize("portal", SHIPPED, ids=lambda portal: str(portal["name"]))
def test_a_portal_has_a_case_that_counts_and_one_that_does_not(portal: dict[str, Any]) -> None:
    """How a sweep fails is part of what a portal is."""
    kinds = {file.name for file in PORTALS.glob(f"{portal['name']}/*/*.json")}

    assert kinds >= {"expected.json", "refused.json"}


def test_the_pages_hold_fictional_numbers_only() -> None:
    """What looks like a Norwegian number begins as nobody's does."""
    pages = [page for case in CASES for page in case.iterdir() if page.name != "portal.toml"]
    found = {
        number
        for page in pages
        for number in NUMBER.findall(page.read_text(encoding="latin-1").replace("\xc2\xa0", " "))
    }

    assert found
    assert {number for number in found if not FICTIONAL.fullmatch(number)} == set()
