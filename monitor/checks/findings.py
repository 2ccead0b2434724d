"""What a check found: its name, how grave it is, its figures, and what would explain it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from importlib.resources import files

from storage.weeks import Week

Figures = Mapping[str, float | int | str]


class Severity(IntEnum):
    """LOOK: counted provisionally until a person has seen it. HOLD: not counted until one decides.

    No severity is ever settled by silence.
    """

    LOOK = 1
    HOLD = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """A named check that spoke."""

    check: str
    severity: Severity
    figures: Figures

    def at_most(self, severity: Severity) -> Finding:
        """Return the finding, no graver than this."""
        return replace(self, severity=min(self.severity, severity))

    def sentence(self, language: str) -> str:
        """Return what was found, in "nb" or "en"."""
        return _filled(_phrases(language)[self.check]["sentence"], self.figures, language)

    def explanation(self, language: str) -> str:
        """Return what would explain it, in "nb" or "en"."""
        return _phrases(language)[self.check]["explanation"]


@cache
def _phrases(language: str) -> dict[str, dict[str, str]]:
    file = files("monitor.checks") / "phrases" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def graded(check: str, figures: Figures, *, hold: bool, look: bool) -> Finding | None:
    """Return what a check found, as grave as its limits say; None where it is within both."""
    if not hold and not look:
        return None
    return Finding(check, Severity.HOLD if hold else Severity.LOOK, figures)


def sentences() -> dict[str, str]:
    """Return each check's English sentence beside its Norwegian one, names of figures in braces."""
    english, norwegian = _phrases("en"), _phrases("nb")
    return {
        of_check["sentence"].replace("{week}", "{number} of {year}"): norwegian[check][
            "sentence"
        ].replace("{week}", "{number} i {year}")
        for check, of_check in english.items()
    }


def gravest(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest severity, or None where nothing was found."""
    return max((finding.severity for finding in findings), default=None)


def joined(findings: Iterable[Finding], language: str) -> str:
    """Return what was found in one line, the gravest first."""
    ordered = sorted(findings, key=lambda finding: -finding.severity)
    return " ".join(finding.sentence(language) for finding in ordered)


def _filled(words: str, figures: Figures, language: str) -> str:
    def shown(name: str, value: float | int | str) -> str:
        if name == "week":
            week = Week.parse(str(value))
            return f"{week.number} {'i' if language == 'nb' else 'of'} {week.year}"
        if isinstance(value, str):
            return value
        text = f"{value:.1f}" if isinstance(value, float) and abs(value) < 10 else f"{value:.0f}"
        return text.replace(".", ",") if language == "nb" else text

    return words.format_map({name: shown(name, value) for name, value in figures.items()})
