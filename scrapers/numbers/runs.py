"""Digits standing together in normalized text, taken apart into groups and into parts.

A run is everything from the first digit to the last that only separators divide: `tlf 40 00 01 23
/ 40 00 01 24` holds one run of eight groups. A weak gap (a space, a dot, a dash) may stand inside a
number; a strong one (a comma, a new line, ` - `) more likely stands between two.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scrapers.numbers.cues import (
    HARD_UNIT,
    LEFT_REACH,
    MONEY_BEFORE,
    RIGHT_REACH,
    SOFT_UNIT,
    Cue,
    cue,
)
from scrapers.numbers.dialling_plan import SHORTEST
from scrapers.numbers.non_phone_patterns import blanks
from scrapers.numbers.normalization import BORDER, with_replaced

_GAP = r"[^\w\U000F0000-\U0010FFFF]"
_RUN = re.compile(rf"[0-9](?<![0-9][0-9])(?:{_GAP}{{0,16}}+[0-9]){{{SHORTEST - 1},600}}+")
_MONEY_REACH = 12
_DATE_SIGN = re.compile(r"[0-9]\s?[./:,-]\s?[0-9]")
_COUNTRY = re.compile(r"(?<![^\W_])[a-z]{2}$")
_GROUP = re.compile(r"[0-9]+")
_STRONG = re.compile(r"[\n,;|☎\uE000-\uF8FF]|[.:]\s|\s[-/*]+\s|\s{3}")
_WEAK = frozenset((" ", "-", ".", "/"))  # as most people write, and nothing to divide at
_PLUS = re.compile(r"(?<![0-9])(?:(?<![0-9]\s)\+\s?[(]?\s?|\+[(]?)$")  # in "1 + 2" it means "and"
_PLUS_REACH = 4
_WIDEST_RANGE = 10_000
_AMOUNT_AFTER = re.compile(r"\s?[¤$]\s?$|[¤$]$")
_AMOUNT_BEFORE = re.compile(r",-|:-|%|\s?[¤$](?!\s?$)|°")


Place = tuple[int, int]  # where something begins and ends


@dataclass(slots=True)  # not frozen: that triples the cost of the object made most often
class DigitGroup:
    """Digits without anything between them, where they stand, and what stands before them."""

    digits: str = field(repr=False)
    start: int
    end: int
    gap: str
    plus: bool = False
    is_apart: bool = False  # another element holds it than the digits before


@dataclass(slots=True)
class DigitRun:
    """Groups of digits that only separators divide, in parts that strong gaps divide."""

    parts: list[list[DigitGroup]]
    tail: list[DigitGroup]
    cue: Cue


def _groups(text: str, start: int, end: int) -> list[DigitGroup]:
    signs = text[max(0, start - _PLUS_REACH) : end]
    groups: list[DigitGroup] = []
    previous = max(0, start - _PLUS_REACH)
    for match in _GROUP.finditer(text, start, end):
        first, last = match.span()
        groups.append(DigitGroup(match[0], first, last, text[previous:first]))
        previous = last
    if "+" in signs:
        for group in groups:
            reach = max(0, group.start - _PLUS_REACH)
            group.plus = "+" in group.gap and bool(_PLUS.search(text, reach, group.start))
    if BORDER in signs:
        for group in groups:
            group.is_apart = BORDER in group.gap
            group.gap = group.gap.replace(BORDER, " ")
    return groups


def _split(groups: list[DigitGroup], *, limits: bool) -> list[list[DigitGroup]]:
    """Divide groups at strong gaps, leaving out amounts marked as money or percent, and limits."""
    if len(groups) == 1:
        return [groups]
    gaps = {group.gap for group in groups[1:]}
    if groups and gaps <= _WEAK:
        return [groups]
    parts: list[list[DigitGroup]] = [[]]
    uniform = len(gaps) == 1 and len(groups) > 3 and not limits
    for index, group in enumerate(groups):
        if (
            index
            and not uniform
            and (_is_limit(group.gap + group.digits) or _AMOUNT_BEFORE.match(group.gap))
        ):
            _drop_amount(parts[-1])
            parts.append([])
        elif index and (group.plus or _STRONG.search(group.gap)):
            parts.append([])
        if index and _AMOUNT_AFTER.search(group.gap):
            parts.append([])
            continue
        parts[-1].append(group)
    return [part for part in parts if part]


def _is_limit(after: str) -> bool:
    """Recognise what makes "18+" of digits: a plus right behind them, and no digit behind that."""
    return after.startswith("+") and not after[1:2].isdigit()


def _drop_amount(part: list[DigitGroup]) -> list[DigitGroup]:
    """Take the last amount, thousands and all, off `part` and return it."""
    dropped = [part.pop()] if part else []
    while part and len(dropped[-1].digits) == 3 and len(part[-1].digits) <= 3:
        if len(part[-1].digits) == 2 and len(part) > 1:
            break
        dropped.append(part.pop())
    return dropped


def _drop_first_amount(groups: list[DigitGroup]) -> list[DigitGroup]:
    rest = groups[1:]
    while rest and len(rest[0].digits) == 3 and len(groups[0].digits) <= 3:
        rest = rest[1:]
    return rest


def _build(text: str, start: int, end: int) -> DigitRun | None:
    left = text[max(0, start - LEFT_REACH) : start]
    right = text[end : end + RIGHT_REACH]
    groups = _groups(text, start, end)
    if len(groups) > 2 and (
        _is_account(left, groups) or ("=" in text[start:end] and _is_sum(groups))
    ):
        return None
    if MONEY_BEFORE.search(left, max(0, len(left) - _MONEY_REACH)):
        groups = _drop_first_amount(groups)
    limits = _is_limit(right)
    if limits and sum(len(group.digits) for group in groups[:-1]) >= SHORTEST:
        groups = groups[:-1]
    parts = _split(groups, limits=limits)
    tail: list[DigitGroup] = []
    if parts and HARD_UNIT.match(right):
        _drop_amount(parts[-1])
        parts = parts if len(groups) > 1 and _enough(parts) else []
    elif parts and SOFT_UNIT.match(right):
        tail = _drop_amount(parts[-1])[::-1]
    return DigitRun(parts, tail, cue(left, right, text[start:end])) if parts else None


def _is_account(left: str, groups: list[DigitGroup]) -> bool:
    """Recognise `no93 8601 1117 947`: a country's letters, two check digits, blocks of four."""
    if not _COUNTRY.search(left, max(0, len(left) - 3)):
        return False
    return [len(group.digits) for group in groups[:3]] == [2, 4, 4]


