"""Each key of config.toml describes itself, and nothing else has to name it."""

from __future__ import annotations

import tomllib
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from pydantic import TypeAdapter

from monitor.config import Config
from monitor.config.outputs import BackupSection
from monitor.config.portal_rules import portal_rules
from monitor.config.problems import problems_in
from monitor.config.section import ConfigSection
from monitor.probe.first_pages import FirstPages
from monitor.probe.selector_rows import rows_of
from monitor.probe.suggest.block import Setting, Suggestion
from scrapers.config_key import Key, key_at, keys_of
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
from tests.key_tables import GUIDE, SHAPES, TABLES, tables
from tests.scrapers.support import a_portal
from tests.scrapers.test_portal_config import SMALLEST

SHAPES_OF_CONFIG = [each.shape for each in keys_of(Config).values() if each.shape]
SECTIONS = [shape for shape in SHAPES_OF_CONFIG if issubclass(shape, ConfigSection)]
ALL = list(dict.fromkeys([Config, *SECTIONS, *SHAPES, Mark]))
READ = {Field, Mark, Exclusion, NextPage}
BLOCK = tomllib.loads(SMALLEST)
TABLE_OF: dict[type, str] = {
    Field: "place",
    Exclusion: "exclude",
    NextPage: "next",
    Detail: "detail",
    Terms: "terms",
    Bounds: "bounds",
    Hours: "hours",
}
NEEDED: dict[type, dict[str, Any]] = {
    Detail: {"link": "a::attr(href)"},
    Terms: BLOCK["terms"],
    Bounds: BLOCK["bounds"],
    Hours: tomllib.loads("hours = { since = 22:00:00, until = 06:00:00 }")["hours"],
    BackupSection: {"folder": "backups"},
}


def all_of(shape: type) -> set[str]:
    """Return the names of all that a class holds."""
    if issubclass(shape, ConfigSection):
        return set(shape.model_fields)
    return {each.name for each in fields(shape)} if is_dataclass(shape) else set()


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: shape.__name__)
def test_every_key_says_what_it_is_for_and_has_an_example(shape: type) -> None:
    """A new one without a description fails here, and nowhere else has it to be entered."""
    assert set(keys_of(shape)) == all_of(shape)
    assert [each for each in keys_of(shape).values() if not each.says or not each.example] == []


def test_every_class_of_a_block_has_a_table_in_the_guide() -> None:
    """Those that a block's keys lead to."""
    reached = {each.shape for each in (*keys_of(Portal).values(), *keys_of(Detail).values())}
    assert reached - {None, Mark} == set(SHAPES) - {Portal}


def test_the_guide_has_the_tables_that_the_keys_make() -> None:
    """`python -m tests.key_tables` writes them anew."""
    (found,) = TABLES.findall(GUIDE.read_text(encoding="utf-8"))
    assert found == tables() + "\n"


@pytest.mark.parametrize("name", keys_of(Portal))
def test_the_example_of_a_key_is_right_in_a_block(name: str) -> None:
    """As TOML, in its type and in its bounds."""
    told = tomllib.loads(keys_of(Portal)[name].line)
    portal = TypeAdapter(Portal).validate_python(BLOCK | told)
    assert [loc for loc, said in portal_rules(portal) if loc[0] == name and "found" in said] == []


@pytest.mark.parametrize("shape", TABLE_OF, ids=lambda shape: shape.__name__)
def test_the_examples_of_a_tables_keys_are_right(shape: type) -> None:
    """Each alone, with what must be there besides."""
    for each in keys_of(shape).values():
        table = NEEDED.get(shape, {}) | tomllib.loads(each.line)
        value = [table] if shape is Exclusion else table
        TypeAdapter(Portal).validate_python(BLOCK | {TABLE_OF[shape]: value})
        assert each.fault(next(iter(tomllib.loads(each.line).values()))) is None


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_the_examples_of_a_section_are_right(section: type[ConfigSection]) -> None:
    """Each alone, with what must be there besides."""
    for each in keys_of(section).values():
        section.model_validate(NEEDED.get(section, {}) | tomllib.loads(each.line))


@pytest.mark.parametrize("shape", [Portal, Detail])
def test_every_key_that_holds_a_selector_says_what_it_is_tried_on(shape: type) -> None:
    """Otherwise it would be neither checked nor shown by a probe."""
    assert {name for name, each in keys_of(shape).items() if each.shape in READ} == {
        name for name, each in keys_of(shape).items() if each.shape in READ and each.reads
    }


