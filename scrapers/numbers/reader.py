"""Text → numbers, in passes from the plain to the well hidden.

Each pass takes what it can read out of the text and leaves a mark in its place, so that no digit is
read twice and the marks, read at the end, give the order of appearance.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from scrapers.model import Hidden
from scrapers.numbers.cues import LEFT_REACH, RIGHT_REACH
from scrapers.numbers.dialling_plan import E164Number, Validator
from scrapers.numbers.non_phone_patterns import HIDING, count_placeholders, without_bank_accounts
from scrapers.numbers.normalization import (
    BORDER,
    MOST_NUMBER_MARKS,
    NUMBER_MARK,
    normalize,
    with_replaced,
    without_homoglyphs,
)
from scrapers.numbers.number_words import (
    CLEAR_WORDS,
    SHORT_WORDS,
    Stretch,
    clear_words,
    hints_in,
    stretches,
)
from scrapers.numbers.runs import Place, digit_runs, without_non_phones
from scrapers.numbers.segmentation import Segmenter, Span
from scrapers.numbers.structured_data import contact_in, phone_addresses
from scrapers.numbers.word_lists import SEPARATORS, any_of, words

_MARKS = re.compile(f"[{chr(NUMBER_MARK)}-{chr(NUMBER_MARK + MOST_NUMBER_MARKS - 1)}]")
_TRUNK_ZERO = re.compile(r"((?:\+|00)\s?[0-9]{1,3})[\s)-]{0,3}\(0\)")  # "+46 (0)70-…"
_FLOAT = re.compile(r"\.0(?<=[0-9]{7}\.0)(?![0-9.])")  # a table took it for a number
_MOST_ADDRESSES = 2_000
_COUNTING = "123456789"
_WORD_BEFORE = re.compile(r"([^\W0-9_]{2,15})[\s.-]{0,3}$")
_WORD_REACH = 18
_SAYS_REVERSED = re.compile(any_of("reversing"))
_REVERSING_WORDS, _REVERSING_STEMS = words("reversing_words"), words("reversing_stems")
_REVERSING_ABROAD = words("reversing_abroad")
_REVERSED_REACH = 90
_MOST_REVERSED = 200
_EDGE = re.compile(r"[0-9][0-9\s.*_()/+-]*[0-9]\s?\+?|[0-9]")
_HINTS = CLEAR_WORDS | SHORT_WORDS | SEPARATORS | HIDING | _REVERSING_WORDS


@dataclass(frozen=True, slots=True)
class Reading:
    """The distinct numbers of one input in E.164, and counts of what is not among them.

    `unlisted` counts the numbers kept though libphonenumber does not list their range; `hidden`,
    places where the portal shows a number only after a click or a login; `unreadable`, places that
    announce a phone number and hold digits that are none.
    """

    numbers: tuple[Hidden[str], ...] = ()
    unlisted: int = 0
    hidden: int = 0
    unreadable: int = 0


def _is_counting(number: E164Number) -> bool:
    """Recognise people who count aloud, "two, three, four …", and mean no number."""
    national = number.national.reveal()
    return national in _COUNTING or national[::-1] in _COUNTING


class Reader:
    """Reads the texts of one input with one validator, and remembers what it found."""

    def __init__(self, region: str, fallbacks: Sequence[str], *, counting: bool = True) -> None:
        """Read for a portal of `region`, then for the `fallbacks`.

        `counting`: placeholders for hidden numbers too, which takes looking for them.
        """
        self._counting = counting
        self._validator = Validator(region, fallbacks)
        self._numbers: list[E164Number] = []
        self.hidden = 0
        self.unreadable = 0

    def read(self, text: str, *, contact: bool = False) -> str:
        """Return normalized text with a mark in place of every number."""
        return self._read(self._links(text), contact=contact)

    def _read(self, text: str, *, contact: bool) -> str:
        segmenter = Segmenter(self._validator, contact=contact)
        if "(0)" in text:
            text = _TRUNK_ZERO.sub(r"\1 ", text)
        if ".0" in text:
            text = _FLOAT.sub("  ", text)
        plain = text.replace(BORDER, " ")
        hints = hints_in(plain, _HINTS, _REVERSING_STEMS)
        if self._counting:
            self.hidden += count_placeholders(plain, hints)
        if _may_be_reversed(plain, hints):
            text = self._replace(text, _reversed_numbers(plain, hints, segmenter))
        text, places = without_non_phones(without_bank_accounts(text))
        clear = clear_words(text, hints)
        ends = [place for place in places if self._is_end(text, *place)] if clear else []
        places = [place for place in places if place not in ends]
        text = self._digits(text, places, hints, segmenter)
        if clear:
            text = self._spelt(text.replace(BORDER, " "), clear, contact=contact)
        return self._replace(text, self._plain(text, None, segmenter)[0]) if ends else text

    def _digits(self, text: str, places: list[Place], hints: set[str], segmenter: Segmenter) -> str:
        """Read what stands in digits in these places, and then what looks like digits."""
        spans, unreadable = self._plain(text, places, segmenter)
        plainer = without_homoglyphs(text, hints)
        if plainer == text:
            text = self._replace(text, spans)
        else:  # a letter beside digits may complete what is a number of another country without it
            sure = [span for span in spans if self._is_sure(text, span)]
            marks = [(span.start, span.end, self._mark(span.number)) for span in sure]
            text, plainer = with_replaced(text, marks), with_replaced(plainer, marks)
            spans, unreadable = self._plain(plainer, None, segmenter)
            text = self._replace(text, spans)
        self.unreadable += unreadable
        return text

    def _is_sure(self, text: str, span: Span) -> bool:
        """Say whether a number is of the portal's own region, or was written with its country."""
        written = text[span.start] == "0" or "+" in text[max(0, span.start - 3) : span.start]
        return written or self._validator.is_at_home(span.number)

    def numbers(self, marked: str) -> list[E164Number]:
        """Return what the marks in a text stand for, in order."""
        if not self._numbers:
            return []
        return [self._numbers[ord(mark) - NUMBER_MARK] for mark in _MARKS.findall(marked)]

    def _mark(self, number: E164Number) -> str:
        if len(self._numbers) >= MOST_NUMBER_MARKS:
            return ""
        self._numbers.append(number)
        return chr(NUMBER_MARK + len(self._numbers) - 1)

    def _replace(self, text: str, spans: Iterable[Span]) -> str:
        return with_replaced(
            text, ((span.start, span.end, self._mark(span.number)) for span in spans)
        )

    def _plain(
        self, text: str, places: list[Place] | None, segmenter: Segmenter
    ) -> tuple[list[Span], int]:
        """Return the numbers among the runs of digits, and how many runs only promise one."""
        spans: list[Span] = []
        unreadable = 0
        for run in digit_runs(text, places):
            in_run = segmenter.spans(run)
            spans += in_run
            if self._validator.is_exhausted:
                break
            unreadable += not in_run and segmenter.expects(run)
        return spans, unreadable

    def _links(self, text: str) -> str:
        """Read addresses such as wa.me/… that stand in the text itself."""
        return with_replaced(
            text,
            (
                (start, end, self._read(value, contact=True))  # not again for links within
                for start, end in islice(phone_addresses(text), _MOST_ADDRESSES)
                if (value := contact_in(text[start:end]))
            ),
        )

    def _is_end(self, text: str, start: int, end: int) -> bool:
        """Recognise the digits of "noll-sju-noll 174 06 05"."""
        word = _WORD_BEFORE.search(text, max(0, start - _WORD_REACH), start)
        if word is None or word[1] not in CLEAR_WORDS:
            return False
        return not self._validator.is_whole(sum(map(str.isdigit, text[start:end])))

    def _spelt(self, text: str, clear: list[str], *, contact: bool) -> str:
        segmenter = Segmenter(self._validator, contact=contact, spelt=True)
        spans: list[tuple[int, int, str]] = []
        for options in stretches(text, clear):
            for option in options:
                if numbers := self._best(text, option, segmenter):
                    spans.append((option.start, option.end, "".join(map(self._mark, numbers))))
                    break
        return with_replaced(text, spans)

    def _best(self, text: str, option: Stretch, segmenter: Segmenter) -> list[E164Number]:
        left = text[max(0, option.start - LEFT_REACH) : option.start]
        right = text[option.end : option.end + RIGHT_REACH].lstrip(" ")  # a unit stands beside
        for reading in option.readings:
            probe = f"{left} {reading} {right}"
            own = range(len(left), len(left) + len(reading) + 2)
            spans = [span for span in self._plain(probe, None, segmenter)[0] if span.start in own]
            if spans and not any(_is_counting(span.number) for span in spans):
                return [span.number for span in spans]
            if self._validator.is_whole(sum(map(str.isdigit, reading))):
                break
        return []


