"""What a check says: in both languages the same figures, and what would explain it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import monitor.checks
from monitor.checks.findings import Finding, Severity

FOLDER = Path(monitor.checks.__file__).parent / "phrases"
PHRASES = {
    language: tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    for language in ("nb", "en")
}


@pytest.mark.parametrize("check", sorted({*PHRASES["nb"], *PHRASES["en"]}))
def test_each_check_says_the_same_figures_in_both_languages(check: str) -> None:
    """And names what would explain it."""
    both = [PHRASES[language][check] for language in ("nb", "en")]
    names = [set(re.findall(r"\{(\w+)\}", phrases["sentence"])) for phrases in both]
    assert names[0] == names[1]
    assert both[0]["sentence"] != both[1]["sentence"]
    assert all(phrases["explanation"] for phrases in both)


def test_a_sentence_writes_figures_and_weeks_as_its_language_does() -> None:
    """A decimal comma, and a week by its number and year."""
    pages = Finding("pages", Severity.LOOK, {"count": 9.5, "usual": 20.0})
    assert "hadde 9,5 annonser" in pages.sentence("nb")
    assert "held 9.5 ads" in pages.sentence("en")
    away = Finding("look_back", Severity.LOOK, {"count": 6, "usual": 1, "week": "2022-W17"})
    assert "men ikke i uke 17 i 2022; vanlig er 1" in away.sentence("nb")
    assert "week 17 of 2022" in away.sentence("en")
