"""What a person types and the program keeps: reasons, names, who checked a portal's terms.

All of it stands in reports and stays for good, so nothing in it may be a phone number, however it
is taken apart ("42/17/39/58", "fire, to, en ..."), lead anywhere, or steer a terminal. Counts,
weeks, days and times of day are what an honest reason is made of, and are left alone. Where the two
look the same, a text is refused: it can be put in other words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from monitor.privacy.dates_in_text import BREAK, without_dates
from monitor.privacy.phone_number_guard import holds_number
from scrapers.numbers import word_lists
from scrapers.numbers.normalization import UNDERSCORE, normalize

LONGEST = 400
MOST_QUOTED = 80
UNPRINTED = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
"""The classes of control, formatting and private signs, and of those that begin a new line."""

BETWEEN = re.compile(rf"[^\w+{BREAK}]+|{UNDERSCORE}")
TOKEN = re.compile(rf"[0-9]+|[^\W\d_]+|{BREAK}|[^\w{BREAK}]+|_+")
MIXED = re.compile(r"(?<![^\W_])(?=[oilszbgq|]*[0-9])[0-9oilszbgq|]+(?![^\W_])")
LOOKALIKES = str.maketrans("oilszbgq|", "011528901")
AT_HOME = re.compile(r"(?:47)?[2-9]\d{7}")
"""Eight digits, as Norway and Denmark have them, with the code of Norway or without."""

ABROAD = re.compile(r"0\d{8,13}")
VALUES = {word: value for word, value in word_lists.VALUES.items() if value in range(100)}
WORD = re.compile("|".join(sorted((w for w in VALUES if len(w) > 1), key=len, reverse=True)))
GLUED = re.compile(f"(?:{WORD.pattern}){{3,}}")
SHORT_WORD = 5
LONG = re.compile(r"\d{6,}")
HUGE = re.compile(r"\d{8,}")
ADDRESS = re.compile(r"://|@|\bwww\.")

Row = list[tuple[str, bool]]
"""Groups of digits, each with whether a word stands between it and the one before."""


def fault_in(text: str) -> str | None:
    """Return what in a text to be kept could tell of a person, as a phrase; None for nothing."""
    if len(text) > LONGEST:
        return f"more than {LONGEST} signs"
    if fault := sign_fault(text):
        return fault
    if holds_number_apart(text):
        return "a phone number, or digits that could be one"
    if LONG.search(normalize(text)):
        return "a number of six digits or more"
    return "an address" if ADDRESS.search(text) else None


def names_count(text: str) -> bool:
    """Tell whether a text may name a count: it has digits that are no week, day or time of day."""
    return any(sign.isdigit() for sign in without_dates(normalize(text)))


def sign_fault(text: str) -> str | None:
    """Return where a sign stands that a terminal obeys and nobody sees, as a phrase, or None."""
    for at, sign in enumerate(text, 1):
        if unicodedata.category(sign) in UNPRINTED:
            return f"a sign that is not printed (U+{ord(sign):04X}, number {at} of the text)"
    return None


def holds_number_apart(text: str, region: str = "NO", fallbacks: Sequence[str] = ()) -> bool:
    """Tell whether words have a phone number in them, in digits or words, whole or taken apart."""
    plain = without_dates(normalize(text))
    views = (plain, BETWEEN.sub(" ", plain))
    parts = [part for view in views for part in view.split(BREAK)]
    if any(holds_number(part, region, fallbacks) for part in parts):
        return True
    return any(
        _is_number(row, spelt=spelt) for spelt in (True, False) for row in _rows(plain, spelt)
    )


def quoted(value: object) -> str:
    """Return a value as an error may quote it: its digits as "#" where they could be a number."""
    shown = repr(value)[:MOST_QUOTED]
    if not holds_number_apart(shown) and not LONG.search(normalize(shown)):
        return shown
    hidden = "".join("#" if sign.isnumeric() else sign for sign in shown)
    return "a text that could be a phone number" if holds_number_apart(hidden) else hidden


def looks_raw(text: str, *, sentence: bool) -> bool:
    """Tell whether a text of the database has a number, an ad's id or an address in it.

    In a `sentence` of ours a count may have six or seven digits, and a line may end; in a name not.
    """
    line = text.replace("\n", " ") if sentence else text
    if ADDRESS.search(text) or sign_fault(line) or holds_number_apart(text):
        return True
    return (HUGE if sentence else LONG).search(normalize(text)) is not None


def _rows(text: str, spelt: bool) -> Iterator[Row]:
    """Yield what could be one number each: digits and words for them, a short word between them.

    With `spelt`, words for digits are digits; some of them ("to", "en") are common words as well.
    """
    row: Row = []
    words = 0
    for token in TOKEN.findall(MIXED.sub(lambda match: match[0].translate(LOOKALIKES), text)):
        if digits := token if token.isdigit() else _digits_of(token, spelt):
            row.append((digits, words > 0))
            words = 0
        elif token == BREAK or (token[0].isalpha() and (words or len(token) > SHORT_WORD)):
            yield row
            row, words = [], 0
        else:
            words += token[0].isalpha()
    yield row


def _digits_of(word: str, spelt: bool) -> str:
    if GLUED.fullmatch(word):
        return "".join(str(VALUES[spelling]) for spelling in WORD.findall(word))
    return str(VALUES.get(word, "")) if spelt else ""


def _is_number(row: Row, *, spelt: bool) -> bool:
    return any(_begins_number(row[start:], spelt) for start in range(len(row)))


def _begins_number(row: Row, spelt: bool) -> bool:
    """Tell whether the first groups of a row are a number.

    Between counts words are ordinary ("from 5200 to 6100"); between digits and pairs they are not.
    """
    digits, parted = "", spelt
    for position, (group, after_word) in enumerate(row):
        digits += group
        parted = parted or (position > 0 and after_word)
        if parted and any(len(earlier) > 2 for earlier, _ in row[: position + 1]):
            return False
        if AT_HOME.fullmatch(digits) or (not parted and ABROAD.fullmatch(digits)):
            return True
    return False
