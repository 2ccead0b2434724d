"""Contact fields that are built alike, of which only the first is read as a page.

The ads of a portal differ in their digits, and hardly in their markup. Of a field that holds one
number, the hash of its markup is kept, with its runs of digits blanked, and how each is written; no
text and no digit of a number. A field whose hash is there has its number in the same places. Only
where that could not be otherwise is anything learnt: every run of digits that is long enough for a
number says that number, and the digits beside them are too few for another.
"""

import re
from functools import lru_cache

from scrapers.numbers.dialling_plan import SHORTEST, E164Number, Validator
from scrapers.numbers.non_phone_patterns import blanks, looks_like_other_data
from scrapers.numbers.reader import Reading

_MORE = f"{{{SHORTEST - 1},}}+"
_NUMBER = re.compile(rf"([0-9](?:(?: ?[0-9]){_MORE}|(?:\.?[0-9]){_MORE}|(?:-?[0-9]){_MORE}))")
_SEPARATOR = re.compile(r"[ .-]")
_MOST_SHAPES = 1_000
_DECODED = re.compile(r"<script|[%{]|&#")
"""What may hold digits that stand for something else: data, programs, encoded addresses."""

_BLANKED = {ord(digit): "0" for digit in "123456789"}

Ways = tuple[bool, tuple[str, ...]]
"""Whether the first run is read as if a plus stood before it, and what stands before the national
digits in each: nothing, a zero, a country code."""

_ways_of: dict[int, Ways] = {}
_validator = lru_cache(Validator)


class Shape:
    """The markup of a contact field, for a portal of a region."""

    def __init__(self, markup: str, region: str, fallbacks: tuple[str, ...]) -> None:
        self._validator = _validator(region, fallbacks)
        pieces = _NUMBER.split(markup)  # text, digits, text, digits, …, text
        self._beside, self._runs = pieces[::2], pieces[1::2]
        forms = [len(run) if run.isdigit() else run.translate(_BLANKED) for run in self._runs]
        self._hash = hash((*self._beside, *forms, region, fallbacks))

    def read(self) -> Reading | None:
        """Return what the field says; None where none that is built alike was read, or not so."""
        ways = _ways_of.get(self._hash)
        if ways is None:
            return None
        plus, prefixes = ways
        digits = [_digits(run) for run in self._runs]
        number = self._number(digits[0], plus=plus)
        if number is None or (plus and not (number.listed or self._beside[0].endswith("+"))):
            return None  # a plus that is not written is one for a listed number only
        national = number.national.reveal()
        if digits != [prefix + national for prefix in prefixes]:
            return None
        return Reading((number.e164,), unlisted=not number.listed)

    def learn(self, reading: Reading) -> None:
        """Keep how the field is built, in which nothing but plain runs of digits was read."""
        if len(reading.numbers) != 1 or reading.hidden or reading.unreadable or not self._runs:
            return
        beside = "".join(self._beside)
        if _DECODED.search(beside) or sum(map(str.isnumeric, beside)) >= SHORTEST:
            return
        ways = [way for at in range(len(self._runs)) if (way := self._way(at, reading))]
        if len(ways) == len(self._runs):
            if len(_ways_of) >= _MOST_SHAPES:
                _ways_of.clear()
            _ways_of[self._hash] = ways[0][0], tuple(prefix for _, prefix in ways)

    def _way(self, at: int, reading: Reading) -> tuple[bool, str] | None:
        """Say how a run is written, if it says the number that was read."""
        digits = _digits(self._runs[at])
        for plus in (True,) if self._beside[at].endswith("+") else (False, True):
            number = self._number(digits, plus=plus)
            if number and number.e164 == reading.numbers[0]:
                national = number.national.reveal()
                return (plus, digits.removesuffix(national)) if digits.endswith(national) else None
        return None

    def _number(self, digits: str, *, plus: bool) -> E164Number | None:
        """Return the number of a run that is written as numbers of the portal's own region are.

        One of another region, without a plus, depends on more than its own digits.
        """
        number = self._validator.judged(digits, plus=plus, contact=True)
        return number if number and (plus or self._validator.is_at_home(number)) else None


def _digits(run: str) -> str:
    """Return the digits of a run, none if they look like something else than a number."""
    if run.isdigit():
        return "" if looks_like_other_data((run,)) else run
    units = _SEPARATOR.split(run)
    return "" if looks_like_other_data(units) or blanks(run, 0, len(run)) else "".join(units)
