"""What the words around digits say they are: a phone, something else, or nothing.

Normalized text only (see `normalization`): lower case, no accents, `¤` for currency signs.
"""

import re
from enum import Enum

from scrapers.numbers.non_phone_patterns import BLANK
from scrapers.numbers.normalization import BORDER, ascii_words, remember
from scrapers.numbers.word_lists import any_of, words

LEFT_REACH = 48
_MOST_WORDS_BACK = 6
_WORDS_BEFORE_MARK = 2  # "mob. nr. #42…"; farther off they do not say what is marked
_GLUE_REACH = 24
RIGHT_REACH = 24


_PHONE, _OTHER, _MEASURES = words("phone"), words("other"), words("measure")
_HANDLES, _ORDERS, _NUMBER_NOUNS = words("handle"), words("order"), words("number_nouns")
_BETWEEN = words("between")
_LINKING = _BETWEEN | words("linking")
_GLUED_PREFIXES, _PRIVATE_LINES = words("glued_prefixes"), words("private_lines")


_SILENT: set[int] = set()
"""Hashes of words that say nothing of the digits behind them, as most do."""


class Cue(Enum):
    """What the words around say of a group of digits."""

    PHONE = "phone"
    OTHER = "other"
    MEASURE = "measure"  # of another kind, too, and short: an age, an hour, a house in a street
    NONE = "none"


_PHONE_STEMS = (
    "telefon", "phone", "mobil", "tlf", "whatsapp", "kontakt", "телефон", "โทร", "เบอร์", "☎",
)  # fmt: skip
_NUMBER_SUFFIX = re.compile(r"(?:nummeret|nummer|number|numret|numer|nr|s)$")
_STREETS = tuple(words("streets"))
_SHORTEST_STREET = 5
_COMPOUND = re.compile(
    r"(.{2,20}?)(?:s|e)?"
    r"(?:nr|nummer|nummeret|numret|number|kode|koden|code|kod|ref|referanse|referens|reference|"
    r"referenz|id)$"
)
_NUMBER_ENDS = ("r", "t", "s")  # cheaper than the expressions that they stand before
_COMPOUND_ENDS = ("r", "t", "e", "n", "d", "f", "s", "z")
_DIGIT = re.compile(r"[0-9]")
_WORD = re.compile(r"[\u0e00-\u0e7f]+|[^\W0-9_]+|☎")
_GLUED = re.compile(r"([^\W0-9_]+)$")
_HYPHENATED = re.compile(r"([^\W0-9_]+)([-¬=#/\\@.]+)$")
_LETTER_OF_CODE = re.compile(r"(?<![^\W_])[a-z]{1,2}[-/]$")  # the "A" of "code A-42…"
_PATH = re.compile(r"(?:^|\s)/$")
_ENDS_OF_SENTENCES = frozenset("!?")
_LONGEST_ABBREVIATION = 4
_ABBREVIATED = ("nr", "no", "ref", "num", "id")
_NAME_SIGNS = frozenset("¬=/\\@#")
_ADDRESS = re.compile(r"://|www\.|\.[a-z]{2,6}[/?]|[?&]\w+=")
_CURRENCY = f"(?:{any_of('currencies')}|[¤$])"
_WORD_ENDS = r"(?![^\W_])"
_NO_LABEL = rf"(?!\s?:|{BORDER}[0-9])"  # "visninger: 12" counts nothing before it
_HARD_UNIT = re.compile(
    rf"\s?(?:{_CURRENCY}(?![^\W0-9_])\.?(?!\s?[0-9])|,-|:-(?!\))|[%°]|(?:{any_of('hard_units')}){_WORD_ENDS}{_NO_LABEL})"
)
_SOFT_UNIT = re.compile(rf"\s?(?:{any_of('soft_units')}){_WORD_ENDS}")
_MONEY_BEFORE = re.compile(rf"(?:^|[^\w])(?<![0-9,:-])(?<![0-9,:-]\s)(?:{_CURRENCY})[.:]?\s?$")
_MONEY_REACH = 12
_CURRENCIES = (*words("currencies"), "¤", "$")
_NO_UNIT = frozenset('\n.;()!?*/"')  # most often behind digits, and cheaper than the expressions
_FILE_OR_ADDRESS = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|heic|svg|bmp|pdf|docx?|mp4|mov|html?|php|aspx?|js|css|json|xml|"
    rf"com|no|se|dk|net|org|info|eu){_WORD_ENDS}|@[a-z0-9]|"
    r"[-¬][a-z0-9]{1,20}+(?:[-¬.][a-z0-9]{1,20}+){0,8}?\.[a-z]{2,4}"
)
_FILE_SIGNS = frozenset(".@-¬")  # that the expression begins with
_OF_WORDS = frozenset(("av", "af", "of", "von", "sur", "de", "di", "van", "z", "из"))
_OF = f"(?:{'|'.join(sorted(_OF_WORDS))})"
_OF_REACH = 18
_OF_BEFORE = re.compile(rf"(?<![^\W_])[0-9]{{1,8}}\s{{1,3}}{_OF}\s{{1,3}}$")  # "number 1 of 42…"
_OF_AFTER = re.compile(rf"\s{{1,3}}{_OF}\s{{1,3}}[0-9](?:[ .]?[0-9]){{3}}")  # "42… of 50 000"
_LETTERS_AFTER = re.compile(r"[^\W0-9_]+")


