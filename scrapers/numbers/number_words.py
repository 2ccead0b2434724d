"""Digit words → digits: "førti sju null ni …", "siebenundvierzig", "quatre-vingt-dix".

A stretch of number words may be meant in several ways ("førti sju" is 47, or 40 and 7), and which
one is only known once a number comes out. So each stretch yields its readings, likeliest first,
and the reader behind tries them against libphonenumber.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise

from scrapers.numbers.composing import composed
from scrapers.numbers.normalization import ascii_words, remember
from scrapers.numbers.word_lists import (
    DIGIT_WORDS,
    HUNDRED,
    LANGUAGES,
    PLUS,
    SEPARATORS,
    SEVERAL,
    VALUES,
    Language,
    values_as_text,
    words,
)

_TOKEN = re.compile(r"[0-9]+|[\u0e00-\u0e7f]+|[^\W0-9_]+")
_WORD = re.compile(r"[a-z\u00df\u0430-\u044f\u0e00-\u0e7f]+")
_SHORTEST = [word for word in DIGIT_WORDS if len(word) == 2]
_FIRSTS, _LASTS = {word[0] for word in DIGIT_WORDS}, {word[-1] for word in DIGIT_WORDS}
_STARTS = {word[:3] for word in DIGIT_WORDS}.union(
    word + letter for word in _SHORTEST for letter in _FIRSTS
)
_ENDS = {word[-3:] for word in DIGIT_WORDS}.union(
    letter + word for word in _SHORTEST for letter in _LASTS
)
_IN_ALL = dict.fromkeys(SEPARATORS, ".") | dict.fromkeys(PLUS, "+")
_IN_ALL |= {str(digit): values_as_text([digit]) for digit in range(10)}  # "dobbel 5"
_NUMERIC = DIGIT_WORDS.union(_IN_ALL)
_SHORT = 5  # no two number words run together are shorter
_EVERYDAY = words("everyday")
CLEAR_WORDS = DIGIT_WORDS - _EVERYDAY
"""The digit words that are no everyday speech."""

SHORT_WORDS = frozenset(("en", "et", "ett", "to", "one"))
"""Everyday speech that stands for a digit among digits."""

LONE_LETTERS = frozenset("fnst")
"""Of the digits in Norwegian and English, each has one of them: "f i r e  t o"."""

_SPACED = r"(?<![^\W_])[a-z]([ .-])[a-z](?![^\W_])(?:\1[a-z](?![^\W_])){0,40}+"
_HINTS = (CLEAR_WORDS | SHORT_WORDS | SEPARATORS | LONE_LETTERS).union(
    *map(words, ("show", "login", "hidden"))
)
_STEMS = words("reversing_stems")
_SHORT_WORD = rf"({'|'.join(sorted(SHORT_WORDS))})"
_AMONG_DIGITS = re.compile(
    rf"[0-9](?=[a-z .-])(?:{_SHORT_WORD}[ .-]?(?:[0-9]|(?![^\W_]))|[ .-](?:{_SHORT_WORD}[0-9]"
    rf"|(?<![0-9][0-9][ .-])(?:[0-9][ .-]){{4,6}}{_SHORT_WORD}(?![^\W_])))"  # "4 2 0 0 0 0 0 en"
)
_REPEATED = re.compile(r"([0-9]{1,8})\s?\(\1\)")  # "42 (førtito)"
_REACH = 40
_LONGEST_GAP = 12
_LONGEST_WORD = 160  # a word longer than this is no row of digit words that a reader would read
_MOST_WORDS = 80
_MOST_TOKENS = 60_000
_LEAST_DIGITS = 7
_MOST_ALIKE = 6
_MOST_DIGITS_OF = dict.fromkeys(SEPARATORS | PLUS, 0) | {
    word: len(str(value)) if value < HUNDRED else _MOST_ALIKE if value in SEVERAL else 2
    for word, value in VALUES.items()
}
"""The most digits that a word can stand for."""

_MOST_DIGITS = 40
_TRIMS = ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2))
_BREAK = re.compile(r"[\U000F0000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Number words and digits side by side: where they stand, and what they may mean."""

    start: int
    end: int
    readings: Iterator[str] = field(repr=False)


_Token = re.Match[str]


def _split(word: str, language: Language) -> str | None:
    """Take a word apart into number words of one language, longest first, or return None."""
    signs = language.words
    dead_ends: set[int] = set()

    def rest(start: int) -> str | None:
        if start == len(word):
            return ""
        for end in range(min(len(word), start + language.longest), start, -1):
            sign = signs.get(word[start:end])
            if sign is None or end in dead_ends:
                continue
            if (following := rest(end)) is not None:
                return sign + following
        dead_ends.add(start)
        return None

    return rest(0)


def _is_row_of_words(word: str) -> bool:
    if word[:3] not in _STARTS or word[-3:] not in _ENDS or not 4 <= len(word) <= _LONGEST_WORD:
        return False
    return _split(word, LANGUAGES[-1]) is not None


def _rows(text: str, start: int, end: int) -> Iterator[list[_Token]]:
    """Yield neighbouring tokens that are numbers, digits or separators."""
    row: list[_Token] = []
    for token in islice(_TOKEN.finditer(text, start, end), _MOST_TOKENS):
        word = token[0]
        is_number = word in _NUMERIC or word.isdigit() or _is_row_of_words(word)
        if row and not (is_number and _is_near(text, row[-1].end(), token.start())):
            yield row
            row = []
        if is_number:
            row.append(token)
    yield row