def _may_be_reversed(text: str, hints: Collection[str]) -> bool:
    if any(word in _REVERSING_WORDS or word[:4] in _REVERSING_STEMS for word in hints):
        return True
    return not text.isascii() and any(map(text.__contains__, _REVERSING_ABROAD))


def _reversed_numbers(text: str, hints: Collection[str], segmenter: Segmenter) -> list[Span]:
    """Return the numbers near words that say they are reversed, read from the end."""
    spans: dict[int, Span] = {}
    for match in islice(_SAYS_REVERSED.finditer(text), _MOST_REVERSED):
        first = max(0, match.start() - _REVERSED_REACH)
        for options in _stretches_near(text[first : match.end() + _REVERSED_REACH], hints):
            for option in options:
                if number := _reversed(option, segmenter):
                    start = first + option.start
                    spans[start] = Span(start, first + option.end, number)
                    break
    return [spans[start] for start in sorted(spans)]


def _stretches_near(text: str, hints: Collection[str]) -> Iterator[Iterable[Stretch]]:
    for match in _EDGE.finditer(text):
        yield [Stretch(*match.span(), iter([match[0]]))]
    yield from stretches(text, clear_words(text, hints))


def _reversed(option: Stretch, segmenter: Segmenter) -> E164Number | None:
    for reading in option.readings:
        for run in digit_runs("tlf " + reading[::-1].strip()):
            for span in segmenter.spans(run):
                return span.number
    return None


