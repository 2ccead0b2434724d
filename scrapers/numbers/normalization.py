"""Text as it is drawn → text as it is meant: one plain alphabet for all that reads it.

People write digits with whatever their keyboard offers: full-width, Thai, circled, superscript,
keycap emoji. Unicode knows what each of them stands for, so its own tables (`unicodedata`) do the
work and none is written here by hand. Each character is normalized by itself and remembered, which
keeps the cost linear: normalising whole texts is quadratic on hostile runs of combining marks.

Letters that stand for digits ("4O OO OI 23") and other fillings between them are replaced only
beside digits, as a row of letters is never a number by itself, and without changing the length of
the text: a place in the result is the same place in the original.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from scrapers.numbers.word_lists import SEPARATORS

DATUM_MARK = 0xE000  # private-use marks that stand for a link or field within a page's text
NUMBER_MARK = 0xF0000  # private-use marks that stand for a number already read
MOST_NUMBER_MARKS = 0xFFFF

BORDER = "\x1f"  # a space, to all who read it, where one element ends and another begins
PHONE_SIGN = "☎"
UNDERSCORE = "¬"  # `_` counts as a letter in regular expressions; this stands for it and does not
_SIGNS = (
    dict.fromkeys("☎☏✆📞📱📲🕻🕼🕽🕾🕿🖀", PHONE_SIGN)
    | dict.fromkeys("＋➕﹢⁺₊✚", "+")
    | dict.fromkeys("−˗⁃➖ー─━╌╍—–", "-")
)
_KEPT = frozenset("+°¤") | {PHONE_SIGN}
_NO_DECOMPOSITION = {"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ı": "i", "œ": "oe", "ð": "d"}
_RIGHT_TO_LEFT = re.compile("\u202e([^\u202c\n]*)\u202c?")
_BY_CATEGORY = {
    "Zs": " ", "Zl": "\n", "Zp": "\n", "Cc": " ", "Cf": "", "Mn": "", "Me": "", "Mc": "",
    "Pd": "-", "Pc": UNDERSCORE, "Sc": "¤", "So": "*", "Sm": "*", "Sk": "*", "Po": "*",
    "Ps": "(", "Pe": ")", "Pi": '"', "Pf": '"', "Co": "*", "Cs": "*", "Cn": "*",
}  # fmt: skip


def _digit(char: str) -> str | None:
    value = unicodedata.numeric(char, None)
    if value is None or value not in range(21):
        return None
    return str(int(value))


def _normal_symbol(char: str) -> str:
    return _SIGNS.get(char) or _BY_CATEGORY.get(unicodedata.category(char), "*")


def _normal_piece(char: str) -> str:
    """Normalize one character that decomposes no further."""
    if char in _KEPT or "\u0e00" <= char <= "\u0e7f":  # Thai
        return _digit(char) or char
    digit = _digit(char)
    if digit is not None:
        return digit
    if char == "_":
        return UNDERSCORE
    if char.isascii():
        return char.lower() if char.isprintable() else "\n" if char in "\n\r" else " "
    if char.isalpha():
        lower = char.lower()
        return _NO_DECOMPOSITION.get(lower, lower)
    return _normal_symbol(char)


def _normal_char(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    digit = _digit(char)
    if digit is not None:
        return digit
    category = unicodedata.category(char)
    if category == "Sc" or char == "º":
        return "¤" if category == "Sc" else "o"
    return "".join(_normal_piece(piece) for piece in unicodedata.normalize("NFKD", char))


class _Normalized(dict[int, str]):
    """Remembers what each character becomes; it holds characters only, never text."""

    def __missing__(self, code: int) -> str:
        normal = self[code] = _normal_char(chr(code))
        return normal


_NORMALIZED = _Normalized({ord(UNDERSCORE): UNDERSCORE})
_COMMON = tuple((char, _normal_char(char)) for char in "åøæäöé–")
ONLY_LETTERS = {code: " " for code in range(128) if not chr(code).islower()}  # of ASCII
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def _normal_part(match: re.Match[str]) -> str:
    return match[0].translate(_NORMALIZED)


def normalize(text: str) -> str:
    """Return `text` in lower case, without accents, with ASCII digits and plain separators.

    Zero-width and combining characters vanish, symbols and emoji become `*`, dashes `-`,
    currency signs `¤`, telephone signs `☎`. Text that is drawn right to left by an override
    character is turned into the order in which a reader sees it.
    """
    if "\u202e" in text:
        text = _RIGHT_TO_LEFT.sub(lambda match: match[1][::-1], text)
    plain = text.lower().replace("_", UNDERSCORE)
    if text.isascii():
        return plain
    for char, normal in _COMMON:  # most ads are plain now, without a call for every letter
        plain = plain.replace(char, normal)
    return plain if plain.isascii() else _BEYOND_ASCII.sub(_normal_part, plain)


def with_replaced(text: str, replacements: Iterable[tuple[int, int, str]]) -> str:
    """Return `text` with other text in these places: start, end and what comes there, in order."""
    pieces: list[str] = []
    place = 0
    for start, end, new in replacements:
        pieces += [text[place:start], new]
        place = end
    return "".join([*pieces, text[place:]]) if pieces else text


_LOOKALIKES = "oоοqil|!іӏιzзsѕбbв"
_DIGIT_OF = str.maketrans(_LOOKALIKES, "000011111112355688")
_FILLERS = "og sa|sa er det|and then|deretter|og|sa|and|then|und|och|oraz|et"  # over and over
_HOPEFUL = re.compile(rf"[0-9](?:[^\w\U000F0000-\U0010FFFF]{{0,3}}+[0-9{_LOOKALIKES}]){{5,40}}+")
_SURE = "oоοilіӏι|q"  # round or straight, so that whole words of them may be digits
_WORD = rf"[0-9{_LOOKALIKES}]++"
_ROW = re.compile(rf"(?<![^\W_]){_WORD}(?:[^\w\U000F0000-\U0010FFFF]{{1,3}}+{_WORD}(?![^\W_]))*+")
_IN_ROW = re.compile(_WORD)
_MIXED_WORD = re.compile(
    rf"(?<![^\W_])(?:[{_SURE}]{{1,4}}+|[0-9]++[{_LOOKALIKES}][0-9{_LOOKALIKES}]*+"
    rf"|[{_LOOKALIKES}]++[0-9][0-9{_LOOKALIKES}]*+)(?![^\W_])"
)
_MOST_LETTERS = 4
_WHOLE = 8  # digits, as a number in Norway has
_MOST_ROWS = 2_000  # more are no ad's
_REACH = 8
_WINDOW = 64
_WORD_REST = re.compile(r"[^\W_]*")
_SHARE_OF_DIGITS = 4  # at least one character in four must be a digit already
_FILLER = rf"\W{{0,2}}+(?:{_FILLERS})\W{{0,2}}+"
_FILLING = rf"\W{{0,2}}+(?:{_FILLERS}|[^\W0-9_])\W{{0,2}}+"
_FILLED = re.compile(
    rf"[0-9]{{1,3}}+({_FILLING})[0-9]{{1,3}}+(?:(?:\1|{_FILLER})[0-9]{{1,3}}+){{2,12}}+(?![^\W_])"
)
_LETTER = f"[{_LOOKALIKES}]"
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
    words = [word for word in _IN_ROW.finditer(row) if _may_be_digits(word[0])]
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


def _may_be_digits(word: str) -> bool:
    """Refuse words such as "oslo": without a digit, only few round or straight letters will do."""
    if any(map(str.isdigit, word)):
        return True
    return len(word) <= _MOST_LETTERS and not word.strip(_SURE)


def _row_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to whole words, and to the short words before it, within reach."""
    first = max(0, start - _REACH)
    if first and (match := _WORD_REST.match(text, first, start)):
        first = match.end()
    match = _WORD_REST.match(text, end, end + _REACH)
    return first, match.end() if match else end


def _rows(text: str) -> Iterator[tuple[int, int]]:
    """Yield where letters stand among digits as if they were digits."""
    last = 0
    for match in _HOPEFUL.finditer(text):
        start, end = _row_around(text, *match.span())
        start = max(start, last)
        if start < end and _MIXED_WORD.search(text[start:end]):
            yield start, end
            last = end


def _as_dots(match: re.Match[str]) -> str:
    return match[1] + "." * (len(match[0]) - 1) if match[3] in SEPARATORS else match[0]


def without_homoglyphs(text: str, words: Collection[str]) -> str:
    """Return normalized text, at the same length, with disguised digits plain."""
    if not SEPARATORS.isdisjoint(words):
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
    text = _FILLED.sub(lambda match: _NOT_DIGIT.sub(".", match[0]), text)
    return with_replaced(
        text, ((start, end, _ROW.sub(_as_digits, text[start:end])) for start, end in _rows(text))
    )
