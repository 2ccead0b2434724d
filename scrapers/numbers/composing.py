"""Values of number words → digits, built together as each language builds them.

"førti sju" is 47, "syv og førti" and "siebenundvierzig" too, "quatre-vingt-dix-sept" is 97 and
"ni hundre og tolv" 912. A value stands in the text as a private character, so that one expression
finds what belongs together; text between the words stays as it was.
"""

import re
from functools import cache
from itertools import pairwise

from scrapers.numbers.word_lists import (
    FIRST,
    HUNDRED,
    JOIN,
    SEVERAL,
    TEN,
    THRICE,
    TWICE,
    Language,
    values_as_text,
)

_SAID_ALONE = {value: str(value) for value in range(HUNDRED)} | {HUNDRED: "100", TEN: "10"}
_SAID_ALONE |= {value: str(digit) for digit, value in enumerate(SEVERAL)}
_SAID_ALONE |= dict.fromkeys((JOIN, TWICE, THRICE), "")
_SIGNS_ALONE = {values_as_text([value]): said for value, said in _SAID_ALONE.items()}


def _any(*values: int) -> str:
    return f"[{values_as_text(values)}]"


_GAP = "(?:(?: - |[ \n-])(?=[\uf000-\uf8ff]))?"
_AND = f"{_GAP}{_any(JOIN)}{_GAP}"
_ALONE = f"(?!{_GAP}{_any(HUNDRED)})"  # the "one" of "one hundred" begins a number of its own
_UNIT = _any(*range(1, 10))
_TENS = _any(*range(20, 91, 10))


@cache  # of a few habits
def _compounds(*, units_first: bool, by_twenties: bool, loosely: bool) -> re.Pattern[str]:
    """Return what one number looks like."""
    link = f"(?:{_AND}|{_GAP if loosely else ''})"
    unit = f"{_UNIT}{_ALONE}"
    tenth = f"(?:(?:{_AND}|{_GAP}){unit})?"
    below = [f"{_UNIT}{_GAP}{_any(TEN)}{tenth}"]
    if by_twenties:
        late = f"{_any(10)}{_ALONE}(?:{link}{_any(7, 8, 9)}{_ALONE})?"
        score = f"(?:{_any(4)}{_GAP}{_any(20)}|{_any(60)})"
        below.append(f"{score}(?:{link}(?:{late}|{_any(*range(1, 20))}{_ALONE}))?")
        below.append(f"{_any(10)}(?:{link}{_any(7, 8, 9)}{_ALONE})?")
    if units_first:
        below.append(f"{_UNIT}{_AND}{_TENS}")
    below += [f"{_TENS}(?:{link}{unit})?", _any(*range(100))]
    rest = f"(?:(?:{_AND}{'|' + _GAP if loosely else ''})(?!{_any(0)})(?:{'|'.join(below)}))?"
    return re.compile(
        f"{_any(*range(10))}(?!{_GAP}{_any(20, HUNDRED, TEN, JOIN, *SEVERAL)})"  # most, and quickly
        f"|(?P<often>{_any(TWICE, THRICE)}{_GAP}{_any(*range(10))})"
        f"|(?:{_UNIT}{_GAP}{_any(HUNDRED)}|{_any(*range(100, 1000))}){rest}"
        f"|(?P<several>{_any(*range(1, 7))}{_GAP}{_any(*SEVERAL)})"
        f"|{'|'.join(below)}|{_any(TEN)}{tenth}|[\uf000-\uf8ff]"
    )


def composed(text: str, language: Language, *, loosely: bool) -> str:
    """Return text with digits for the values in it, compounds built as the language does.

    `loosely`: words merely side by side ("førti sju") make one number too.
    """
    compounds = _compounds(
        units_first=language.units_first, by_twenties=language.by_twenties, loosely=loosely
    )
    return compounds.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    if (alone := _SIGNS_ALONE.get(match[0])) is not None:
        return alone
    values = [ord(char) - FIRST for char in match[0] if ord(char) >= FIRST]
    if match["often"]:
        return str(values[1]) * (2 if values[0] == TWICE else 3)
    if match["several"]:
        return str(SEVERAL.index(values[1])) * values[0]
    hundreds = rest = 0
    for before, value in pairwise([0, *values]):
        if value == HUNDRED:
            hundreds, rest = 100 * (rest or 1), 0
        elif value == TEN:
            rest = 10 * (rest or 1)
        elif value == 20 and before == rest == 4:  # "quatre-vingt"
            rest = 80
        elif value >= 100:  # JOIN counts for nothing
            hundreds += value if value < HUNDRED else 0
        else:
            rest += value
    return str(hundreds + rest)
