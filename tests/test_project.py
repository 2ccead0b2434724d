"""The project as a whole: how large its parts are, what README.md names, what is installed."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.commands import all_commands
from tests.module_map import lines

ROOT = Path(__file__).parents[1]
PRODUCT = sorted(
    file
    for package in ("scrapers", "storage", "monitor")
    for file in (ROOT / package).rglob("*.py")
    if "versions" not in file.parts  # a migration is as long as the tables it makes
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
MOST_LINES, MOST_FUNCTION_LINES = 300, 40


@pytest.mark.parametrize("file", PRODUCT, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_module_and_no_function_grows_too_large(file: Path) -> None:
    """A module that needs more is two modules."""
    text = file.read_text(encoding="utf-8")
    functions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    large = [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= MOST_FUNCTION_LINES]
    assert (text.count("\n") <= MOST_LINES, large) == (True, [])


def test_the_map_has_every_module_with_what_it_is_for() -> None:
    """A module whose first line is empty cannot be found by what it does."""
    told = [line.split(maxsplit=1) for line in lines() if line.startswith("    ")]
    packaged = [file for file in PRODUCT if (file.parent / "__init__.py").exists()]
    assert len(told) == len([file for file in packaged if file.name != "__init__.py"])
    assert [words for words in told if len(words) < 2] == []


def test_every_command_is_in_the_readme() -> None:
    """A command that nobody can find does not exist."""
    assert {name for name in all_commands() if f"`monitor {name}" not in README} == set()


def test_the_readme_names_only_commands_that_there_are() -> None:
    """And make targets, and files."""
    named = set(
        re.findall(
            r"\bmonitor ((?:key |portal |service |alert )?[a-z]+)",
            " ".join(re.findall(r"`[^`]+`", README)),
        )
    )
    assert named - set(all_commands()) == set()
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^    make ([a-z]+)", README, re.MULTILINE))
    assert {target for target in targets if f"\n{target}:" not in makefile} == set()
    linked = re.findall(r"\]\(([\w./-]+)\)", README)
    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_every_dependency_is_pinned_with_a_hash() -> None:
    """What is installed is what was chosen."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=]", name)[0] for name in wanted}
    assert {name for name in names if not re.search(rf"^{name}==", lock, re.MULTILINE)} == set()
    pinned = re.findall(r"^[\w.-]+==", lock, re.MULTILINE)
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_nothing_depends_on_the_folder_that_the_project_lies_in() -> None:
    """No file names a path of the machine that it was written on."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    above = f"{ROOT.parent}/"
    texts = (ROOT / name for name in listed.stdout.splitlines())
    assert [
        file.name for file in texts if file.is_file() and above in file.read_text(errors="ignore")
    ] == []


def test_the_top_folder_holds_what_it_is_to_hold() -> None:
    """What a tool left there is no part of the project."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names = {name.partition("/")[0] for name in listed.stdout.splitlines()}
    folders = {".ci", "benchmarks", "docs", "monitor", "scrapers", "storage", "tests"}
    kinds = {Path(name).suffix for name in names - folders}
    assert folders <= names
    assert kinds <= {"", ".md", ".toml", ".lock", ".in"}
