"""Text as it is drawn → text as it is meant: one plain alphabet for all that reads it.

People write digits with whatever their keyboard offers: full-width, Thai, circled, superscript,
keycap emoji. Unicode knows what each of them stands for, so its own tables (`unicodedata`) do the
work and none is written here by hand. Each character is normalized by itself and remembered, which
keeps the cost linear: normalising whole texts is quadratic on hostile runs of combining marks.
"""

import re
import unicodedata
from collections.abc import Iterable

DATUM_MARK = 0xE000  # private-use marks that stand for a link or field within a page's text
READ = "\U000f0000"  # stands for each character of a number already read

BORDER = "\x1f"  # a space, to all who read it, where one element ends and another begins
PHONE_SIGN = "☎"
UNDERSCORE = "¬"  # `_` counts as a letter in regular expressions; this stands for it and does not
_SIGNS = (
    dict.fromkeys("☎☏✆📞📱📲🕻🕼🕽🕾🕿🖀", PHONE_SIGN)
    | dict.fromkeys("＋➕﹢⁺₊✚", "+")
    | dict.fromkeys("−˗⁃➖ー─━╌╍—–", "-")
    | {"_": UNDERSCORE, "º": "o", "°": "°", "฿": "¤"}
)
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


def _normal_char(char: str) -> str:
    """Normalize one character, or each that it decomposes into."""
    if char in _SIGNS:
        return _SIGNS[char]
    if (digit := _digit(char)) is not None:
        return digit
    category = unicodedata.category(char)
    parts = unicodedata.normalize("NFKD", char)
    if parts != char and category != "Sc":
        return "".join(map(_normal_char, parts))
    if char.isascii():
        return char.lower() if char.isprintable() else "\n" if char in "\n\r" else " "
    if char.isalpha() or "\u0e00" <= char <= "\u0e7f":  # Thai, its vowel signs too
        return _NO_DECOMPOSITION.get(char.lower(), char.lower())
    return _BY_CATEGORY.get(category, "*")


_MOST_HASHES = 50_000


def remember(hashes: set[int], texts: Iterable[str]) -> None:
    """Add the hashes of texts that came to nothing, to be looked at once; no text is kept."""
    if len(hashes) >= _MOST_HASHES:
        hashes.clear()
    hashes.update(map(hash, texts))


class _Normalized(dict[int, str]):
    """Remembers what each character becomes; it holds characters only, never text."""

    def __missing__(self, code: int) -> str:
        normal = self[code] = _normal_char(chr(code))
        return normal


_NORMALIZED = _Normalized({ord(UNDERSCORE): UNDERSCORE})
_COMMON = tuple((char, _normal_char(char)) for char in "åøæäöé–")
_ONLY_LETTERS = bytes(code if chr(code).islower() else ord(" ") for code in range(256))
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


def ascii_words(text: str) -> list[str]:
    """Return the words of normalized text that is ASCII, as most ads are then, and quickly."""
    return text.encode().translate(_ONLY_LETTERS).decode().split()


def with_replaced(text: str, replacements: Iterable[tuple[int, int, str]]) -> str:
    """Return `text` with other text in these places: start, end and what comes there, in order."""
    pieces: list[str] = []
    place = 0
    for start, end, new in replacements:
        pieces += [text[place:start], new]
        place = end
    return "".join([*pieces, text[place:]]) if pieces else text