def _is_near(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(gap) <= _LONGEST_GAP and (gap.isascii() or not _BREAK.search(gap))


def _values(tokens: Sequence[_Token], language: Language) -> list[str] | None:
    """Return what stands for each token in a language that has all the words."""
    values: list[str] = []
    for token in tokens:
        word = token[0]
        value = language.words.get(word) or _IN_ALL.get(word)
        if value is None:
            value = word if word.isdigit() else _split(word, language)
        if value is None:
            return None
        values.append(value)
    return values


def _readings(text: str, tokens: Sequence[_Token]) -> Iterator[str]:
    """Yield what tokens may mean, each once, if a number's digits may be in it."""
    gaps = [text[before.end() : token.start()] for before, token in pairwise(tokens)] + [""]
    seen: set[str] = set()
    for language in LANGUAGES:
        values = _values(tokens, language)
        if values is None:
            continue
        written = "".join(chain.from_iterable(zip(values, gaps, strict=True)))
        for loosely in (True, False):
            reading = composed(written, language, loosely=loosely)
            once, times = _REPEATED.subn(r"\1", reading)
            if times and "(" not in once:
                reading = once
            digits = sum(map(str.isdigit, reading))
            if reading not in seen and _LEAST_DIGITS <= digits <= _MOST_DIGITS:
                seen.add(reading)
                yield reading


def _is_worthwhile(tokens: Sequence[_Token]) -> bool:
    """Say whether there are words among tokens, and digits enough for a phone may be meant."""
    if not tokens or tokens[-1].end() - tokens[0].start() < _LEAST_DIGITS:
        return False
    in_words = in_digits = 0
    for token in tokens:
        word = token[0]
        if word.isdigit():
            in_digits += len(word)
        else:
            in_words += _MOST_DIGITS_OF.get(word, len(word) // 2)
    return len(tokens) <= _MOST_WORDS and in_words > 0 and in_words + in_digits >= _LEAST_DIGITS


def _options(text: str, tokens: Sequence[_Token]) -> Iterator[Stretch]:
    for first, last in _TRIMS:
        kept = tokens[first : len(tokens) - last]
        cut = [*tokens[:first], *tokens[len(tokens) - last :]]
        if all(token[0] in _EVERYDAY for token in cut) and (
            not cut or _is_worthwhile(kept)  # the whole row has been judged
        ):
            yield Stretch(kept[0].start(), kept[-1].end(), _readings(text, kept))


_PROSE: set[int] = set()
"""Hashes of words that say nothing about numbers, as most words of most ads."""


def hints_in(text: str) -> set[str]:
    """Return which words of normalized text may be numbers, or say something about digits.

    They are few, and all that is not plain digits depends on them.
    """
    every = ascii_words(text) if text.isascii() else _WORD.findall(text)
    hints = {word for word in every if hash(word) not in _PROSE}
    prose = {word for word in hints if not _may_say(word)}
    if prose:
        remember(_PROSE, prose)
    return hints - prose


def _may_say(word: str) -> bool:
    if word in _HINTS or word[:4] in _STEMS:
        return True
    return len(word) > _SHORT and word[:3] in _STARTS and word[-3:] in _ENDS


def with_words_joined(text: str) -> str:
    """Return text, at the same length, in which words that stand letter by letter are whole."""
    return re.sub(  # compiled where it is first used, as few ads need it
        _SPACED, lambda match: match[0].replace(match[1], "").center(len(match[0])), text
    )


def _is_glued(word: str) -> bool:
    """Say whether a word is several number words run together."""
    return word not in _NUMERIC and _is_row_of_words(word)


def clear_words(text: str, hints: Collection[str]) -> list[str]:
    """Return the hints that say digits, beyond everyday speech such as "en" or "to"."""
    clear = [word for word in hints if word in CLEAR_WORDS or _is_glued(word)]
    if not SHORT_WORDS.isdisjoint(hints) and (match := _AMONG_DIGITS.search(text)):
        clear += filter(None, match.groups())
    return clear


def stretches(text: str, clear: Collection[str]) -> Iterator[Iterator[Stretch]]:
    """Yield, for each row of number words in normalized text, what it may mean, likeliest first.

    The ends of a row may belong to the sentence around it ("ring en fire null …"), so shorter
    rows follow the whole one. `clear` are the words that count, of this text or one around it.
    """
    for start, end in _windows(text, clear):
        for tokens in filter(_is_worthwhile, _rows(text, start, end)):
            yield _options(text, tokens)


def _windows(text: str, clear: Collection[str]) -> list[tuple[int, int]]:
    """Return the surroundings of clear words, each part of the text once."""
    windows: list[tuple[int, int]] = []
    for start, end in sorted([place for word in clear for place in _places(text, word)]):
        first = max(0, start - _REACH)
        if windows and first <= windows[-1][1]:
            first = windows.pop()[0]
        windows.append((first, end + _REACH))
    return windows


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield where a word stands by itself: "ni" is none in "ingen ting", nor in "ninia"."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not (text[end : end + 1].isalpha() or text[start - 1 : start].isalpha()):
            yield start, end
        start = text.find(word, start + 1)
