"""Numbers written back to front, where the text says so: "32 10 00 04 (les baklengs)"."""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from scrapers.numbers.lexicon import words
from scrapers.numbers.number_words import stretches, telling_words
from scrapers.numbers.runs import runs
from scrapers.numbers.segmentation import Segmenter, Span

_SAYS_SO = re.compile(
    r"baklengs|baklangs|bakfra|bakover|bakvendt|baglengs|baglaens|bagfra|bakifran|"
    r"baklanges|omvendt|motsatt|revers|backwards?|back to front|inverse|invertid|"
    r"inversat|inverso|al reves|atras|de tras|ao contrario|contrario|od tylu|wspak|"
    r"odwrot|ruckwarts|ruckwaerts|von hinten|umgekehrt|a l'envers|envers|a rebours|"
    r"speilvendt|snu nummer|snudd|snu det|snu tall|fra hoyre|fra hogre|fran hoger|"
    r"fra slutten|right to left|from the end|invers|invierte|задом|наоборот|обратн|"
    r"справа налево|с конца|ย้อนกลับ|กลับหลัง|ย้อนหลัง|จากหลัง|ถอยหลัง"
)
REVERSING_STEMS = words(
    """
    bakl bakf bako bakv baki bagl bagf omve mots reve back inve cont odwr ruck hint umge enve rebo
    spei slut
    """
)
REVERSING = words("atras tras reves tylu wspak snu snudd hoyre hogre hoger left end back")
_GATE_ABROAD = ("задом", "наоб", "обратн", "справа", "конца", "กลับ", "ย้อน", "จาก", "ถอย")
_REACH = 90
_MOST = 200
_EDGE = re.compile(r"[0-9][0-9\s.*_()/+-]*[0-9]\s?\+?|[0-9]")


def _may_say_so(text: str, words: Collection[str]) -> bool:
    if any(word in REVERSING or word[:4] in REVERSING_STEMS for word in words):
        return True
    return not text.isascii() and any(map(text.__contains__, _GATE_ABROAD))


def reversed_numbers(text: str, words: Collection[str], segmenter: Segmenter) -> list[Span]:
    """Return the numbers near words that say they are reversed, read from the end."""
    if not _may_say_so(text, words):
        return []
    spans: list[Span] = []
    for match in islice(_SAYS_SO.finditer(text), _MOST):
        start, end = max(0, match.start() - _REACH), match.end() + _REACH
        spans += _spans(text[start:end], start, words, segmenter)
    return sorted({span.start: span for span in spans}.values(), key=lambda span: span.start)


def _spans(text: str, offset: int, words: Collection[str], segmenter: Segmenter) -> Iterator[Span]:
    yield from _digits(text, offset, segmenter)
    yield from _words(text, offset, words, segmenter)


def _read(turned: str, segmenter: Segmenter) -> list[Span]:
    return [span for run in runs("tlf " + turned) for span in segmenter.spans(run)]


def _digits(text: str, offset: int, segmenter: Segmenter) -> Iterator[Span]:
    for match in _EDGE.finditer(text):
        if spans := _read(match[0][::-1].strip(), segmenter):
            yield Span(offset + match.start(), offset + match.end(), spans[0].number)


def _words(text: str, offset: int, words: Collection[str], segmenter: Segmenter) -> Iterator[Span]:
    for options in stretches(text, telling_words(text, words)):
        for option in options:
            spans = [
                span for reading in option.readings for span in _read(reading[::-1], segmenter)
            ]
            if spans:
                yield Span(offset + option.start, offset + option.end, spans[0].number)
                break
