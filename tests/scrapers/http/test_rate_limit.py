"""What Retry-After asks for."""

from datetime import UTC, datetime

import pytest

from scrapers.http.rate_limit import retry_after

NOW = datetime(1994, 11, 6, 8, 49, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 37),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 37),
        ("Sun Nov  6 08:49:37 1994", 37),
        ("Sun, 06 Nov 1994 08:48:00 GMT", 0),
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("1.5", 0),
        ("²", 0),
    ],
)
def test_seconds_and_all_dates_of_http_are_read(value: str, seconds: float) -> None:
    """Anything else, or a time gone by, asks for nothing."""
    assert retry_after(value, NOW) == seconds
