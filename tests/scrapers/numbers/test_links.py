"""Links and attributes that dial, and those that only hold digits: `link_cases.json`."""

import json
from pathlib import Path

import pytest

from scrapers.numbers import read_html
from tests.scrapers.numbers.support import revealed

CASES = json.loads(Path(__file__).with_name("link_cases.json").read_text("utf-8"))["cases"]


@pytest.mark.parametrize(("html", "want"), [(case["html"], case["want"]) for case in CASES])
def test_a_link_says_whom_it_dials(html: str, want: list[str]) -> None:
    """Whatever the service or the writer's mistake, and nobody where it dials nobody."""
    assert sorted(revealed(read_html(html, "NO", contact=True).numbers)) == want


@pytest.mark.parametrize(
    ("script", "want"),
    [
        ("track(49123601);call('42123602')", ["+4742123602"]),  # the first is the ad's own
        ("showPhone(4742123603)", []),  # unquoted, it may be the ad's with a country's digits
        ("call(42123604, 1)", ["+4742123604"]),
        ("call(42123605x)", []),
        ("ring('42123606');sms('49123606')", ["+4742123606", "+4749123606"]),
    ],
)
def test_a_function_that_rings_says_whom(script: str, want: list[str]) -> None:
    """Each that is called is looked at."""
    found = read_html(f'<b onclick="{script}">Ring</b>', "NO", contact=True).numbers
    assert sorted(revealed(found)) == want


@pytest.mark.parametrize(
    "link",
    [
        "intent://example.org/42123607#Intent;scheme=https;end",
        "sip:anna42123608@example.org",
        "facetime:anna42123609@example.org",
        "recall:42123610",
        "om telefon: se 42123611 her",
    ],
)
def test_what_has_digits_in_its_name_is_no_number(link: str) -> None:
    """A person's name with a service, an app's address, words that hold a scheme."""
    assert not read_html(f'<a href="{link}">x</a>', "NO", contact=True).numbers


@pytest.mark.parametrize("link", ["tel:2125550143", "sms:2125550143", "https://wa.me/12125550143"])
def test_a_service_that_leaves_out_the_plus_is_told_from_one_that_dials_at_home(link: str) -> None:
    """Ten digits begin with a country's code by chance, too: here it would be Egypt's."""
    found = read_html(f'<a href="{link}">x</a>', "US", contact=True).numbers
    assert revealed(found) == ["+12125550143"]
