"""Digits standing together in normalized text, taken apart into groups and into parts.

A run is everything from the first digit to the last that only separators divide: `tlf 40 00 01 23
/ 40 00 01 24` holds one run of eight groups. A weak gap (a space, a dot, a dash) may stand inside a
number; a strong one (a comma, a new line, ` - `) more likely stands between two.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scrapers.numbers.cues import (
    LEFT_REACH,
    RIGHT_REACH,
    Cue,
    Unit,
    cue,
    has_money_before,
    is_code_glued,
    unit_after,
)
from scrapers.numbers.dialling_plan import SHORTEST
from scrapers.numbers.normalization import BORDER
from scrapers.numbers.zones import Place, spans_of_runs

_COUNTRY = re.compile(r"(?<![^\W_])[a-z]{2}$")
_GROUP = re.compile(r"[0-9]+")
_STRONG = re.compile(r"[\n,;|#☎\uE000-\uEFFF]|[.:]\s|\s[-/*]+\s|\s{3}")
_WEAK = frozenset((" ", "-", ".", "/"))  # as most people write, and nothing to divide at
_OF_THOUSANDS = frozenset(" .,'")  # as in 1.500
_PLUS = re.compile(r"(?<![0-9])(?:(?<![0-9]\s)\+\s?[(]?\s?|\+[(]?)$")  # in "1 + 2" it means "and"
_PLUS_REACH = 4
_WIDEST_RANGE = 10_000
_AMOUNT_AFTER = re.compile(r"\s?[¤$]\s?$|[¤$]$")
_AMOUNT_BEFORE = re.compile(r",-|:-|%|\s?[¤$](?!\s?$)|°")


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
    """Digits that only separators divide, where they begin, and what stands around them."""

    digits: str = field(repr=False)
    start: int
    left: str = field(repr=False)
    right: str = field(repr=False)
    cue: Cue

    @property
    def has_plus(self) -> bool:
        """Say whether a plus may stand before any of its digits."""
        return "+" in self.digits or "+" in self.left[-_PLUS_REACH:]

    @property
    def begins_with_plus(self) -> bool:
        """Say whether a plus touches its first digit, as people write countries."""
        return self.left.endswith("+")  # behind a digit it would be within the run

    @property
    def is_bare(self) -> bool:
        """Say whether nothing beside the digits makes an amount or a limit of some of them."""
        if self.right.startswith("+") or self.unit is not Unit.NONE:
            return False
        return not has_money_before(self.left)

    @property
    def unit(self) -> Unit:
        """Say what unit the last digits have; a letter grown together with them is as good as one.

        Unless a word announces a phone: then it is a slip.
        """
        unit = unit_after(self.right)
        is_code = unit is Unit.NONE and self.cue is not Cue.PHONE and is_code_glued(self.right)
        return Unit.HARD if is_code else unit


def _groups(run: DigitRun) -> list[DigitGroup]:
    text = run.left + run.digits
    offset = run.start - len(run.left)
    previous = max(0, len(run.left) - _PLUS_REACH)
    has_plus, has_border = run.has_plus, BORDER in text
    groups: list[DigitGroup] = []
    for match in _GROUP.finditer(text, len(run.left)):
        first, last = match.span()
        group = DigitGroup(match[0], first + offset, last + offset, text[previous:first])
        if has_plus and "+" in group.gap:
            group.plus = _PLUS.search(text, max(0, first - _PLUS_REACH), first) is not None
        if has_border and BORDER in group.gap:
            group.is_apart = True
            group.gap = group.gap.replace(BORDER, " ")
        groups.append(group)
        previous = last
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
    while part and _is_of_thousands(part[-1], dropped[-1]):
        if len(part[-1].digits) == 2 and len(part) > 1:
            break
        dropped.append(part.pop())
    return dropped


def _drop_first_amount(groups: list[DigitGroup]) -> list[DigitGroup]:
    rest = groups[1:]
    while rest and _is_of_thousands(groups[0], rest[0]):
        rest = rest[1:]
    return rest


def _is_of_thousands(before: DigitGroup, group: DigitGroup) -> bool:
    is_joined = group.gap in _OF_THOUSANDS and not group.is_apart
    return is_joined and len(group.digits) == 3 and len(before.digits) <= 3


def divide(run: DigitRun) -> tuple[list[list[DigitGroup]], list[DigitGroup]]:
    """Return the groups in parts that strong gaps divide, and the last amount where it has a unit.

    Without parts, the digits are an account, a sum or an amount, and never a phone.
    """
    groups = _groups(run)
    if len(groups) > 2 and (
        _is_account(run.left, groups) or ("=" in run.digits and _is_sum(groups))
    ):
        return [], []
    if has_money_before(run.left):
        groups = _drop_first_amount(groups)
    limits = _is_limit(run.right)
    if limits and sum(len(group.digits) for group in groups[:-1]) >= SHORTEST:
        groups = groups[:-1]
    parts = _split(groups, limits=limits)
    unit = run.unit if parts else Unit.NONE
    if unit is Unit.HARD:
        _drop_amount(parts[-1])
        left = sum(len(group.digits) for part in parts for group in part)
        return (parts if left >= SHORTEST else []), []
    return parts, _drop_amount(parts[-1])[::-1] if unit is Unit.SOFT else []


def _is_account(left: str, groups: list[DigitGroup]) -> bool:
    """Recognise `no93 8601 1117 947`: a country's letters, two check digits, blocks of four."""
    if not _COUNTRY.search(left, max(0, len(left) - 3)):
        return False
    return [len(group.digits) for group in groups[:3]] == [2, 4, 4]