def _is_sum(groups: list[DigitGroup]) -> bool:
    """Recognise `22+33=55`, where no single sign divides all the groups."""
    gaps = {group.gap.strip() for group in groups[1:]}
    return len(gaps) > 1 and any("=" in gap for gap in gaps)


def _enough(parts: list[list[DigitGroup]]) -> bool:
    return sum(len(group.digits) for part in parts for group in part) >= SHORTEST


def digit_runs(text: str, spans: Iterable[Place] | None = None) -> Iterator[DigitRun]:
    """Yield the runs of normalized text that hold enough digits, by default wherever they are."""
    for start, end in spans_of_runs(text) if spans is None else spans:
        run = _build(text, start, end)
        if run is not None:
            yield run


def spans_of_runs(text: str, start: int = 0, end: int | None = None) -> list[Place]:
    """Return where the runs of normalized text stand."""
    found = _RUN.finditer(text, start, len(text) if end is None else end)
    return [match.span() for match in found]


def without_non_phones(text: str) -> tuple[str, list[Place]]:
    """Blank out what is plainly no number in normalized text, and return where the runs are then.

    Places in the text stay the same.
    """
    spans: list[Place] = []
    dated: list[tuple[int, int, str]] = []
    for span in spans_of_runs(text):
        start, end = span
        blanked = list(blanks(text, start, end)) if _DATE_SIGN.search(text, start, end) else []
        if not blanked:
            spans.append(span)
            continue
        for first, last, _ in [*blanked, (end, end, "")]:
            if first - start >= SHORTEST:
                spans += spans_of_runs(text, start, first)
            start = last
        dated += blanked
    return with_replaced(text, dated), spans


def is_range(run: DigitRun) -> bool:
    """Recognise `42678901-42678950`: from one id to another, as nobody writes two phones."""
    groups = run.parts[0]
    if len(run.parts) != 1 or len(groups) != 2 or groups[1].gap != "-":
        return False
    first, last = (group.digits for group in groups)
    return len(first) == len(last) >= SHORTEST and 0 < int(last) - int(first) < _WIDEST_RANGE


def is_share(run: DigitRun) -> bool:
    """Recognise `42678901 / 100`, so many of a hundred; shorter may be an age, longer a price."""
    groups = [group for part in run.parts for group in part]
    if len(groups) != 2 or groups[1].gap.strip() != "/":
        return False
    first, last = (group.digits for group in groups)
    return len(first) >= SHORTEST and len(last) == 3 and not is_ending(first, last)


def is_ending(digits: str, ending: str) -> bool:
    """Say whether two or three digits count on from the last ones of a number: `… 01 / 02`."""
    if len(ending) not in {2, 3} or len(digits) < len(ending):
        return False
    return len(digits) == len(ending) or 0 < int(ending) - int(digits[-len(ending) :]) < 10
