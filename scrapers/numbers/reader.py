"""Text → numbers, in passes from the plain to the well hidden.

Each pass takes what it can read out of the text and leaves blanks in its place, so that no digit is
read twice. No pass moves anything: a place is that of the normalized text in all of them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from scrapers.model import Hidden
from scrapers.numbers.cues import LEFT_REACH, RIGHT_REACH
from scrapers.numbers.dialling_plan import E164Number, Span, Validator
from scrapers.numbers.lookalikes import lookalikes, without_separators
from scrapers.numbers.non_phone_patterns import count_placeholders
from scrapers.numbers.normalization import BORDER, READ, normalize, with_replaced
from scrapers.numbers.number_words import (
    CLEAR_WORDS,
    LONE_LETTERS,
    Stretch,
    clear_words,
    hints_in,
    stretches,
    with_words_joined,
)
from scrapers.numbers.phone_links import contact_in, phone_addresses
from scrapers.numbers.runs import digit_runs
from scrapers.numbers.segmentation import Segmenter
from scrapers.numbers.word_lists import any_of, words
from scrapers.numbers.zones import Place, Zones, spans_of_runs, zones_of

_start = attrgetter("start")
_TRUNK_ZERO = re.compile(r"((?:\+|00)\s?[0-9]{1,3})[\s)-]{0,3}\(0\)")  # "+46 (0)70-…"
_FLOAT = re.compile(r"\.0(?<=[0-9]{7}\.0)(?![0-9.])")  # a table took it for a number
_MOST_ADDRESSES = 2_000
_COUNTING = "123456789"
_WORD_BEFORE = re.compile(r"([^\W0-9_]{2,15})[\s.-]{0,3}$")
_WORD_REACH = 18
_SAYS_REVERSED = any_of("reversing")  # few ads need it compiled
_REVERSING_STEMS = words("reversing_stems")
_REVERSING_ABROAD = words("reversing_abroad")
_REVERSED_REACH = 90
_MOST_REVERSED = 200
_EDGE = re.compile(r"[0-9][0-9\s.*_()/+-]*[0-9]\s?\+?|[0-9]")


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
    """Reads the texts of one input with one validator."""

    def __init__(self, region: str, fallbacks: Sequence[str]) -> None:
        """Read for a portal of `region`, then for the `fallbacks`."""
        self._validator = Validator(region, fallbacks)
        self.hidden = 0
        self.unreadable = 0
        self.is_plain = True
        """Whether all that was read are runs of digits: no words, and none reversed."""

    def read(self, text: str, *, contact: bool = False) -> list[Span]:
        """Return the numbers in normalized text, in order of appearance."""
        if "(0)" in text:
            text = _TRUNK_ZERO.sub(lambda m: m[1].rjust(len(m[0]) - 1) + " ", text)
        text, spans = self._links(text)
        spans += self._read(text, contact=contact)
        return sorted(spans, key=_start)

    def _links(self, text: str) -> tuple[str, list[Span]]:
        """Read addresses such as wa.me/… in the text, and leave there what others dial."""
        spans: list[Span] = []
        replaced: list[tuple[int, int, str]] = []
        for start, end in islice(phone_addresses(text), _MOST_ADDRESSES):
            if dialled := contact_in(text[start:end]):
                numbers = self._read(dialled, contact=True)  # not again for links within
                spans += [Span(start, end, span.number) for span in numbers]
                rest = "" if numbers else dialled[: end - start]
                replaced.append((start, end, rest.rjust(end - start, "\n" if rest else READ)))
        return with_replaced(text, replaced), spans

    def _read(self, text: str, *, contact: bool) -> list[Span]:
        segmenter = Segmenter(self._validator, contact=contact)
        if ".0" in text:
            text = _FLOAT.sub("  ", text)
        plain = text.replace(BORDER, " ")
        hints = hints_in(plain)
        if len(LONE_LETTERS & hints) > 1:
            text, plain = with_words_joined(text), with_words_joined(plain)
            hints = hints_in(plain)
        self.hidden += count_placeholders(plain, hints)
        reversed_ = self._reversed(plain, hints, contact=contact)
        zones = zones_of(without_separators(_without(text, reversed_), hints))
        clear = clear_words(zones.text, hints)
        self.is_plain = self.is_plain and not (reversed_ or clear)
        if not clear:
            return reversed_ + self._digits(zones, segmenter)
        ends = [place for place in zones.runs if self._is_end(zones.text, *place)]
        zones.runs = [place for place in zones.runs if place not in ends]
        spans = self._digits(zones, segmenter)
        text = _without(zones.text, spans)
        spelt = self._spelt(text.replace(BORDER, " "), clear, contact=contact)
        text = _without(text, spelt)
        ends = [place for place in ends if text[place[0]].isdigit()]
        return sorted(reversed_ + spans + spelt + self._plain(text, ends, segmenter), key=_start)

    def _digits(self, zones: Zones, segmenter: Segmenter) -> list[Span]:
        """Read what stands in digits, and then what looks like digits."""
        text, runs = zones.text, zones.runs
        plain = lookalikes(text, zones.mixed) if zones.mixed else []
        beside = [run for run in runs if any(start <= run[0] < end for start, end, _ in plain)]
        spans = self._plain(text, [run for run in runs if run not in beside], segmenter)
        self.unreadable += segmenter.unreadable
        if not plain:
            return spans
        # A letter beside digits may complete what is a number of another country without it.
        spans += [
            span for span in self._plain(text, beside, segmenter) if self._is_sure(text, span)
        ]
        text = _without(with_replaced(text, plain), sorted(spans, key=_start))
        runs = [run for start, end, _ in plain for run in spans_of_runs(text, start, end)]
        segmenter.unreadable = 0
        spans += self._plain(text, runs, segmenter)
        self.unreadable += segmenter.unreadable
        return sorted(spans, key=_start)

    def _reversed(self, text: str, hints: Collection[str], *, contact: bool) -> list[Span]:
        """Return the numbers near words that say they are reversed, read from the end."""
        if not _says_reversed(text, hints):
            return []
        segmenter = Segmenter(self._validator, contact=contact)
        spans: dict[int, Span] = {}
        for match in islice(re.finditer(_SAYS_REVERSED, text), _MOST_REVERSED):
            first = max(0, match.start() - _REVERSED_REACH)
            for options in _stretches_near(text[first : match.end() + _REVERSED_REACH], hints):
                for option in options:
                    if number := _from_the_end(option, segmenter):
                        start = first + option.start
                        spans[start] = Span(start, first + option.end, number)
                        break
        return sorted(spans.values(), key=_start)

    def _is_sure(self, text: str, span: Span) -> bool:
        """Say whether a number is of the portal's own region, or was written with its country."""
        written = text[span.start] == "0" or "+" in text[max(0, span.start - 3) : span.start]
        return written or self._validator.is_at_home(span.number)

    def _plain(self, text: str, places: list[Place] | None, segmenter: Segmenter) -> list[Span]:
        """Return the numbers among the runs of digits."""
        spans: list[Span] = []
        for run in digit_runs(text, places):
            spans += segmenter.spans(run)
            if self._validator.is_exhausted:
                break
        return spans

    def _is_end(self, text: str, start: int, end: int) -> bool:
        """Recognise the digits of "noll-sju-noll 174 06 05"."""
        word = _WORD_BEFORE.search(text, max(0, start - _WORD_REACH), start)
        if word is None or word[1] not in CLEAR_WORDS:
            return False
        return not self._validator.is_whole(sum(map(str.isdigit, text[start:end])))

    def _spelt(self, text: str, clear: list[str], *, contact: bool) -> list[Span]:
        segmenter = Segmenter(self._validator, contact=contact, spelt=True)
        spans: list[Span] = []
        for options in stretches(text, clear):
            for option in options:
                if numbers := self._best(text, option, segmenter):
                    spans += [Span(option.start, option.end, number) for number in numbers]
                    break
        return spans

    def _best(self, text: str, option: Stretch, segmenter: Segmenter) -> list[E164Number]:
        left = text[max(0, option.start - LEFT_REACH) : option.start]
        right = text[option.end : option.end + RIGHT_REACH].lstrip(" ")  # a unit stands beside
        for reading in option.readings:
            probe = f"{left} {reading} {right}"
            own = range(len(left), len(left) + len(reading) + 2)
            places = [run for run in spans_of_runs(probe, 0, len(probe)) if run[1] > own.start]
            spans = [span for span in self._plain(probe, places, segmenter) if span.start in own]
            if spans and not any(_is_counting(span.number) for span in spans):
                return [span.number for span in spans]
            if self._validator.is_whole(sum(map(str.isdigit, reading))):
                break
        return []


