"""What real pages showed: the cases of kind "numbers" in `reading_cases.json`."""

import json
from pathlib import Path
from typing import Any

import pytest

from scrapers.numbers import read_html, read_text
from tests.scrapers.numbers.support import revealed

CASES = [
    case
    for case in json.loads(Path("tests/scrapers/reading_cases.json").read_text("utf-8"))
    if case["kind"] == "numbers"
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_case_is_read_as_a_person_reads_it(case: dict[str, Any]) -> None:
    """As a text and as a page alike, unless it is a page: then as a page."""
    readers = [read_html] if "<" in case["text"] else [read_html, read_text]
    for read in readers:
        reading = read(case["text"], case.get("region", "NO"), contact=case.get("contact", False))
        assert revealed(reading.numbers) == case["want"]