def _is_among(word: str, among: frozenset[str]) -> bool:
    """Say whether a word is among others, as it is or before "nummer" and the like."""
    if word in among:
        return True
    return word.endswith(_NUMBER_ENDS) and _NUMBER_SUFFIX.sub("", word) in among


def says_phone(word: str) -> bool:
    """Say whether a word announces a phone number."""
    return word.startswith(_PHONE_STEMS) or _is_among(word, _PHONE)


def _says_other(word: str) -> bool:
    if _is_among(word, _OTHER):
        return True
    match = _COMPOUND.match(word) if word.endswith(_COMPOUND_ENDS) else None
    return bool(match and match[1] not in _PRIVATE_LINES and word not in _BETWEEN)


def _says_measure(word: str) -> bool:
    return word in _MEASURES or (len(word) > _SHORTEST_STREET and word.endswith(_STREETS))


def _words(left: str) -> list[str]:
    """Return the words of a few dozen characters; most are ASCII, and then this is quick."""
    return ascii_words(left) if left.isascii() else _WORD.findall(left)


def _words_with_blanks(left: str) -> list[str]:
    """Return the words, with a blank between where digits that are no phone stood."""
    if BLANK not in left:
        return _words(left)
    before, _, after = left.rpartition(BLANK)
    return [*_words(before), BLANK, *_words(after)]


def _cue_of_words(before: list[str], left: str) -> Cue:
    """Judge the words before digits, of the text `left` of them."""
    adjacent, numbered = True, False
    for word in reversed(before[-_MOST_WORDS_BACK:]):
        if hash(word) in _SILENT:
            adjacent = False
            continue
        if says_phone(word):
            return Cue.PHONE
        said = _claim(word, numbered=numbered) if adjacent else Cue.NONE
        if said is not Cue.NONE and not (_begins_sentence(left, before) or _has_figure(word, left)):
            return said
        numbered = numbered or word not in _LINKING or word in _NUMBER_NOUNS
        if word not in _BETWEEN:
            adjacent = False
            if word not in _LINKING:
                if _says_other(word):
                    return Cue.NONE
                if not _says_kind(word) and word not in _ORDERS:
                    remember(_SILENT, [word])
    return Cue.NONE


def _has_figure(word: str, left: str) -> bool:
    """Say whether a word has its digits already, as in "Alder: 25, nummer: 42…"."""
    return _DIGIT.search(left, left.rfind(word)) is not None


def _claim(word: str, *, numbered: bool) -> Cue:
    """Say what a word that stands right before digits makes of them."""
    if _says_measure(word):
        return Cue.MEASURE
    return Cue.OTHER if _says_other(word) or (numbered and word in _ORDERS) else Cue.NONE


def _says_kind(word: str) -> bool:
    return word in _NUMBER_NOUNS or _claim(word, numbered=False) is not Cue.NONE


def _cue_of_glue(left: str) -> Cue | None:
    """Judge what touches the digits: `tlf41…` is a phone, `IMG_41…` or `x41…` is not."""
    if match := _GLUED.search(left):
        return _cue_of_prefix(match[1], left[: match.start()])
    if match := _HYPHENATED.search(left):
        return _cue_of_joined(match[1], match[2], left[: match.start()])
    return Cue.OTHER if left.endswith("@") or _PATH.search(left) else None


