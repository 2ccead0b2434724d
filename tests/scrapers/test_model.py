"""Raw values hide themselves; the dataclasses count what they hold."""

import copy
import dataclasses
import json
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from scrapers.model import Ad, Hidden, Outcome, Page, Sighting, Sweep
from scrapers.portal_config import Field, Portal
from tests.scrapers.support import NUMBERS, a_portal

RAW = NUMBERS[0]


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        format,
        "{}".format,
        "{!r:>20}".format,
        "{0:>20}".format,
        "%s".__mod__,
        "%r".__mod__,
        lambda hidden: f"{hidden} {hidden!r} {hidden!s} {hidden!a}",
        lambda hidden: str([hidden, {hidden: (hidden,)}]),
    ],
)
def test_a_hidden_value_shows_in_no_way_of_writing(show: Callable[[Hidden[str]], str]) -> None:
    """Whatever turns it into text gets <hidden>."""
    shown = show(Hidden(RAW))

    assert "<hidden>" in shown
    assert RAW not in shown


def test_a_hidden_value_shows_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    """A log line that takes it as an argument gets <hidden>."""
    logging.getLogger("here").warning("seen: %s %r", Hidden(RAW), Hidden(RAW))

    assert caplog.messages == ["seen: <hidden> <hidden>"]


@pytest.mark.parametrize("keep", [json.dumps, pickle.dumps, copy.copy, copy.deepcopy])
def test_a_hidden_value_is_not_kept(keep: Callable[[Any], Any]) -> None:
    """It cannot be written as JSON, pickled or copied, and the error does not tell it either."""
    with pytest.raises(TypeError) as caught:
        keep(Hidden(RAW))

    assert RAW not in str(caught.value)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_no_pickle_protocol_keeps_a_hidden_value(protocol: int) -> None:
    """Old protocols are refused as the newest is, also inside another object."""
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(Ad(Hidden(RAW), (), ()), protocol)


def test_a_hidden_value_has_no_attributes_to_list() -> None:
    """There is no __dict__ that a debugger or a serialiser would walk through."""
    assert not hasattr(Hidden(RAW), "__dict__")


def test_hidden_values_are_equal_when_their_values_are() -> None:
    """They can be compared and put into sets, and are equal to nothing but hidden values."""
    assert Hidden(RAW) == Hidden(RAW)
    assert Hidden(RAW) != Hidden(NUMBERS[1])
    assert Hidden(RAW) != RAW
    assert len({Hidden(RAW), Hidden(RAW), Hidden(NUMBERS[1])}) == 2


def test_reveal_gives_the_value() -> None:
    """There is one way to it."""
    assert Hidden(RAW).reveal() == RAW


def test_an_ad_shows_neither_its_id_nor_its_numbers() -> None:
    """Printing an ad by mistake prints its places at most."""
    shown = repr(Ad(Hidden("annonse-77"), (Hidden(RAW),), ("Oslo",)))

    assert shown == "Ad(key=<hidden>, numbers=(<hidden>,), places=('Oslo',))"


def test_a_page_shows_neither_its_address_nor_its_text() -> None:
    """Printing a page by mistake prints nothing of it."""
    assert repr(Page("http://127.0.0.1/annonse-77", f"Ring {RAW}")) == "Page(notes=())"


def test_what_is_counted_cannot_be_changed() -> None:
    """The dataclasses are frozen."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        a_portal().name = "other"  # type: ignore[misc]


def test_a_sweep_counts_its_ads_and_those_with_a_number() -> None:
    """Ads are sightings; an ad with two numbers is one ad with a number."""
    sightings = (
        Sighting(b"a" * 16, frozenset({b"1" * 16, b"2" * 16}), frozenset({"Oslo"})),
        Sighting(b"b" * 16, frozenset(), frozenset({"Oslo"})),
    )
    sweep = Sweep("fjord", sightings, pages=1, cards=3, stated_total=None)

    assert (sweep.ads, sweep.with_number) == (2, 1)


def test_an_outcome_reads_as_the_ledger_writes_it() -> None:
    """Outcomes are plain words."""
    assert [str(outcome) for outcome in Outcome] == [
        "complete",
        "suspect",
        "partial",
        "refused",
        "layout_changed",
        "failed",
        "missed",
    ]


def test_a_portal_is_polite_unless_told_otherwise() -> None:
    """Delay, page cap and tolerance have careful defaults, and no portal is local by default."""
    defaults = {field.name: field.default for field in dataclasses.fields(Portal)}

    assert defaults["delay_seconds"] == 5.0
    assert defaults["page_cap"] == 500
    assert defaults["total_tolerance"] == 0.02
    assert defaults["local"] is False


def test_a_misspelt_key_is_an_error() -> None:
    """A dataclass takes no key that it does not know."""
    with pytest.raises(TypeError):
        Field(selekt="a")  # type: ignore[call-arg]
