"""The way out: a module that reads what config.toml cannot describe."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.errors import LayoutChanged, Refused
from scrapers.model import Hidden
from scrapers.portal_config import Field, NextPage
from scrapers.portals import module_fault, read_with
from scrapers.pseudonymize import Identify
from tests.portal_server import Answer, PortalServer
from tests.scrapers.support import NUMBERS, a_fetcher, a_portal

NAME = "scrapers.portals.made_up"


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Put a module with this `read` where portals' modules are."""

    def put(read: object) -> None:
        module = ModuleType(NAME)
        if read is not None:
            module.read = read  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, NAME, module)

    return put


def read_lines(text: str) -> object:
    """Read a list of our own making: one ad a line, and the next page on the last."""
    *ads, last = text.splitlines()
    rows = [dict(zip(("id", "city", "phone"), ad.split(";"), strict=True)) for ad in ads]
    return {"ads": rows, "next": last.removeprefix("next=") or None}


def test_a_module_reads_the_lists_and_the_block_describes_what_it_returns(
    server: PortalServer, install: Callable[[object], None], key: Hidden[bytes]
) -> None:
    """Over real HTTP, with pages, fields and next addresses as in any JSON answer."""
    install(read_lines)
    text = {"Content-Type": "text/plain"}
    server.routes = {
        "/1": Answer(f"a;Oslo;{NUMBERS[0]}\nb;Bergen;{NUMBERS[1]}\nnext=/2", headers=text),
        "/2": Answer("c;Oslo;\nnext=", headers=text),
    }
    portal = a_portal(
        server.base + "/1",
        module=NAME,
        cards="ads",
        ad=Field(select="id"),
        place=Field(select="city"),
        number=Field(select="phone"),
        next=NextPage(select="next"),
    )
    with a_fetcher(portal) as fetcher:
        found = sweep_pages(portal, fetcher.get, Identify(key), {"Oslo": ("Oslo",)})

    assert (found.ads, found.with_number) == (3, 2)
    assert [set(each.places) for each in found.sightings] == [{"Oslo"}, {"unknown"}, {"Oslo"}]


def test_a_modules_fault_is_a_changed_layout_without_its_words(
    install: Callable[[object], None],
) -> None:
    """They may quote the page."""

    def faulty(text: str) -> object:
        return int(text)

    install(faulty)
    with pytest.raises(LayoutChanged) as caught:
        read_with(NAME, f"{NUMBERS[0]}x")

    assert str(caught.value) == f"{NAME} could not read the page: ValueError"
    assert caught.value.__suppress_context__


def test_a_module_may_say_what_is_wrong_in_the_words_of_this_house(
    install: Callable[[object], None],
) -> None:
    """An error of ours passes as it is."""

    def refusing(text: str) -> object:
        raise Refused("a login wall")

    install(refusing)
    with pytest.raises(Refused, match=r"^a login wall$"):
        read_with(NAME, "x")


@pytest.mark.parametrize(
    "name",
    [
        "os",
        "scrapers.http.client",
        "scrapers.portals",
        "scrapers.portals.a.b",
        "scrapers.portals.A",
    ],
)
def test_only_modules_of_this_package_can_be_named(name: str) -> None:
    """config.toml cannot have any other code run."""
    fault = module_fault(name)

    assert fault is not None
    assert fault.startswith("expected scrapers.portals.")


def test_a_module_that_is_not_there_or_reads_nothing_is_a_fault(
    install: Callable[[object], None],
) -> None:
    """Found when the config is checked."""
    assert "cannot be imported" in str(module_fault("scrapers.portals.not_there"))
    install(None)
    assert module_fault(NAME) == f"{NAME} has no function read(text)"
    install(read_lines)
    assert module_fault(NAME) is None