def _says_reversed(text: str, hints: Collection[str]) -> bool:
    if not _REVERSING_STEMS.isdisjoint([word[:4] for word in hints]):
        return True
    return not text.isascii() and any(map(text.__contains__, _REVERSING_ABROAD))


def _without(text: str, spans: Sequence[Span]) -> str:
    """Return text, at the same length, with blanks in place of numbers: none is read twice."""
    if not spans:
        return text
    blanked: list[tuple[int, int, str]] = []
    last = 0
    for span in spans:
        if span.start >= last:  # one place may hold several
            blanked.append((span.start, span.end, READ * (span.end - span.start)))
            last = span.end
    return with_replaced(text, blanked)


def _stretches_near(text: str, hints: Collection[str]) -> Iterator[Iterable[Stretch]]:
    for match in _EDGE.finditer(text):
        yield [Stretch(*match.span(), iter([match[0]]))]
    yield from stretches(text, clear_words(text, hints))


def _from_the_end(option: Stretch, segmenter: Segmenter) -> E164Number | None:
    for reading in option.readings:
        for run in digit_runs("tlf " + reading[::-1].strip()):
            for span in segmenter.spans(run):
                return span.number
    return None


def gather(spans: Iterable[Span], *, hidden: int, unreadable: int) -> Reading:
    """Return the distinct of these numbers, in order, as a Reading."""
    distinct: dict[Hidden[str], bool] = {}
    for span in spans:
        distinct.setdefault(span.number.e164, span.number.listed)
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
    spans = reader.read(normalize(text), contact=contact)
    return gather(spans, hidden=reader.hidden, unreadable=reader.unreadable)
