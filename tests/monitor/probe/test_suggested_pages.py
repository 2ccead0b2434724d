"""Invented pages of many kinds: which elements are ads, how they go on, what tells them apart."""

from __future__ import annotations

import pytest

from monitor.config import Config, load
from tests.monitor.conftest import SHIPPED
from tests.monitor.probe.pages.cluttered import CLUTTERED
from tests.monitor.probe.pages.judging import judged
from tests.monitor.probe.pages.kept_apart import KEPT_APART
from tests.monitor.probe.pages.making import ListPage
from tests.monitor.probe.pages.worked_with import WORKED_WITH
from tests.portal_server import PortalServer

PAGES = {page.name: page for page in (*WORKED_WITH, *KEPT_APART, *CLUTTERED)}


@pytest.fixture(scope="module")
def config() -> Config:
    """The shipped config, for its places and contact."""
    return load(SHIPPED, environment={})


@pytest.mark.parametrize("name", list(PAGES))
def test_what_is_suggested_for_a_page_is_right(
    server: PortalServer, config: Config, name: str
) -> None:
    """Every part of it, and nothing was asked for that acts."""
    page: ListPage = PAGES[name]
    found = judged(server, page, config)
    right = (found.cards, found.ad, found.next, found.total, found.place, found.never_asked)
    assert right == (True,) * 6, found.block
    assert found.wrong_and_sure == set()


def test_the_pages_are_many_and_each_is_there_once() -> None:
    """Names are what a failing test is found by."""
    assert len(PAGES) == len(WORKED_WITH) + len(KEPT_APART) + len(CLUTTERED) == 69