def _is_sum(groups: list[DigitGroup]) -> bool:
    """Recognise `22+33=55`, where no single sign divides all the groups."""
    gaps = {group.gap.strip() for group in groups[1:]}
    return len(gaps) > 1 and any("=" in gap for gap in gaps)


def digit_runs(text: str, spans: Iterable[Place] | None = None) -> Iterator[DigitRun]:
    """Yield the runs of normalized text that hold enough digits, by default wherever they are."""
    for start, end in spans_of_runs(text, 0, len(text)) if spans is None else spans:
        left, right = text[max(0, start - LEFT_REACH) : start], text[end : end + RIGHT_REACH]
        digits = text[start:end]
        yield DigitRun(digits, start, left, right, cue(left, right, digits))


def _is_range(parts: Sequence[Sequence[DigitGroup]]) -> bool:
    """Recognise `42678901-42678950`: from one id to another, as nobody writes two phones."""
    groups = parts[0]
    if len(parts) != 1 or len(groups) != 2 or groups[1].gap != "-":
        return False
    first, last = (group.digits for group in groups)
    return len(first) == len(last) >= SHORTEST and 0 < int(last) - int(first) < _WIDEST_RANGE


def _is_share(parts: Sequence[Sequence[DigitGroup]]) -> bool:
    """Recognise `42678901 / 100`, so many of a hundred; shorter may be an age, longer a price."""
    groups = [group for part in parts for group in part]
    if len(groups) != 2 or groups[1].gap.strip() != "/":
        return False
    first, last = (group.digits for group in groups)
    return len(first) >= SHORTEST and len(last) == 3 and not is_ending(first, last)


def _is_card(parts: Sequence[Sequence[DigitGroup]]) -> bool:
    """Recognise `4925 0000 0000 0004`: a payment card, not two phones without anything between."""
    return len(parts) == 1 and [len(group.digits) for group in parts[0]] == [4, 4, 4, 4]


def is_of_other_kind(
    parts: Sequence[Sequence[DigitGroup]], *, announced: bool, in_contact: bool
) -> bool:
    """Say whether the groups as a whole are no phones, unless they are said to be.

    `announced`: by a word; `in_contact`: by where they stand, which ids may share with cards.
    """
    if announced:
        return False
    return _is_share(parts) or _is_card(parts) or (not in_contact and _is_range(parts))


def is_ending(digits: str, ending: str, *, any_: bool = False) -> bool:
    """Say whether two or three digits count on from the last ones of a number: `… 01 / 02`.

    `any_`: as many digits as the last group has need not count on.
    """
    if len(ending) not in {2, 3} or len(digits) < len(ending):
        return False
    counts_on = 0 < int(ending) - int(digits[-len(ending) :]) < 10
    return counts_on or (any_ and len(digits) == len(ending))
