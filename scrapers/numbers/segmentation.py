"""Which groups of a run belong together as numbers.

The whole of a part should be used up by whole numbers: a reader who sees `40 00 01 23 99` does not
pick eight of its ten digits. Groups may be left over only where they are visibly of another kind,
such as the price in `40 00 01 23 1500`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scrapers.numbers.cues import Cue, Unit, unit_after
from scrapers.numbers.dialling_plan import LONGEST, SHORTEST, E164Number, Span, Validator
from scrapers.numbers.non_phone_patterns import looks_like_other_data
from scrapers.numbers.runs import DigitGroup, DigitRun, divide, is_ending, is_of_other_kind

_CHAINS = frozenset("/-.:+")  # `2026/41…`, `165/55/90`: links of one chain, whatever their length
_MOST_DIGITS = LONGEST + 3
_POSTCODE = 4
_SEPARATOR = re.compile(r"[ ./-]")
_OF_OTHER_KINDS = (Cue.OTHER, Cue.MEASURE)  # no set: an Enum's hash is slow


@dataclass(slots=True)
class _Choice:
    """The best way to read the groups from one place on: fewest left over, then fewest numbers."""

    left_over: int = 0
    numbers: int = 0
    until: int = 0
    number: E164Number | None = field(default=None, repr=False)


class Segmenter:
    """Reads the runs of one text with one validator."""

    def __init__(self, validator: Validator, *, contact: bool, spelt: bool = False) -> None:
        """`contact`: the text is a contact field, whose word outweighs the tables.

        `spelt`: the digits stood there as words, which commas and new lines often divide.
        """
        self._validator = validator
        self._spelt = spelt
        self._contact = contact
        self._announced = self._sure = False
        self.unreadable = 0

    def spans(self, run: DigitRun) -> list[Span]:
        """Return the numbers in `run`, in order."""
        self._sure = run.cue is Cue.PHONE or self._contact
        self._announced = run.cue is Cue.PHONE
        if plain := self._plain(run):
            return [plain]
        if run.cue in _OF_OTHER_KINDS and run.digits.isdigit():
            self.unreadable += self._sure and unit_after(run.right) is not Unit.HARD
            return []
        parts, tail = divide(run)
        if not parts:
            return []
        spans = self._spans(parts, tail, run.cue)
        self.unreadable += self._sure and not spans
        return spans

    def _plain(self, run: DigitRun) -> Span | None:
        """Read a run that is one number with its plus, or as long as one of the own region."""
        if run.cue in _OF_OTHER_KINDS:
            return None
        units = _SEPARATOR.split(run.digits)
        digits = len(run.digits) - len(units) + 1
        if not (run.begins_with_plus or (self._validator.is_whole(digits) and not run.has_plus)):
            return None
        if not all(map(str.isdigit, units)) or not run.is_bare:
            return None
        number = self._read(units, plus=run.begins_with_plus)
        return Span(run.start, run.start + len(run.digits), number) if number else None

    def _spans(self, parts: list[list[DigitGroup]], tail: list[DigitGroup], cue: Cue) -> list[Span]:
        if is_of_other_kind(parts, announced=self._announced, in_contact=self._contact):
            return []
        spans: list[Span] = []
        if tail and len(tail[-1].digits) > 1:  # one digit is the unit's own
            spans = self._parts([*parts[:-1], [*parts[-1], *tail]], cue=cue)
        spans = spans or self._parts(parts, cue=cue)
        return self._with_twins(spans, parts) if spans else spans

    def _with_twins(self, spans: list[Span], parts: list[list[DigitGroup]]) -> list[Span]:
        """Add the second number of `40 00 01 23/24`, which only says how its end differs."""
        groups = [group for part in parts for group in part]
        if not any("/" in group.gap for group in groups):
            return spans
        ends = {span.end: span for span in spans}
        for before, after in pairwise(groups):
            span = ends.get(before.end)
            if span is None or any(other.start <= after.start < other.end for other in spans):
                continue
            touches = after.gap == "/"  # ` / 25` may be an age
            if after.gap.strip() == "/" and is_ending(before.digits, after.digits, any_=touches):
                digits = span.number.e164.reveal()[1 : -len(after.digits)] + after.digits
                if twin := self._validator.number(digits, plus=True):
                    spans.append(Span(after.start, after.end, twin))
        return sorted(spans, key=lambda span: span.start)

    def _parts(self, parts: list[list[DigitGroup]], *, cue: Cue) -> list[Span]:
        spans: list[Span] = []
        unread: list[DigitGroup] = []
        claimed = _measured(parts[0]) if cue is Cue.MEASURE and parts else 0
        if claimed:
            parts = [parts[0][claimed:], *parts[1:]]
        elif cue in _OF_OTHER_KINDS and parts:
            spans = self._claimed(parts[0])
            parts = parts[1:]
        for part in parts:
            own = self._part(part) if part and not _is_marked(part) else []
            if own:
                spans += self._joined(unread) + own
                unread = []
            elif cue is not Cue.MEASURE:  # "uke 47, 48, 49" goes on as it began
                unread += part
        return spans + self._joined(unread)

    def _joined(self, groups: list[DigitGroup]) -> list[Span]:
        """Read groups across strong gaps, where their lengths say that one hand split them."""
        if len(groups) < 2:
            return []
        lengths = [len(group.digits) for group in groups]
        if sum(lengths) > _MOST_DIGITS:
            return []
        spelt = self._spelt or max(lengths) <= 2 or lengths == [3, 2, 3] or groups[0].plus
        number = self._of(groups) if spelt or self._sure else None
        return [Span(groups[0].start, groups[-1].end, number)] if number else []

    def _of(self, groups: Sequence[DigitGroup]) -> E164Number | None:
        return self._read([group.digits for group in groups], plus=groups[0].plus)

    def _read(self, units: Sequence[str], *, plus: bool) -> E164Number | None:
        looks_other = not (plus or self._announced) and looks_like_other_data(units)
        if looks_other and not self._sure:
            return None
        number = self._validator.number("".join(units), plus=plus, contact=self._contact)
        if number is None or (looks_other and not number.listed):
            return None
        foreign = not plus and not self._validator.is_at_home(number)
        return None if foreign and _has_digit_over(units) else number

    def _part(self, groups: Sequence[DigitGroup]) -> list[Span]:
        """Read one part: as one number, as several, or as one that stands out from the rest.

        Nobody leaves digits over to read a number of another country that names no country.
        """
        digits = sum([len(group.digits) for group in groups])  # a list is half the generator's cost
        if digits < SHORTEST:
            return []
        whole = self._whole(groups, digits)
        if whole and self._is_plainly_one(groups, digits):
            return [whole]
        if len(groups) == 1:
            return []
        return (
            self._several(groups, at_home=True)
            or ([whole] if whole else [])
            or self._several(groups, at_home=False)
        )

    def _is_plainly_one(self, groups: Sequence[DigitGroup], digits: int) -> bool:
        first = groups[0]
        if len(groups) == 1 or first.plus or first.digits.startswith("0"):
            return True
        return self._validator.is_whole(digits)

    def _several(self, groups: Sequence[DigitGroup], *, at_home: bool) -> list[Span]:
        """Read numbers that use up all the groups, or else those that stand out from the rest."""
        choices = self._choices(groups, at_home=at_home)
        if choices[0].left_over:
            choices = self._choices(groups, at_home=at_home, among=True)
        return _chosen(groups, choices)

    def _claimed(self, groups: Sequence[DigitGroup]) -> list[Span]:
        """Read numbers that stand out from a first group that is said to be something else."""
        if len(groups) == 1:
            return []
        choices = self._choices(groups, at_home=False, among=True)
        choices[0] = _Choice(left_over=1)
        return _chosen(groups, choices)

    def _whole(self, groups: Sequence[DigitGroup], digits: int) -> Span | None:
        number = None
        if groups[0].gap.endswith(" + ") and self._validator.is_whole(digits):  # "Mia + 42…"
            number = self._read([group.digits for group in groups], plus=False)
        number = number or self._of(groups)
        return Span(groups[0].start, groups[-1].end, number) if number else None

    def _choices(
        self, groups: Sequence[DigitGroup], *, at_home: bool, among: bool = False
    ) -> list[_Choice]:
        """Return the best way from each place on; `among`: only what stands out from the rest."""
        best = [_Choice()] * (len(groups) + 1)
        for start in range(len(groups) - 1, -1, -1):
            after = best[start + 1]
            choice = _Choice(after.left_over + 1, after.numbers)
            digits = 0
            for end in range(start + 1, len(groups) + 1):
                digits += len(groups[end - 1].digits)
                if digits > _MOST_DIGITS or (end - start > 1 and groups[end - 1].plus):
                    break
                if at_home and not (groups[start].plus or self._validator.is_whole(digits)):
                    continue
                if among and not _stands_out(groups, start, end):
                    continue
                after = best[end]
                if (after.left_over, after.numbers + 1) > (choice.left_over, choice.numbers):
                    continue
                if number := self._of(groups[start:end]):
                    choice = _Choice(after.left_over, after.numbers + 1, end, number)
            best[start] = choice
        return best


def _is_marked(part: Sequence[DigitGroup]) -> bool:
    """Recognise the `#48000123` behind another number, which is an ad's id."""
    return len(part) == 1 and part[0].gap.endswith("#")


