"""What a config could say more shortly is proposed, and is the same when it is written so."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from monitor.config.shorter import proposals, toml
from scrapers.portal_config import Portal
from storage.weeks import Week
from tests.commands import monitor
from tests.monitor.conftest import SHIPPED, write_config
from tests.scrapers.test_portal_config import SMALLEST


def today() -> date:
    """Tell the date as the config's zone has it."""
    return datetime.now(ZoneInfo("Europe/Oslo")).date()


LONG = """
[[portal]]
ad = { select = "h2 a", attribute = "href" }
place = { select = ".place", none = ["-"] }
number = "phones.0"
text = { select = "a.b.0" }
next = { template = "?side={page}", first = 1 }
exclude = [{ select = ".sold" }, { select = "h2", pattern = "x" }]
detail = { link = { select = "a", attribute = "href" }, number = { label = "Telefon" } }
total = { select = "sums.0", pattern = "(.)" }

[[portal]]
[portal.ad]
select = "id"
"""


def test_each_key_that_can_be_shorter_is_proposed_with_its_line() -> None:
    """And nothing else: not what would lose something, nor a path that may go through lists."""
    assert list(proposals(LONG)) == [
        'line 3: ad can be written as ad = "h2 a::attr(href)"',
        'line 5: number can be written as number = "phones[0]"',
        'line 6: text can be written as text = "a.b.0"',
        'line 7: next can be written as next = "?side={page}"',
        'line 8: exclude can be written as exclude = [".sold", { select = "h2", pattern = "x" }]',
        'line 9: detail.link can be written as link = "a::attr(href)"',
        'line 10: total can be written as total = { select = "sums[0]", pattern = "(.)" }',
        'line 13: ad can be written as ad = "id"',
    ]


def test_what_is_proposed_means_the_same() -> None:
    """Read as config.toml is read; an item of a list is the same path in another notation."""
    (table, _) = tomllib.loads(LONG)["portal"]
    read = TypeAdapter(Portal).validate_python
    for key in ("ad", "text", "next", "exclude"):
        line = next(one for one in proposals(LONG) if f": {key} can be" in one)
        shorter = tomllib.loads(line.partition("written as ")[2])
        small = tomllib.loads(SMALLEST)
        assert read(small | shorter) == read(small | {key: table[key]})


def test_check_proposes_it_where_nothing_is_wrong(tmp_path: Path) -> None:
    """That is no problem: all is well."""
    longer = 'place = { select = ".place" }'
    file = write_config(
        tmp_path, "http://127.0.0.1:9", lambda text: text.replace('place = ".place"', longer)
    )
    for year in {Week.of(today() + timedelta(weeks=ahead)).year for ahead in (0, 4)}:
        monitor("key", "new", year, at=tmp_path)
    checked = monitor("check", at=tmp_path)
    told = json.loads(monitor("check", "--json", at=tmp_path).out)
    line = file.read_text(encoding="utf-8").partition("\n" + longer)[0].count("\n") + 2

    assert (checked.code, told["ok"], told["problems"]) == (0, True, [])
    assert told["shorter"][0] == f'line {line}: place can be written as place = ".place"'
    lines = [line for line in checked.out.splitlines()[1:] if line.startswith("line ")]
    assert lines == told["shorter"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (r"(\d+) treff", r"'(\d+) treff'"),
        ('script[type="x"]', "'script[type=\"x\"]'"),
        (r"it's \d", '"it\'s \\\\d"'),
        ("two\nlines\\", r'"two\nlines\\"'),
        ("Tromsø", '"Tromsø"'),
        (True, "true"),
        (5.0, "5.0"),
        (["a", 1], '["a", 1]'),
        ({"since": time(22), "Mo i Rana": date(2026, 1, 5)}, None),
    ],
)
def test_a_value_is_written_as_it_is_read(value: object, written: str | None) -> None:
    """In one line, and a pattern without doubled signs where that can be."""
    text = toml(value)
    assert tomllib.loads(f"x = {text}") == {"x": value}
    assert text == (written or '{ since = 22:00:00, "Mo i Rana" = 2026-01-05 }')


def test_the_shipped_config_cannot_be_shorter() -> None:
    """It shows the short form."""
    assert list(proposals(SHIPPED.read_text(encoding="utf-8"))) == []
