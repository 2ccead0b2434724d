"""Small made-up pages and answers, each with what must come of it (reading_cases.json).

Of that file, these kinds lie on the way from a request to ads: whole sweeps, and
the bytes of single answers.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from scrapers.http.decoding import decode
from tests.portal_cases import block, described, here, swept
from tests.portal_server import HTML, Answer, PortalServer

CASES = json.loads((Path(__file__).parent / "reading_cases.json").read_text(encoding="utf-8"))
BLOCK = """
name = "example"
start = "https://portal.example/annonser"
terms = { checked_by = "A. Analyst", checked_on = 2026-01-15 }
bounds = { least = 1, most = 2000, least_share_with_number = 0.0 }
"""
KEYS = {"cards": '"article"', "ad": '"a::attr(href)"', "number": '".contact"'}
NEXT = {"next": '"a[rel=next]"'}


def of_kind(kind: str) -> list[Any]:
    """Return the cases of one kind, each under its name."""
    cases = [case for case in CASES if case["kind"] == kind]
    return [pytest.param(case, id=case["name"]) for case in cases]


def answer(page: Any) -> Answer:
    """Make a page's answer: HTML, or text of the type that it names."""
    if isinstance(page, str):
        return Answer(page)
    return Answer(page["body"], headers={"Content-Type": page.get("type", HTML)})


@pytest.mark.parametrize("case", of_kind("sweep"))
def test_a_sweep(case: dict[str, Any], server: PortalServer) -> None:
    """The pages under the block come to what is wanted, or end as it says."""
    server.routes = {path: answer(page) for path, page in case["pages"].items()}
    keys = KEYS | NEXT | case.get("block", {})
    lines = BLOCK + "".join(f"{key} = {value}\n" for key, value in keys.items())
    found = swept(described(block(here(lines, server.base))))

    assert case["want"].items() <= found.items(), found


@pytest.mark.parametrize("case", of_kind("decoding"))
def test_a_decoding(case: dict[str, Any]) -> None:
    """The bytes of an answer become the letters that browsers show."""
    body = base64.b64decode(case["body"]["base64"])

    assert case["want"] in decode(body, case.get("type", "text/html")).text