def _has_digit_over(units: Sequence[str]) -> bool:
    """Recognise `42 31 07 18 5`: one digit more than the pairs it stands beside, and no trunk."""
    lone = len(units) > 2 and 1 in {len(units[0]), len(units[-1])}
    return lone and units[0][0] != "0" and max(map(len, units)) > 1


def _chosen(groups: Sequence[DigitGroup], choices: list[_Choice]) -> list[Span]:
    spans: list[Span] = []
    place = 0
    while place < len(groups):
        choice = choices[place]
        if choice.number is None:
            place += 1
            continue
        last = groups[choice.until - 1].end
        spans.append(Span(groups[place].start, last, choice.number))
        place = choice.until
    return spans


def _measured(groups: Sequence[DigitGroup]) -> int:
    """Return how many groups are the short figure that a word announced: `10-22`, `25`, `170`."""
    breaks = (at for at, group in enumerate(groups) if at and group.gap not in _CHAINS)
    return next(breaks, len(groups))


def _stands_out(groups: Sequence[DigitGroup], start: int, end: int) -> bool:
    """Say whether the groups from `start` to `end` visibly differ from what is left around them."""
    inside = groups[start:end]
    lengths = {len(group.digits) for group in inside}
    begins = inside[0].plus or (inside[0].digits.startswith("0") and len(inside[0].digits) > 1)
    gaps = {group.gap for group in inside[1:]}
    even = len(lengths) == 1 and len(gaps) < 2
    shaped = even or begins or [len(g.digits) for g in inside] == [3, 2, 3]
    return (
        shaped
        and (start == 0 or begins or _differs(groups, start - 1, start, inside[0], gaps))
        and (end == len(groups) or _differs(groups, end, end, groups[end - 1], gaps))
    )


def _differs(
    groups: Sequence[DigitGroup], neighbour: int, between: int, own: DigitGroup, gaps: set[str]
) -> bool:
    """Say whether a neighbour is of another kind; the gap to it stands before group `between`."""
    beside, border = groups[neighbour], groups[between]
    if border.is_apart:
        return True
    if beside.plus or (beside.digits.startswith("0") and len(beside.digits) != _POSTCODE):
        return False
    if gaps and border.gap not in gaps:
        return True
    if border.gap in _CHAINS or (gaps and len(beside.digits) == 1):
        return False
    return len(beside.digits) != len(own.digits) or _is_chained(groups, neighbour, between, gaps)


def _is_chained(groups: Sequence[DigitGroup], neighbour: int, between: int, gaps: set[str]) -> bool:
    """Recognise the 22 of `10-22 42 00 01 23`, which belongs to the 10."""
    link = neighbour if neighbour < between else neighbour + 1
    return 0 < link < len(groups) and groups[link].gap in _CHAINS - gaps
