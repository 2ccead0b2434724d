"""Words that say digits, and words that say what digits beside them are: `word_lists.toml`."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LISTS = tomllib.loads(Path(__file__).with_name("word_lists.toml").read_text("utf-8"))

FIRST = 0xF000
"""A value stands in texts as the private character so far behind the marks of data on pages."""

HUNDRED, TEN, JOIN, TWICE, THRICE = range(1000, 1005)  # beyond all values
SEVERAL = range(1010, 1020)
"""Of each digit the word that counts it: "three zeros", "two fives"."""

_SIGNS = {"x100": HUNDRED, "x10": TEN, "and": JOIN, "twice": TWICE, "thrice": THRICE}
_SIGNS |= {f"{digit}s": value for digit, value in enumerate(SEVERAL)}


def words(name: str) -> frozenset[str]:
    """Return the list of this name."""
    return frozenset(_LISTS[name].split())


def any_of(name: str) -> str:
    """Return an expression for any word of the list of this name, or phrase, where `;` divides."""
    text = " ".join(_LISTS[name].split())
    return "|".join(text.split("; " if ";" in text else " "))


def values_as_text(values: Iterable[int]) -> str:
    """Return values of the vocabulary as text that `composing` reads."""
    return "".join([chr(FIRST + value) for value in values])


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words for numbers, as text, and two habits of building them."""

    words: dict[str, str]
    longest: int
    units_first: bool  # "syv og førti", "siebenundvierzig"
    by_twenties: bool  # "quatre-vingt-dix-sept"


def _language(table: dict[str, Any]) -> Language:
    values: dict[str, str] = {}
    for line in table["words"].split(";"):
        figure, *spellings = line.split()
        value = _SIGNS[figure] if figure in _SIGNS else int(figure)
        values.update(dict.fromkeys(spellings, values_as_text([value])))
    units_first, by_twenties = table.get("units_first", False), table.get("by_twenties", False)
    return Language(values, max(map(len, values)), units_first, by_twenties)


def _mixture(languages: Sequence[Language]) -> Language:
    """Return all words as one language, for people who mix; the earlier language wins a word."""
    values: dict[str, str] = {}
    for language in reversed(languages):
        values.update(language.words)
    return Language(values, max(map(len, values)), units_first=True, by_twenties=False)


_SPOKEN = [_language(table) for table in _LISTS["language"]]
LANGUAGES = (*_SPOKEN, _mixture(_SPOKEN))
VALUES = {word: ord(sign) - FIRST for word, sign in LANGUAGES[-1].words.items()}
DIGIT_WORDS = frozenset(VALUES)
SEPARATORS = words("separators")
PLUS = words("plus")

_PHONE_NAMES, NOT_PHONE_NAMES = words("phone_names"), words("not_phone_names")
_NUMBER_NAMES, _OWNERS = words("number_names"), words("owner_names")
_OWNED = re.compile(r"phone|tele|tlf|whatsapp")
PORTAL_NAMES = (
    "(?:publisher|footer|menu|navigation|support(?!s|ed)|helpdesk|customer[_ -]?(?:service|care)"
    "|kundeservice|kundesenter|kundtj|kundecenter)"
)
_OF_THE_PORTAL = re.compile(PORTAL_NAMES, re.IGNORECASE)
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_COMPOUND = re.compile(r"phone|telefon|telephone|mobil|msisdn|whatsapp|tlf|celular")


def tokens(name: str) -> list[str]:
    """Take `contactPhone_nr` apart into lower-case words."""
    return [token.lower() for token in _TOKEN.findall(name)]


def names_phone(name: str) -> bool:
    """Say whether a name such as `data-phone` or `contactPhone` stands for a phone number."""
    parts = tokens(name)
    if not parts or not (NOT_PHONE_NAMES.isdisjoint(parts) or _tells_whose(parts)):
        return False
    if names_portal(name):
        return False
    return not _PHONE_NAMES.isdisjoint(parts) or any(map(_COMPOUND.search, parts))


def _tells_whose(parts: list[str]) -> bool:
    """Recognise `adPhone`, which is a phone; `phoneAd` is an ad, and `adMobile` one for mobiles."""
    others = [part for part in parts if part in NOT_PHONE_NAMES]
    after = parts[parts.index(others[0]) + 1 :]
    return (
        len(others) == 1 and others[0] in _OWNERS and bool(after) and bool(_OWNED.match(after[0]))
    )


def names_portal(name: str) -> bool:
    """Say whether a name such as `footer` or `supportPhone` stands for what is the portal's own."""
    return _OF_THE_PORTAL.search(name) is not None


def names_part(name: str) -> bool:
    """Say whether a name such as `number` or `value` may hold the number inside a phone object."""
    return not _NUMBER_NAMES.isdisjoint(tokens(name))