def test_every_selector_of_a_block_is_checked() -> None:
    """By what its description says, whether the rules know its name or not."""
    for name, each in keys_of(Portal).items():
        if each.reads in {"page", "card", "html"}:
            broken = {"select": "p["} if each.shape in READ else "p["
            value = [broken] if each.shape is Exclusion else broken
            table = BLOCK | {name: value, "format": "json" if each.reads == "html" else "html"}
            portal = TypeAdapter(Portal).validate_python(table)
            assert any(loc[0] == name and "CSS" in said for loc, said in portal_rules(portal)), name


def test_a_probe_has_a_row_for_every_selector_of_a_block_in_the_blocks_order() -> None:
    """List pages first, then cards, then ads' own pages."""
    place = Field(select="b")
    own = Detail(link=place, number=place, text=place, hidden=Mark(select="b"), place=place)
    portal = a_portal(
        lists=place, total=place, text=place, hidden=Mark(select="b"), label=place, detail=own
    )
    rows = [row.key for row in rows_of(FirstPages(replace(portal, labels={"a": ("A",)}), {}))]
    blocks = [
        *(name for name, each in keys_of(Portal).items() if each.reads == "page"),
        *(name for name, each in keys_of(Portal).items() if each.reads == "card"),
        *(f"detail.{name}" for name, each in keys_of(Detail).items() if each.reads),
    ]
    page = [row for row in rows if row in {"lists", "cards", "no_ads", "total", "next"}]
    assert page == ["lists", "cards", "no_ads", "total", "next"] == rows[:5]
    left = {"cards", "exclude", "detail.exclude", "detail.label"}
    assert [row for row in rows if row != "cards"] == [row for row in blocks if row not in left]


def test_a_suggested_block_has_its_keys_in_the_blocks_order() -> None:
    """Whatever it suggests, in whatever order."""
    names = list(keys_of(Portal))
    lines = tuple(Setting(name, None, sure=False, why="x") for name in sorted(names))
    text = Suggestion(lines).toml().splitlines()[1:-1]
    assert [line.split()[1] for line in text] == names


def test_a_problem_shows_the_example_of_the_key_that_is_meant() -> None:
    """The innermost that is known; a table by its header."""
    locs = [
        ("portal", 1, "bounds", "least"),
        ("portal", 0, "detail", "number", "select"),
        ("portal", 0, "exclude", 0, "nonsense"),
        ("portal",),
        ("storage",),
        ("places", "Oslo"),
        ("nonsense",),
    ]
    assert [each.example for each in problems_in("", ((loc, "is wrong") for loc in locs))] == [
        "least = 100",
        'select = ".place"',
        'exclude = [".sold"]',
        "[[portal]]",
        "[storage]",
        'Oslo = ["Oslo"]',
        "",
    ]


@pytest.mark.parametrize(
    ("described", "right", "wrong", "said"),
    [
        (
            Key("", "", least=1),
            [1, 1.5, 10**400],
            [0.9, -1, float("nan"), float("inf")],
            "at least 1",
        ),
        (Key("", "", most=1), [1, -5], [1.1, float("nan")], "at most 1"),
        (Key("", "", least=0, most=1), [0, 1], [-0.1, 1.1], "0 to 1"),
        (Key("", "", least=0, below=1), [0, 0.99], [1, -0.1], "at least 0 and less than 1"),
        (Key("", ""), [-1, float("inf")], [], ""),
    ],
)
def test_a_bound_is_where_it_is_said_to_be(
    described: Key, right: list[float], wrong: list[float], said: str
) -> None:
    """The bound itself is right, but for one that is to be stayed below."""
    assert described.bounds == said
    assert [described.fault(value) for value in right] == [None] * len(right)
    assert [described.fault(value) for value in wrong] == [
        f"expected {said}, found {value}" for value in wrong
    ]


def test_a_key_is_found_by_its_path() -> None:
    """Positions in lists do not matter; below what is unknown, the last known one is meant."""
    found = key_at(Config, ("portal", 3, "detail", "exclude", 0, "pattern"))
    assert found is not None
    assert (found.name, found.says) == ("pattern", keys_of(Mark)["pattern"].says)
    assert key_at(Config, ("nonsense", "name")) is None
