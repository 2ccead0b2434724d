"""The reports' phrases in Norwegian (bokmål) and English, read from `phrases/`.

The Norwegian terms are those of the services' own annual reports. Both languages have the same
keys; the suite checks it.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def _phrases(language: Language) -> dict[str, str]:
    file = files("monitor.report") / "phrases" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


WORDS: dict[Language, dict[str, str]] = {language: _phrases(language) for language in LANGUAGES}
