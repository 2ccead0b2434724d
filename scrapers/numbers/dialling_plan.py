"""Digits → E.164, by libphonenumber's metadata alone (https://github.com/google/libphonenumber).

Its exceptions quote the digits they were given, so they are caught here and never leave.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberDesc,
    PhoneNumberType,
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


@dataclass(slots=True)
class Span:
    """A number, and where in the text it stands."""

    start: int
    end: int
    number: E164Number = field(repr=False)


@dataclass(frozen=True, slots=True)
class DiallingPlan:
    """What a region's metadata says about dialling its numbers inside the region."""

    code: str
    region: str
    trunk: str
    lengths: frozenset[int]
    national: frozenset[int]


@lru_cache  # of region codes, never of digits
def _plan_of(region: str) -> DiallingPlan | None:
    metadata = PhoneMetadata.metadata_for_region(region.upper())
    if metadata is None or metadata.general_desc is None:
        return None
    code, trunk = str(metadata.country_code), metadata.national_prefix or ""
    possible = [n for n in metadata.general_desc.possible_length if n >= SHORTEST]
    lengths = {n + extra for n in possible for extra in (0, len(trunk), len(code))}
    national = frozenset(n + len(trunk) for n in possible)
    return DiallingPlan(code, region.upper(), trunk, frozenset(lengths), national)


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


def _parsed(digits: str, region: str | None, *, lenient: bool = True) -> E164Number | None:
    """Return the number that libphonenumber reads, where there is one."""
    try:
        number = parse(digits, region)
    except NumberParseException:
        return None
    national = national_significant_number(number)
    return _judged(number.country_code or 0, national, lenient=lenient)


def _judged(code: int, national: str, *, lenient: bool) -> E164Number | None:
    """Return the number of a country code and national digits, if it is one.

    `lenient`: one that is not listed will do if its country gives out such numbers.
    """
    if not SHORTEST_ABROAD <= len(national) <= LONGEST - len(str(code)) or _is_placeholder(
        national
    ):
        return None
    listed = is_listed(code, national)
    if not listed and not (lenient and looks_allocated(code, national)):
        return None
    return E164Number(Hidden(f"+{code}{national}"), Hidden(national), listed)


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
        """Return what `judged` says, as long as the text has not asked too often."""
        self._questions += 1
        key = (digits, plus, contact)
        if key not in self._judged:
            if self.is_exhausted:
                return None
            self._judged[key] = self.judged(digits, plus=plus, contact=contact)
        return self._judged[key]

    def judged(self, digits: str, *, plus: bool, contact: bool) -> E164Number | None:
        """Return the number that `digits` spell, or None, and remember nothing.

        `plus` says that they were written internationally. `contact` says that they stood where
        only a phone number stands: then a possible number in a range that the tables do not list
        is kept too, because they lag behind the regulators.
        """
        if not SHORTEST <= len(digits) <= LONGEST + 3:
            return None
        if plus or digits.startswith("00"):
            number = self._international(digits.removeprefix("00"))
            is_short = number is not None and len(number.national.reveal()) < SHORTEST
            return None if is_short and not plus else number  # "21:00 43 41 …" is no 0043
        if self._home and (number := self._national(digits, self._home, lenient=contact)):
            return number
        if contact and len(digits) > 9 and (number := _parsed("+" + digits, None, lenient=False)):
            return number
        for lenient in (False, True) if contact else (False,):
            for plan in self._plans[1:]:
                if number := self._national(digits, plan, lenient=lenient):
                    return number
        return None

    def _international(self, digits: str) -> E164Number | None:
        if self._home and not self._home.trunk and digits.startswith(self._home.code):
            national = digits.removeprefix(self._home.code)
            if national[:1] != "0":
                return _judged(int(self._home.code), national, lenient=True)
        return _parsed("+" + digits, None)

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
            return _judged(int(plan.code), digits, lenient=lenient)
        return _parsed(digits, plan.region, lenient=lenient or (at_home and bool(plan.trunk)))


_LINES = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip",
    "pager", "uan", "voicemail",
)  # fmt: skip


@cache  # of country codes
def _tables(code: int) -> tuple[re.Pattern[str], re.Pattern[str], frozenset[int], re.Pattern[str]]:
    """Return what usual lines, and all listed lines, of a country code look like.

    And the lengths and first digits of the numbers that its country gives out.
    """
    regions = COUNTRY_CODE_TO_REGION_CODE.get(code, ())
    tables = [
        table
        for region in regions
        if (table := PhoneMetadata.metadata_for_region_or_calling_code(code, region))
    ]
    lines = [getattr(table, name) for table in tables for name in _LINES]
    first = PhoneMetadata.metadata_for_region(region_code_for_country_code(code))
    usual = _any_of((first.mobile, first.fixed_line) if first else ())
    general = first.general_desc if first else None
    lengths = frozenset(general.possible_length if general else ())
    return usual, _any_of(lines), lengths, _any_of((general,))


def is_listed(code: int, national: str) -> bool:
    """Say whether the tables list a number's range for lines of any type.

    Most are of the usual types and begin as numbers of the country do, and one that looks like no
    line at all is of none: only what is between need be asked for every type of line that there is.
    """
    usual, any_line, _, given_out = _tables(code)
    if usual.fullmatch(national) and given_out.fullmatch(national):
        return True
    if not any_line.fullmatch(national):
        return False
    zeros = len(national) - len(national.lstrip("0"))
    number = PhoneNumber(
        country_code=code,
        national_number=int(national),
        italian_leading_zero=zeros > 0 or None,
        number_of_leading_zeros=zeros or None,
    )
    return number_type(number) != PhoneNumberType.UNKNOWN


def looks_allocated(code: int, national: str) -> bool:
    """Say whether a number has the length and the first digits its country gives out."""
    _, _, lengths, pattern = _tables(code)
    return len(national) in lengths and pattern.fullmatch(national) is not None
