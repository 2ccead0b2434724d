"""The documents point at tests and commands that there are, and show what the program does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from monitor.protection.perturbation import DEVIATION, SHARED_FROM, Row, perturbation_row
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
    named = set(re.findall(r"(?:^|[`\s])monitor ((?:key |portal |service |alert )?[a-z]+)\b", code))
    known = {*all_commands(), "key", "portal", "service", "alert"}
    assert named - known == set()


def test_the_perturbation_table_in_the_method_is_that_of_the_program() -> None:
    """Each true count with the chance of each printed number, in per cent to one decimal."""
    printed = (0, *range(SHARED_FROM // 2, SHARED_FROM + DEVIATION + 1))
    counts = range(1, SHARED_FROM + 1)
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    assert tables_of_true_counts(text) == [
        {
            "True count": [str(number) for number in printed],
            **{str(count): written(perturbation_row(count), printed) for count in counts},
        },
        {
            "True count": ["−5", "−4", "−3", "−2", "−1", "0", "+1", "+2", "+3", "+4", "+5"],
            "10 and more": written(perturbation_row(50), range(45, 56)),
        },
    ]


def tables_of_true_counts(text: str) -> list[dict[str, list[str]]]:
    """Return the tables whose first column is the true count: each row by its first cell."""
    found = re.findall(r"^\| True count .*\n\|[-|]+\n(?:\|.*\n)+", text, re.MULTILINE)
    return [
        {first: rest for first, *rest in map(cells_of, table.splitlines()) if first != "---"}
        for table in found
    ]


def cells_of(line: str) -> list[str]:
    """Return the cells of a line of a table."""
    return [cell.strip() for cell in line.strip("|").split("|")]


def written(row: Row, printed: Iterable[int]) -> list[str]:
    """Write the chances of a row as the document does; what is never printed stays empty."""
    return [percent(row[number]) if number in row else "" for number in printed]


def percent(chance: float) -> str:
    """Write a chance in per cent to one decimal."""
    return "<0.1" if chance < 0.0005 else f"{100 * chance:.1f}"


def test_each_folder_says_what_it_is_for() -> None:
    """What comes in, what goes out, what it may not touch: there is no other map of the folders."""
    packages = [ROOT / name for name in ("scrapers", "storage", "monitor")]
    below = (folder for package in packages for folder in package.iterdir())
    files = [folder / "__init__.py" for folder in (*packages, *below)]
    told = {
        file.parent.name: ast.get_docstring(ast.parse(file.read_text("utf-8")))
        for file in files
        if file.exists()
    }
    assert {"http", "extract", "crawl", "numbers", "portals", "storage", "protection"} <= set(told)
    assert [name for name, text in told.items() if len(text or "") < 300] == []
