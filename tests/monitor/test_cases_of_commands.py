"""Commands in surroundings that are not ours: the cases of kind command in reading_cases.json."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.commands import monitor
from tests.monitor.conftest import write_config
from tests.processes import MONITOR, start

CASES = Path(__file__).parents[1] / "scrapers" / "reading_cases.json"
BASE = "http://127.0.0.1:9"
LETTERS = "latin-1", "ascii", "cp1252"


def cases() -> list[Any]:
    """Return the cases of commands, each under its name."""
    found = json.loads(CASES.read_text(encoding="utf-8"))
    return [pytest.param(each, id=each["name"]) for each in found if each["kind"] == "command"]


def ran(words: list[str], at: Path, encoding: str) -> tuple[int, bytes, str]:
    """Run a command whose output goes into a stream of this encoding: code, output, errors."""
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    with start(MONITOR, *words, at=at, env=environment) as process:
        out, err = process.communicate()
        return process.wait(), out.encode(encoding), err


@pytest.mark.parametrize("case", cases())
def test_a_command(case: dict[str, Any], tmp_path: Path) -> None:
    """It ends as it does anywhere."""
    write_config(tmp_path, BASE)
    for words in case["before"]:
        assert monitor(*words, at=tmp_path).code == 0
    code, _, errors = ran(case["words"], tmp_path, case["env"]["PYTHONIOENCODING"])

    assert code in case["codes"], errors


def test_json_is_the_same_in_any_letters(tmp_path: Path) -> None:
    """What a stream cannot write is escaped, and no letter is lost."""
    write_config(tmp_path, BASE, lambda text: text.replace('"fjord"', '"Fjord ø"'))
    in_utf_8 = ran(["check", "--json"], tmp_path, "utf-8")[1].decode()
    assert "Fjord ø" in in_utf_8

    printed = {
        encoding: json.loads(ran(["check", "--json"], tmp_path, encoding)[1])
        for encoding in LETTERS
    }
    assert printed == dict.fromkeys(LETTERS, json.loads(in_utf_8))


@pytest.mark.parametrize("before", [("--config", "home/x.toml"), ("--config=home/x.toml",)])
@pytest.mark.parametrize("words", [("check",), ("key", "show", "2026"), ("probe", "fjord")])
def test_the_config_may_be_named_before_the_command(
    before: tuple[str, ...], words: tuple[str, ...], tmp_path: Path
) -> None:
    """As README says, all take it; what is read is that file."""
    write_config(tmp_path / "home", BASE).rename(tmp_path / "home" / "x.toml")
    ended = monitor(*before, *words, at=tmp_path)

    assert ended == monitor(*words, "--config", "home/x.toml", at=tmp_path)
    assert ended.code != 2


def test_a_config_before_the_command_that_is_not_there_is_told() -> None:
    """By its name."""
    ended = monitor("--config", "nowhere.toml", "status", at=Path())

    assert (ended.code, "nowhere.toml" in ended.said) == (2, True)
