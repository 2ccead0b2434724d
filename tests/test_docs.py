"""The documents point at tests and commands that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.commands import all_commands

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_file_that_a_document_names_is_there(file: Path) -> None:
    """A promise that names a test which was renamed is no promise."""
    text = file.read_text(encoding="utf-8")
    named = re.findall(r"`((?:tests|monitor|scrapers|storage|benchmarks|docs)/[\w./-]*)`", text)
    linked = [str((file.parent / path).resolve()) for path in re.findall(r"\]\(([\w./-]+)\)", text)]
    paths = [*(str(ROOT / path) for path in named), *linked]
    assert [path for path in paths if not Path(path).exists()] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_every_command_that_a_document_names_is_there(file: Path) -> None:
    """As it is written in code marks or in an indented block."""
    text = file.read_text(encoding="utf-8")
    code = " ".join(re.findall(r"`[^`\n]+`|^    .*$", text, re.MULTILINE))
    named = set(re.findall(r"(?:^|[`\s])monitor ((?:key |portal )?[a-z]+)\b", code))
    known = {*all_commands(), "key", "portal"}
    assert named - known == set()


def test_the_map_of_the_house_names_every_room() -> None:
    """Whoever comes new finds each of them there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    house = text[text.index("## The house") : text.index("## Habits")]
    rooms = {
        room.stem
        for package in ("scrapers", "storage", "monitor")
        for room in (ROOT / package).iterdir()
        if not room.name.startswith("__") and (room.is_dir() or room.suffix == ".py")
    }
    assert len(rooms) > 50
    assert {room for room in rooms if not re.search(rf"\b{room}\b", house)} == set()


def test_each_folder_of_scrapers_says_what_it_is_for() -> None:
    """What comes in, what goes out, what it may not touch: there is no other map of it."""
    folders = [
        folder for folder in (ROOT / "scrapers").iterdir() if (folder / "__init__.py").exists()
    ]
    told = {f.name: ast.get_docstring(ast.parse((f / "__init__.py").read_text())) for f in folders}
    assert {"http", "extract", "crawl", "numbers", "portals"} <= set(told)
    assert [name for name, text in told.items() if len(text or "") < 300] == []
