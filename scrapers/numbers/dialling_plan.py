"""Digits → E.164, by libphonenumber's metadata alone (https://github.com/google/libphonenumber).

Its exceptions quote the digits they were given, so they are caught here and never leave.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberDesc,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    national_significant_number,
    number_type,
    parse,
    region_code_for_country_code,
)

from scrapers.model import Hidden

SHORTEST = 7  # national digits; anything shorter is a short code, not somebody's phone
SHORTEST_ABROAD = 6  # after a plus: the Faroes and Greenland have six
LONGEST = 15  # E.164
MOST_CHECKS = 6_000  # per text; an ad needs a dozen, a hostile megabyte would ask for millions
MOST_QUESTIONS = 12_000  # the same, answers remembered included
_COUNTING = ("1234567", "01234567", "8765432")


@dataclass(slots=True)  # not frozen, which would triple what each of them costs
class E164Number:
    """A number in E.164; `listed` says whether libphonenumber's tables know its range."""

    e164: Hidden[str]
    national: Hidden[str]
    listed: bool = True


@dataclass(frozen=True, slots=True)
class DiallingPlan:
    """What a region's metadata says about dialling its numbers inside the region."""

    code: str
    region: str
    trunk: str
    lengths: frozenset[int]
    national: frozenset[int]
    usual: re.Pattern[str]  # what its mobile and fixed lines look like


@lru_cache  # of region codes, never of digits
def _plan_of(region: str) -> DiallingPlan | None:
    metadata = PhoneMetadata.metadata_for_region(region.upper())
    if metadata is None or metadata.general_desc is None:
        return None
    code, trunk = str(metadata.country_code), metadata.national_prefix or ""
    possible = [n for n in metadata.general_desc.possible_length if n >= SHORTEST]
    lengths = {n + extra for n in possible for extra in (0, len(trunk), len(code))}
    national = frozenset(n + len(trunk) for n in possible)
    usual = _any_of((metadata.mobile, metadata.fixed_line))
    return DiallingPlan(code, region.upper(), trunk, frozenset(lengths), national, usual)


def _any_of(lines: Iterable[PhoneNumberDesc | None]) -> re.Pattern[str]:
    """Return what numbers of any of these kinds of lines look like."""
    patterns = {line.national_number_pattern for line in lines if line is not None}
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern) or r"(?!)")


@lru_cache
def _plans_of(regions: tuple[str, ...]) -> tuple[list[DiallingPlan], frozenset[int]]:
    plans = [plan for code in dict.fromkeys(regions) if (plan := _plan_of(code)) is not None]
    return plans, frozenset().union(*(plan.lengths for plan in plans))


def _is_placeholder(national: str) -> bool:
    return national == national[0] * len(national) or national.startswith(_COUNTING)


def _parsed(digits: str, region: str | None) -> PhoneNumber | None:
    try:
        return parse(digits, region)
    except NumberParseException:
        return None


def _review(
    number: PhoneNumber | None, *, lenient: bool = False, shortest: int = SHORTEST
) -> E164Number | None:
    """Return the number if it is one."""
    if number is None:
        return None
    national = str(number.national_number)
    if len(national) < shortest or _is_placeholder(national):
        return None
    listed = is_listed(number)
    if not listed and not (lenient and looks_allocated(number)):
        return None
    e164 = format_number(number, PhoneNumberFormat.E164)
    if len(e164) > LONGEST + 1:  # as the tables would allow in a few countries
        return None
    return E164Number(Hidden(e164), Hidden(national), listed)


def _domestic(plan: DiallingPlan, national: str, *, lenient: bool) -> E164Number | None:
    """Judge plain national digits, without a zero in front, as `_review` does a parsed number.

    What looks like a mobile or fixed line need not be asked for every type of line that there is.
    """
    if len(national) < SHORTEST or _is_placeholder(national):
        return None
    code = int(plan.code)
    listed = plan.usual.fullmatch(national) is not None
    if not listed and _any_line(code).fullmatch(national):
        listed = is_listed(PhoneNumber(country_code=code, national_number=int(national)))
    if not listed and not (lenient and _is_allocated(code, national, len(national))):
        return None
    return E164Number(Hidden(f"+{plan.code}{national}"), Hidden(national), listed)


