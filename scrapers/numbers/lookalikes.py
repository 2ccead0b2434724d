"""Letters and fillings among digits: "4O OO OI 23", "42x00x01x23", "4 dash 2 …" → digits and dots.

They are replaced only beside digits, as a row of letters is never a number by itself, and without
changing the length of the text: a place in the result is the same place in the original.
"""

import re
from collections.abc import Collection, Iterable
from itertools import islice

from scrapers.numbers.normalization import with_replaced
from scrapers.numbers.word_lists import SEPARATORS

GAP = r"[^\w\U000F0000-\U0010FFFF]"
"""What may stand between digits: no letter, and no mark."""

LETTERS = "oоοqil|!іӏιzзsѕбbв"
FILLERS = "og sa|sa er det|and then|deretter|og|sa|and|then|und|och|oraz|et"  # over and over
_DIGIT_OF = str.maketrans(LETTERS, "000011111112355688")
_SURE = "oоοilіӏι|q"  # round or straight, so that whole words of them may be digits
WHOLE_WORD = rf"(?:[{_SURE}]{{1,4}}+|ss|zz|bb)(?![^\W_])"
"""What may be digits without a digit in it: a few round or straight letters, or one twice."""

_WORD = rf"[0-9{LETTERS}]++"
_ROW = re.compile(rf"(?<![^\W_]){_WORD}(?:{GAP}{{1,3}}+{_WORD}(?![^\W_]))*+")
_IN_ROW = re.compile(_WORD)
_MIXED_WORD = re.compile(
    rf"(?<![^\W_])(?:{WHOLE_WORD}|[0-9]++[{LETTERS}][0-9{LETTERS}]*+(?![^\W_])"
    rf"|[{LETTERS}]++[0-9][0-9{LETTERS}]*+(?![^\W_]))"
)
_MAY_BE_DIGITS = re.compile(rf"{WHOLE_WORD}|\D*+[0-9]")
_WHOLE = 8  # digits, as a number in Norway has
_MOST_ZONES = 2_000  # more are no ad's
_REACH = 8
_WORD_REST = re.compile(r"[^\W_]*")
_SHARE_OF_DIGITS = 4  # at least one character in four must be a digit already
_FILLER = rf"{GAP}{{0,2}}+(?:{FILLERS})\W{{0,2}}+"
_FILLING = rf"{GAP}{{0,2}}+(?:{FILLERS}|[^\W0-9_]{{1,2}}+)\W{{0,2}}+"
_FILLED = re.compile(
    rf"[0-9]{{1,3}}+({_FILLING})[0-9]{{1,3}}+(?:(?:\1|{_FILLER})[0-9]{{1,3}}+){{2,12}}+(?![^\W_])"
)
_DIGIT = re.compile(r"[0-9]")
_NOT_DIGIT = re.compile(r"[^0-9]")
_SPELT = re.compile(
    r"([0-9])([\s.¬*-]{0,2}[(\[{<]?\s?)([^\W0-9_]{3,14})(\s?[)\]}>]?[\s.¬*-]{0,2})(?=[0-9])"
)


def _as_digits(match: re.Match[str]) -> str:
    row = match[0]
    words = [word for word in _IN_ROW.finditer(row) if _MAY_BE_DIGITS.match(word[0])]
    words = [word for at, word in enumerate(words) if not _is_said(words, at)]
    digits = sum(map(str.isdigit, row))
    letters = sum(len(word[0]) for word in words) - digits
    if digits < 2 or digits * (_SHARE_OF_DIGITS - 1) < letters:
        return row
    return with_replaced(row, ((*word.span(), word[0].translate(_DIGIT_OF)) for word in words))


def _is_said(words: list[re.Match[str]], at: int) -> bool:
    """Recognise the "i" of "4O 00 01 23 i dag": beside a whole number in groups, it is a word."""
    if len(words[at][0]) > 1:
        return False
    before, after = ["".join(word[0] for word in side) for side in (words[:at], words[at + 1 :])]
    return len(after) >= _WHOLE or (len(before) >= _WHOLE and len(words[at - 1][0]) > 1)


def _row_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to whole words, and to the short words before it, within reach."""
    first = max(0, start - _REACH)
    if first and (match := _WORD_REST.match(text, first, start)):
        first = match.end()
    match = _WORD_REST.match(text, end, end + _REACH)
    return first, match.end() if match else end


def _as_dots(match: re.Match[str]) -> str:
    return match[1] + "." * (len(match[0]) - 1) if match[3] in SEPARATORS else match[0]


def without_separators(text: str, words: Collection[str]) -> str:
    """Return normalized text, at the same length, with dots for separators by name."""
    names = SEPARATORS.intersection(words)
    return (
        _SPELT.sub(_as_dots, text) if any(_is_beside_digit(text, name) for name in names) else text
    )


def _is_beside_digit(text: str, name: str) -> bool:
    place = text.find(name)
    while place >= 0:
        if _DIGIT.search(text, max(0, place - _REACH), place):
            return True
        place = text.find(name, place + 1)
    return False


def lookalikes(text: str, zones: Iterable[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """Return where in these zones of normalized text digits are disguised, and them in plain."""
    plain: list[tuple[int, int, str]] = []
    last = 0
    for zone in islice(zones, _MOST_ZONES):
        start, end = _row_around(text, *zone)
        start = max(start, last)
        if start < end and (new := _plain(text[start:end])) != text[start:end]:
            plain.append((start, end, new))
            last = end
    return plain


def _plain(text: str) -> str:
    text = _FILLED.sub(lambda match: _NOT_DIGIT.sub(".", match[0]), text)
    return _ROW.sub(_as_digits, text) if _MIXED_WORD.search(text) else text