def gather(numbers: Iterable[E164Number], *, hidden: int, unreadable: int) -> Reading:
    """Return the distinct of these numbers, in order, as a Reading."""
    distinct: dict[Hidden[str], bool] = {}
    for number in numbers:
        distinct.setdefault(number.e164, number.listed)
    unlisted = sum(1 for listed in distinct.values() if not listed)
    return Reading(tuple(distinct), unlisted, hidden, unreadable)


def read_text(
    text: str, region: str, fallbacks: Sequence[str] = (), *, contact: bool = False
) -> Reading:
    """Read `text` for a portal of `region`; see the package for what that means.

    `contact` says that the whole input is a contact field. Then a number that libphonenumber calls
    possible but not valid is kept, and counted in `unlisted`.
    """
    reader = Reader(region, fallbacks)
    numbers = reader.numbers(reader.read(normalize(text), contact=contact))
    return gather(numbers, hidden=reader.hidden, unreadable=reader.unreadable)


def numbers_in_text(text: str, region: str, fallbacks: Sequence[str] = ()) -> list[Hidden[str]]:
    """Return the distinct phone numbers in `text`, in E.164 and in order of appearance."""
    reader = Reader(region, fallbacks, counting=False)
    numbers = reader.numbers(reader.read(normalize(text)))
    return list(dict.fromkeys(number.e164 for number in numbers))
