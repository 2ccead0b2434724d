"""Letters that stand for digits ("4O OO OI 23"), and other fillings between them.

Only beside digits: a row of letters is never a number by itself. Every replacement keeps the length
of the text, so that a place in the result is the same place in the original.
"""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from scrapers.numbers.lexicon import FILLERS, HOMOGLYPHS
from scrapers.numbers.normalization import with_replaced
from scrapers.numbers.vocabulary import SEPARATORS

_DIGIT_OF = str.maketrans(
    {
        "o": "0", "q": "0", "о": "0", "ο": "0", "d": "0",
        "i": "1", "l": "1", "|": "1", "!": "1", "і": "1", "ӏ": "1", "ι": "1",
        "z": "2", "з": "3", "s": "5", "ѕ": "5", "б": "6", "b": "8", "в": "8", "g": "9",
    }
)  # fmt: skip
_HOPEFUL = re.compile(rf"[0-9](?:[^\w\U000F0000-\U0010FFFF]{{0,3}}+[0-9{HOMOGLYPHS}]){{5,40}}+")
_SURE = "oоοilіӏι|q"  # round or straight, so that whole words of them may be digits
_WORD = rf"[0-9{HOMOGLYPHS}]++"
_ROW = re.compile(rf"(?<![^\W_]){_WORD}(?:[^\w\U000F0000-\U0010FFFF]{{1,3}}+{_WORD}(?![^\W_]))*+")
_IN_ROW = re.compile(_WORD)
_MIXED_WORD = re.compile(
    rf"(?<![^\W_])(?:[{_SURE}]{{1,4}}+|[0-9]++[{HOMOGLYPHS}][0-9{HOMOGLYPHS}]*+"
    rf"|[{HOMOGLYPHS}]++[0-9][0-9{HOMOGLYPHS}]*+)(?![^\W_])"
)
_MOST_LETTERS = 4
_MOST_ROWS = 2_000  # more are no ad's
_REACH = 8
_WINDOW = 64
_WORD_REST = re.compile(r"[^\W_]*")
_SHARE_OF_DIGITS = 4  # at least one character in four must be a digit already
_FILLER = rf"\W{{0,2}}+(?:{FILLERS})\W{{0,2}}+"
_FILLING = rf"\W{{0,2}}+(?:{FILLERS}|[^\W0-9_])\W{{0,2}}+"
_FILLED = re.compile(
    rf"[0-9]{{1,3}}+({_FILLING})[0-9]{{1,3}}+(?:(?:\1|{_FILLER})[0-9]{{1,3}}+){{2,12}}+(?![^\W_])"
)
_LETTER = rf"[{HOMOGLYPHS}]"
_HINT = re.compile(  # begins at a digit, so that prose costs nothing
    rf"[0-9](?:(?![0-9])(?:{_LETTER}{{1,8}}+(?![^\W0-9_])"
    rf"|[^\w\U000F0000-\U0010FFFF]{{1,3}}+[{_SURE}]{{1,4}}+(?![^\W_])"
    r"|(?:\W{0,2}+[^\W0-9_][^\W0-9_ ]{0,9}+(?: sa)?\W{0,2}+[0-9]{1,3}+){3})"
    rf"|(?<![0-9][0-9])(?:(?<={_LETTER}[0-9])"
    rf"|(?<=[\W_]{_LETTER}\W[0-9])|(?<=[\W_]{_LETTER}{_LETTER}\W[0-9])))"
)
_NOT_DIGIT = re.compile(r"[^0-9]")
_SPELT = re.compile(
    r"([0-9])([\s.¬*-]{0,2}[(\[{<]?\s?)([^\W0-9_]{3,14})(\s?[)\]}>]?[\s.¬*-]{0,2})(?=[0-9])"
)


def _as_digits(match: re.Match[str]) -> str:
    row = match[0]
    words = [word[0] for word in _IN_ROW.finditer(row) if _may_be_digits(word[0])]
    digits = sum(map(str.isdigit, row))
    letters = sum(map(len, words)) - digits
    if digits < 2 or digits * (_SHARE_OF_DIGITS - 1) < letters:
        return row
    return _IN_ROW.sub(_word_as_digits, row)


def _may_be_digits(word: str) -> bool:
    """Refuse words such as "oslo": without a digit, only few round or straight letters will do."""
    if any(map(str.isdigit, word)):
        return True
    return len(word) <= _MOST_LETTERS and not word.strip(_SURE)


def _word_as_digits(match: re.Match[str]) -> str:
    return match[0].translate(_DIGIT_OF) if _may_be_digits(match[0]) else match[0]


def _word_rest(text: str) -> str:
    match = _WORD_REST.match(text)
    return match[0] if match else ""


def _row_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to whole words, and to the short words before it, within reach."""
    left = text[max(0, start - _REACH) : start]
    right = text[end : end + _REACH]
    cut = len(_word_rest(left)) if start > _REACH else 0
    return start - len(left) + cut, end + len(_word_rest(right))


def _rows(text: str) -> Iterator[tuple[int, int]]:
    """Yield where letters stand among digits as if they were digits."""
    last = 0
    for match in _HOPEFUL.finditer(text):
        start, end = _row_around(text, *match.span())
        start = max(start, last)
        if start < end and _MIXED_WORD.search(text[start:end]):
            yield start, end
            last = end


def _without_filling(match: re.Match[str]) -> str:
    return _NOT_DIGIT.sub(".", match[0])


def _as_dots(match: re.Match[str]) -> str:
    return match[1] + "." * (len(match[0]) - 1) if match[3] in SEPARATORS else match[0]


def without_homoglyphs(text: str, words: Collection[str]) -> str:
    """Return normalized text, at the same length, with disguised digits plain."""
    separators = SEPARATORS.intersection(words)
    if separators:
        text = _SPELT.sub(_as_dots, text)
    windows = islice(_windows(text), _MOST_ROWS)
    return with_replaced(text, ((start, end, _plain(text[start:end])) for start, end in windows))


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield where something beside digits hints at a disguise, and the text around."""
    start = end = 0
    for match in _HINT.finditer(text):
        if match.start() - _WINDOW > end:
            if end:
                yield start, end
            start = match.start() - _WINDOW
        end = match.end() + _WINDOW
    if end:
        yield max(0, start), end


def _plain(text: str) -> str:
    text = _FILLED.sub(_without_filling, text)
    return with_replaced(
        text, ((start, end, _ROW.sub(_as_digits, text[start:end])) for start, end in _rows(text))
    )
