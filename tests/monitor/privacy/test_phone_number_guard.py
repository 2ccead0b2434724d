"""A phone number is found wherever it would steer a count, and what is none is left alone."""

from __future__ import annotations

import pytest

from monitor.privacy.phone_number_guard import holds_number, texts_in


@pytest.mark.parametrize(
    "text",
    [
        "42 41 97 53",
        "+47 424 19 753",
        "424.19.753",
        "https://x.example/s?q=42419753",
        "https://x.example/s?42419753",
        "https://x.example/s?q[42419753]=1",
        "https://x.example/s;q=42419753",
        "https://x.example/s?q=a42419753",
        "https://x.example/s?q=%2534%2532419753",
        "https://x.example/search-42419753.html",
        "https://x.example/tel42419753",
        "https://x.example/s#q=42419753",
        "https://42419753.x.example/",
        "https://42419753@x.example/",
        '[href="tel:+4742419753"]',
        "https://x.example/s?dato=42419753",
        "https://x.example/s?q=4000-5000",
        "https://x.example/s?pris=42419753",
        "https://x.example/s?pris=4241-9753",
        "https://x.example/s?price_range=424197-53",
        "https://x.example/s?pris=42-419753",
        "https://x.example/s?pris=4290-0010",
        "https://x.example/s?pris=4290-4240",
        "https://x.example/s?pris=4240-4240",
        "https://x.example/s?aar=4241..9753",
        "https://x.example/s?filter[price]=4241:9753",
        "https://x.example/s?lat=42419753",
        "https://x.example/s?coords=4241,9753",
        "https://x.example/s?q=400-500-50",
        "https://x.example/s?q=400-50050",
        "https://x.example/s?lat=1&q=42419753",
        "https://x.example/s?sid=abcdef42419753",
    ],
)
def test_a_number_is_found_however_it_is_put(text: str) -> None:
    """As people write it, and in any part of an address."""
    assert holds_number(text)


def test_a_number_of_the_portals_own_country_is_found() -> None:
    """As it is written there, without a country code."""
    assert not holds_number("https://x.example/s?q=0701234567", "NO")
    assert holds_number("https://x.example/s?q=0701234567", "NO", ["SE"])


@pytest.mark.parametrize("port", [80, 8471, 8599, 20111, 47123, 65535])
def test_this_machine_is_no_number_at_any_port(port: int) -> None:
    """In no country that is tried."""
    assert not holds_number(f"http://127.0.0.1:{port}/list/", "NO", ["SE", "GB", "DK"])


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8471/nordlys/",
        "https://x.example/ads?page=12&per_page=100",
        "https://x.example/2021/12/24/",
        "https://x.example/s?dato=20261128",
        "https://x.example/s?from=20261101&to=2026-11-30",
        "https://x.example/20261128/",
        "https://x.example/s?dato=24122026&til=31.12.2026",
        "https://x.example/s?aar=2020-2026",
        "https://x.example/s?pris=4000-5000",
        "https://x.example/s?pris=1000-20000",
        "https://x.example/s?pris=0-42000",
        "https://x.example/s?pris=4000-&sum=..50000",
        "https://x.example/s?coords=59.913868,10.752245",
        "https://x.example/s?lat=59.913868&lng=10.752245",
        "https://x.example/s?ts=1764325425",
        "https://x.example/s?sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "https://x.example/l?k=95141968-0070-4557-8f2a-fa8373852e2e",
        "?offset={page}",
        "div.card:nth-child(12) > a[href]",
        r"av (\d+) treff",
        r"\d{8}",
        "Oslo",
        "0150 Oslo",
    ],
)
def test_what_a_config_ordinarily_says_holds_none(text: str) -> None:
    """Pages, dates, selectors, patterns and places."""
    assert not holds_number(text)


def test_every_text_of_a_config_is_looked_at() -> None:
    """Names in tables and what lists hold, however deep."""
    part = {"a": ["b", ("c", {"d": "e"})], "f": 7, "g": {"h": True}}
    assert sorted(texts_in(part)) == list("abcdefgh")
