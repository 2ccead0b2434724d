"""docs/adding-a-portal.md does what it says: every example in it is swept over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest

from scrapers.portal_config import (
    Bounds,
    Detail,
    Exclusion,
    Field,
    Hours,
    Mark,
    NextPage,
    Portal,
    Terms,
)
from tests.portal_cases import block, described, here, swept
from tests.portal_server import Answer, PortalServer

GUIDE = (Path(__file__).parents[1] / "docs" / "adding-a-portal.md").read_text(encoding="utf-8")
PIECE = re.compile(
    r"^```(?P<kind>\w+)(?P<info>[^\n]*)\n(?P<text>.*?)^```$"
    r"|^→ (?P<outcome>[^\n]+)$|^## (?P<head>[^\n]+)$",
    re.MULTILINE | re.DOTALL,
)
KINDS = {"html": "text/html", "json": "application/json", "xml": "application/xml"}
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Example:
    """A block's keys, its pages, and what the guide says comes of them."""

    head: str
    keys: str
    pages: list[tuple[str, str, str]] = field(default_factory=list)
    outcome: str = ""


def examples() -> Iterator[Example]:
    """Read the guide's examples; one without an outcome is only held to the rules.

    A heading begins anew; a block's keys hold until the next block or heading, pages until an
    outcome.
    """
    example = Example("", "")
    for piece in PIECE.finditer(GUIDE):
        if piece["head"] or piece["kind"] == "toml":
            example = Example(piece["head"] or example.head, piece["text"] or "")
            if piece["kind"]:
                yield Example(example.head, example.keys)
        elif piece["kind"] in KINDS:
            example.pages.append((piece["kind"], piece["info"].strip(), piece["text"]))
        elif piece["outcome"]:
            yield Example(example.head, example.keys, example.pages, piece["outcome"])
            example = Example(example.head, example.keys)


EXAMPLES = list(examples())
BASE = EXAMPLES[0].keys
RUN = [example for example in EXAMPLES if example.outcome]


def laid_over(keys: str, base: str) -> Portal:
    """Lay an example's keys over the block at the top of the guide."""
    return described(block(here(BASE, base)) | block(here(keys, base)))


def answer(kind: str, info: str, text: str) -> tuple[str, Answer]:
    """Make a page's answer: its fence names the path, headers, and a status or an encoding."""
    path, *words = info.split()
    headers = dict(word.split(":", 1) for word in words if ":" in word)
    more = [word for word in words if ":" not in word]
    status = next((int(word) for word in more if word.isdigit()), 200)
    encoding = next((word for word in more if not word.isdigit()), "utf-8")
    named = "; charset=utf-8" if encoding == "utf-8" else ""
    body = text.rstrip("\n").encode(encoding)
    return path, Answer(body, status, {"Content-Type": KINDS[kind] + named} | headers)


def plural(count: int, word: str) -> str:
    """Write a count of things."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def said(found: dict[str, Any], requests: int) -> set[str]:
    """Return all that the guide could say of a complete sweep."""
    things = {"ads": "ad", "pages": "list page", "cards": "card", "duplicates": "duplicate"}
    named = found["places"] | {k: v for k, v in found["labels"].items() if k != "unknown"}
    return {
        *(plural(found[key], word) for key, word in things.items()),
        plural(found["numbers"], "distinct number"),
        plural(requests, "request"),
        f"{found['with_number']} with a number",
        f"{found['hidden']} hidden",
        f"{found['excluded']} excluded",
        f"the portal states {found['stated_total']}",
        *(f"{name} {count}" for name, count in named.items()),
    }


@pytest.mark.parametrize("example", RUN, ids=lambda example: f"{example.head[:20]}")
def test_a_sweep_finds_what_the_guide_says(example: Example, server: PortalServer) -> None:
    """The pages of an example, under its block, and nothing else."""
    pages = [(kind, info, here(text, server.base)) for kind, info, text in example.pages]
    server.routes = dict(answer(*page) for page in pages)
    found = swept(laid_over(example.keys, server.base))
    outcome, _, words = example.outcome.partition(": ")

    assert found["outcome"] == outcome, found
    if outcome == "complete":
        requests = len(server.paths) - 1  # robots.txt is not counted
        assert set(words.split(", ")) - said(found, requests) == set()
    else:
        assert words in found["reason"]


def test_every_block_of_the_guide_breaks_no_rule() -> None:
    """Those too that no page goes with."""
    for example in EXAMPLES:
        laid_over(example.keys, NOWHERE)


def test_the_guide_has_examples_for_all_its_questions() -> None:
    """Ten of them; politeness alone has nothing to find."""
    questions = set(re.findall(r"^## (\d+\. .+)$", GUIDE, re.MULTILINE))

    assert len(questions) == 10
    assert {head for head in questions if head not in {each.head for each in RUN}} == {
        "10. How do we stay polite?"
    }


def test_every_key_of_a_block_is_in_the_guide() -> None:
    """In code, not only in passing."""
    code = " ".join(re.findall(r"^```.*?^```$|`[^`\n]+`", GUIDE, re.MULTILINE | re.DOTALL))
    shapes = (Portal, Field, Mark, Exclusion, NextPage, Detail, Hours, Terms, Bounds)
    keys = {key.name for shape in shapes for key in fields(shape)}

    assert {key for key in keys if not re.search(rf"\b{key}\b", code)} == set()
