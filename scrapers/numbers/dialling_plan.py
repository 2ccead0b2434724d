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
    PhoneNumberDesc,
    national_significant_number,
    parse,
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


def is_code(digits: str) -> bool:
    """Say whether digits are the code of a country, or of several."""
    return int(digits) in COUNTRY_CODE_TO_REGION_CODE


def is_international(digits: str) -> bool:
    """Say whether digits are a number where a plus stands before them."""
    return _parsed("+" + digits, None) is not None


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

    def number(self, digits: str, *, plus: bool, contact: bool = False) -> E164Number | None:
        """Return what `judged` says, as long as the text has not asked too often."""
        if not (plus or contact or digits[:2] == "00" or len(digits) in self._lengths):
            return None
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
        if bare_code and len(digits) not in plan.national and not plan.trunk:
            return _judged(int(plan.code), digits.removeprefix(plan.code), lenient=lenient)
        if not plan.trunk and digits[0] != "0" and not bare_code:
            return _judged(int(plan.code), digits, lenient=lenient)
        return _parsed(digits, plan.region, lenient=lenient or (at_home and bool(plan.trunk)))


_LINES = (
    "mobile", "fixed_line", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip",
    "pager", "uan", "voicemail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the numbers of one region look like: all it gives out, and those of any type of line."""

    given_out: re.Pattern[str]
    lines: re.Pattern[str]
    lengths: frozenset[int]


def _any_of(descriptions: Iterable[PhoneNumberDesc | None]) -> re.Pattern[str]:
    patterns = dict.fromkeys(one.national_number_pattern for one in descriptions if one)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern) or r"(?!)")


@cache  # of country codes
def _tables(code: int) -> list[_Tables]:
    """Return the tables of all regions that share a country code, the main one first."""
    tables: list[_Tables] = []
    for region in COUNTRY_CODE_TO_REGION_CODE.get(code, ()):
        if data := PhoneMetadata.metadata_for_region_or_calling_code(code, region):
            general = data.general_desc
            lengths = frozenset(general.possible_length if general else ())
            lines = _any_of(getattr(data, name) for name in _LINES)
            tables.append(_Tables(_any_of((general,)), lines, lengths))
    return tables


def is_listed(code: int, national: str) -> bool:
    """Say whether the tables list a number's range for lines of any type.

    As libphonenumber's `number_type` does, which takes ten times as long.
    """
    for table in _tables(code):
        if table.lines.fullmatch(national) and table.given_out.fullmatch(national):
            return True
    return False


def looks_allocated(code: int, national: str) -> bool:
    """Say whether a number has the length and the first digits its country gives out."""
    main = next(iter(_tables(code)), None)
    if main is None or len(national) not in main.lengths:
        return False
    return main.given_out.fullmatch(national) is not None