def _cue_of_prefix(word: str, before: str) -> Cue | None:
    """Judge a word grown together with the digits, by itself and by what stands before it."""
    if before.endswith(("#", "@")) or not _HANDLES.isdisjoint(_words(before)[-1:]):
        return Cue.OTHER
    if before[-1:].isdigit() and unit_after(word) is not Unit.NONE:
        return None
    if says_phone(word):
        return Cue.PHONE
    is_code = _is_of_code(word) and word not in _GLUED_PREFIXES
    return Cue.OTHER if is_code or _says_other(word) else None


def _cue_of_joined(word: str, sign: str, before: str) -> Cue | None:
    """Judge a word that a sign joins to the digits, as in `tlf-41…`, `id=41…`, `a-b-41…`."""
    if says_phone(word):
        return Cue.PHONE
    if sign == "/" and not before.strip():
        return Cue.OTHER if _says_other(word) else None  # "Oslo/41…/ledig" is no path
    is_name = not _NAME_SIGNS.isdisjoint(sign) or before.endswith(("-", "¬"))
    return Cue.OTHER if is_name or _says_other(word) else None


def _is_of_code(letters: str) -> bool:
    """Recognise letters of an id: `x41…`, or `41…abcdef41…` as hexadecimal ones are written."""
    return letters.isascii() and (len(letters) <= 2 or not letters.strip("abcdef"))


class Unit(Enum):
    """What the digits before it are an amount of; a soft unit leaves the digits before the last."""

    HARD = "hard"
    SOFT = "soft"
    NONE = "none"


def unit_after(right: str) -> Unit:
    """Say what unit stands right behind digits."""
    if not right or right[0] in _NO_UNIT:
        return Unit.NONE
    if _HARD_UNIT.match(right):
        return Unit.HARD
    return Unit.SOFT if _SOFT_UNIT.match(right) else Unit.NONE


def is_code_glued(right: str) -> bool:
    """Recognise the "b" of `42678901b`, and the "c" of `75c`."""
    after = _LETTERS_AFTER.match(right)
    return after is not None and _is_of_code(after[0])


def has_money_before(left: str) -> bool:
    """Say whether a currency stands right before digits."""
    if not left.rstrip(" \n.:").endswith(_CURRENCIES):  # cheaper than the expression
        return False
    return _MONEY_BEFORE.search(left, max(0, len(left) - _MONEY_REACH)) is not None


def _is_share(left: str, right: str, words: list[str]) -> bool:
    """Recognise one of very many, however many or whichever the digits say."""
    if words and words[-1] in _OF_WORDS and _OF_BEFORE.search(left, max(0, len(left) - _OF_REACH)):
        return True
    return right[:1] == " " and _OF_AFTER.match(right) is not None


def _is_in_name(left: str, right: str) -> bool:
    """Recognise digits of a file's name, or of an address that `left` begins."""
    if right[:1] in _FILE_SIGNS and _FILE_OR_ADDRESS.match(right):
        return True
    return left[-1:].strip() != "" and _ADDRESS.search(left.rsplit(None, 1)[-1]) is not None


def _begins_sentence(left: str, words: list[str]) -> bool:
    """Recognise the end of "Velkommen på besøk! 42…"; a full stop ends short words anyway."""
    text = left.rstrip()
    if text[-1:] != ".":
        return text[-1:] in _ENDS_OF_SENTENCES
    word = words[-1] if words and text.endswith(words[-1] + ".") else ""
    return len(word) > _LONGEST_ABBREVIATION and not word.endswith(_ABBREVIATED)


def cue(left: str, right: str, run: str) -> Cue:
    """Say what stands around a run of digits: `left` and `right` of it, as far as they reach."""
    words = _words_with_blanks(left)
    if _is_in_name(left, right) or _is_share(left, right, words):
        return Cue.OTHER
    if left[-1:].strip():
        if glued := _cue_of_glue(left[-_GLUE_REACH:]):
            return glued
        if _LETTER_OF_CODE.search(left) and not _says_kind(words[-1]):
            words = words[:-1]  # it says nothing by itself
    if not left.rstrip().endswith("#") or "#" in run:
        return _cue_of_words(words, left)
    beside = _words(_DIGIT.split(left)[-1])[-_WORDS_BEFORE_MARK:]
    return Cue.PHONE if any(map(says_phone, beside)) else Cue.OTHER