class Validator:
    """Checks digits against one portal's regions, remembering its answers for one text."""

    def __init__(self, region: str, fallbacks: Sequence[str]) -> None:
        """Take the portal's own region first, then the others in the order given."""
        self._plans, self._lengths = _plans_of((region, *fallbacks))
        self._home = self._plans[0] if self._plans else None
        self._questions = 0
        self._judged: dict[tuple[str, bool, bool], E164Number | None] = {}

    def is_whole(self, digits: int) -> bool:
        """Say whether so many digits are just what a number of the portal's own region has."""
        return self._home is not None and digits in self._home.national

    def is_at_home(self, number: E164Number) -> bool:
        """Say whether a number is of the portal's own region."""
        return self._home is not None and number.e164.reveal().startswith("+" + self._home.code)

    @property
    def is_exhausted(self) -> bool:
        """Say whether this text has asked for more than an ad could."""
        return len(self._judged) >= MOST_CHECKS or self._questions > MOST_QUESTIONS

    def may_be(self, first: str, length: int, *, plus: bool, contact: bool) -> bool:
        """Say cheaply whether `length` digits, of which `first` come first, can be a number."""
        if plus or contact or first.startswith("00") or (first == "0" and length > 9):
            return SHORTEST <= length <= LONGEST + 3
        return length in self._lengths

    def number(self, digits: str, *, plus: bool, contact: bool = False) -> E164Number | None:
        """Return the number that `digits` spell, or None.

        `plus` says that they were written internationally. `contact` says that they stood where
        only a phone number stands: then a possible number in a range that the tables do not list
        is kept too, because they lag behind the regulators.
        """
        if not SHORTEST <= len(digits) <= LONGEST + 3:
            return None
        self._questions += 1
        key = (digits, plus, contact)
        if key not in self._judged:
            if self.is_exhausted:
                return None
            self._judged[key] = self._judge_digits(digits, plus=plus, contact=contact)
        return self._judged[key]

    def _judge_digits(self, digits: str, *, plus: bool, contact: bool) -> E164Number | None:
        if plus or digits.startswith("00"):
            shortest = SHORTEST_ABROAD if plus else SHORTEST  # "21:00 43 41 …" is no 0043
            return self._international(digits.removeprefix("00"), shortest)
        if self._home and (number := self._national(digits, self._home, lenient=contact)):
            return number
        if contact and len(digits) > 9 and (number := _review(_parsed("+" + digits, None))):
            return number
        for lenient in (False, True) if contact else (False,):
            for plan in self._plans[1:]:
                if number := self._national(digits, plan, lenient=lenient):
                    return number
        return None

    def _international(self, digits: str, shortest: int) -> E164Number | None:
        if self._home and not self._home.trunk and digits.startswith(self._home.code):
            national = digits.removeprefix(self._home.code)
            if national[:1] != "0":
                return _domestic(self._home, national, lenient=True)
        return _review(_parsed("+" + digits, None), lenient=True, shortest=shortest)

    def _national(self, digits: str, plan: DiallingPlan, *, lenient: bool) -> E164Number | None:
        """Read `digits` as people inside a region write them, or with its bare country code.

        Elsewhere than at home, numbers that have a leading zero must show it.
        """
        if len(digits) not in plan.lengths:
            return None
        at_home = plan is self._home
        bare_code = digits.startswith(plan.code) and len(digits) > 9
        if not at_home and plan.trunk == "0" and digits[0] != "0" and not bare_code:
            return None
        if not plan.trunk and digits[0] != "0" and not bare_code:
            return _domestic(plan, digits, lenient=lenient)
        lenient = lenient or (at_home and bool(plan.trunk))
        return _review(_parsed(digits, plan.region), lenient=lenient)


_LINES = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip",
    "pager", "uan", "voicemail",
)  # fmt: skip


@cache  # of country codes
def _any_line(code: int) -> re.Pattern[str]:
    """Return what all listed lines of a country code look like, whatever their type and region.

    A number that does not is of no type, which saves asking for each of them.
    """
    tables = [
        PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        for region in COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    ]
    return _any_of(getattr(table, name) for table in tables if table for name in _LINES)


def is_listed(number: PhoneNumber) -> bool:
    """Say whether the tables list a number's range for lines of any type."""
    if not _any_line(number.country_code or 0).fullmatch(national_significant_number(number)):
        return False
    return number_type(number) != PhoneNumberType.UNKNOWN


@cache  # of country codes
def _given_out(code: int) -> tuple[frozenset[int], re.Pattern[str]]:
    """Return the lengths and first digits of numbers that a country gives out."""
    metadata = PhoneMetadata.metadata_for_region(region_code_for_country_code(code))
    general = metadata.general_desc if metadata else None
    lengths = general.possible_length if general else ()
    return frozenset(lengths), _any_of((general,))


def _is_allocated(code: int, national: str, length: int) -> bool:
    lengths, pattern = _given_out(code)
    return length in lengths and pattern.fullmatch(national) is not None


def looks_allocated(number: PhoneNumber) -> bool:
    """Say whether the number has the length and the first digits its country gives out."""
    length = len(national_significant_number(number))
    return _is_allocated(number.country_code or 0, str(number.national_number), length)
