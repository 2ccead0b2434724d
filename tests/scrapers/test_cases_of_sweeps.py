"""Small made-up pages and answers, each with what must come of it (reading_cases.json).

Of that file, these kinds lie on the way from a request to ads: whole sweeps, and the bytes of
single answers. `unseen_sweeps.json` has more, made before their maker had seen the scrapers; there,
a page may be several, given in turn, or name its status, its headers, and how much of it is sent.
"""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from scrapers.errors import Refused
from scrapers.http.decoding import decode
from scrapers.portal_config import Portal
from tests.portal_cases import block, described, here, swept
from tests.portal_server import HTML, Answer, PortalServer, Raw, Request, Route
from tests.scrapers.support import a_fetcher

HERE = Path(__file__).parent
UNSEEN = json.loads((HERE / "unseen_sweeps.json").read_text(encoding="utf-8"))
CASES = json.loads((HERE / "reading_cases.json").read_text(encoding="utf-8")) + UNSEEN["cases"]
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


def answer(page: Any) -> Route:
    """Make a page's answer: HTML, or text of the type that it names; several are given in turn."""
    if isinstance(page, str):
        return Answer(page)
    if isinstance(page, list):
        turns = chain(map(answer, page[:-1]), repeat(answer(page[-1])))
        return lambda request: reply(next(turns), request)
    headers = {"Content-Type": page.get("type", HTML)} | page.get("headers", {})
    if "location" in page:
        headers["Location"] = page["location"]
    body = page["body"].encode()
    if "cut" in page:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nContent-Length: {len(body)}\r\n\r\n"
        return Raw([head.encode() + body[: page["cut"]]])
    return Answer(body, page.get("status", 200), headers)


def reply(route: Route, request: Request) -> Any:
    """Return what a route says to a request."""
    return route if isinstance(route, Answer | Raw) else route(request)


def pages_of(case: dict[str, Any]) -> dict[str, Any]:
    """Return a case's pages by address, with what is said often in them written out."""
    text = json.dumps(case["pages"])
    for sign, (unit, count) in case.get("repeat", {}).items():
        text = text.replace(sign, unit * count)
    pages: dict[str, Any] = json.loads(text)
    if not case.get("own_pages"):
        return pages
    shared = UNSEEN["own_pages"]
    own = {f"/vis/{i}": shared["own"].format(i=i) for i in range(1, 11)}
    return {"/annonser": shared["list"]} | own | pages


def portal_of(case: dict[str, Any], base: str) -> Portal:
    """Describe the portal of a case; a key that is null is left out."""
    shared = UNSEEN["own_pages"]["block"] if case.get("own_pages") else {}
    keys = KEYS | NEXT | shared | case.get("block", {})
    lines = BLOCK + "".join(f"{key} = {value}\n" for key, value in keys.items() if value)
    return described(block(here(lines, base)))


@pytest.mark.parametrize("case", of_kind("sweep"))
def test_a_sweep(case: dict[str, Any], server: PortalServer) -> None:
    """The pages under the block come to what is wanted, or end as it says."""
    server.routes = {path: answer(page) for path, page in pages_of(case).items()}
    want = dict(case["want"])
    never = want.pop("outcome_not", None)
    found = swept(portal_of(case, server.base))

    assert want.items() <= found.items(), found
    assert found["outcome"] != never, found


@pytest.mark.parametrize("case", of_kind("robots"))
def test_a_robots_file(case: dict[str, Any], server: PortalServer) -> None:
    """What it forbids is never asked for, whatever it is written in."""
    path = case["path"]
    server.routes = {
        "/robots.txt": Answer(
            base64.b64decode(case["body"]["base64"]), headers={"Content-Type": "text/plain"}
        ),
        path: Answer("<html><body></body></html>"),
    }
    with a_fetcher(portal_of({}, server.base)) as fetcher, suppress(Refused):
        fetcher.get(server.base + path, "the page")

    assert (path in server.paths) is case["want"]


@pytest.mark.parametrize("case", of_kind("decoding"))
def test_a_decoding(case: dict[str, Any]) -> None:
    """The bytes of an answer become the letters that browsers show."""
    body = base64.b64decode(case["body"]["base64"])

    assert case["want"] in decode(body, case.get("type", "text/html")).text
