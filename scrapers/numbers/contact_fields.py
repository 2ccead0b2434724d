"""Contact fields that are built alike, of which only the first is read as a page.

The ads of a portal differ in their digits, and hardly in their markup. Of a field that holds one
number, the hash of its markup is kept, with its runs of digits blanked, and how each is written; no
text and no digit. A field whose hash is there has its number in the same places. Only where that
could not be otherwise is anything learnt: every run of digits that is long enough for a number says
that number, and the digits beside them are too few for another.
"""

import re
from functools import partial

from scrapers.numbers.dialling_plan import SHORTEST, E164Number, Validator
from scrapers.numbers.non_phone_patterns import blanks, looks_like_other_data
from scrapers.numbers.reader import Reading

_MORE = f"{{{SHORTEST - 1},}}+"
_NUMBER = re.compile(rf"\+?[0-9](?:(?: ?[0-9]){_MORE}|(?:\.?[0-9]){_MORE}|(?:-?[0-9]){_MORE})")
_SEPARATOR = re.compile(r"[ .-]")
_MOST_SHAPES = 1_000
_DECODED = re.compile(r"<script|[%{]|&#")
"""What may hold digits that stand for something else: data, programs, encoded addresses."""

_BLANKED = {ord(digit): "0" for digit in "123456789"}

Ways = tuple[bool, ...]
"""Whether digits are read as if a plus stood before them, without one, or alike in both ways."""

_ways_of: dict[int, tuple[Ways, ...]] = {}


class Shape:
    """The markup of a contact field, for a portal of a region."""

    def __init__(self, markup: str, region: str, fallbacks: tuple[str, ...]) -> None:
        self._markup = markup
        self._region, self._fallbacks = region, fallbacks
        self._hash = hash((_NUMBER.sub(_blank, markup), region, fallbacks))

    def read(self) -> Reading | None:
        """Return what the field says; None where none that is built alike was read, or not so."""
        ways_of = _ways_of.get(self._hash)
        if ways_of is None:
            return None
        validator = Validator(self._region, self._fallbacks)
        number: E164Number | None = None
        for run, ways in zip(_NUMBER.findall(self._markup), ways_of, strict=True):
            for plus in ways:
                other = _number(run, validator, plus=plus)
                if other is None or (number and other.e164 != number.e164):
                    return None
                number = other
        return Reading((number.e164,), unlisted=not number.listed) if number else None

    def learn(self, reading: Reading) -> None:
        """Keep how the field is built, in which nothing but plain runs of digits was read."""
        if len(reading.numbers) != 1 or reading.hidden or reading.unreadable:
            return
        beside = _NUMBER.sub("", self._markup)
        if _DECODED.search(self._markup) or sum(map(str.isnumeric, beside)) >= SHORTEST:
            return
        validator = Validator(self._region, self._fallbacks)
        ways_of = [_ways(run, validator, reading) for run in _NUMBER.findall(self._markup)]
        if ways_of and all(ways_of):
            if len(_ways_of) >= _MOST_SHAPES:
                _ways_of.clear()
            _ways_of[self._hash] = tuple(ways_of)


def _blank(number: re.Match[str]) -> str:
    """Blank digits, but for whether they begin with a zero: that has a meaning of its own."""
    written = number[0].translate(_BLANKED)
    return written if number[0][0] == "0" else f"1{written}"


def _number(run: str, validator: Validator, *, plus: bool) -> E164Number | None:
    """Return the number of a run that is written as numbers of the portal's own region are.

    One of another region, without a plus, depends on more than its own digits.
    """
    units = _SEPARATOR.split(run.removeprefix("+"))
    if looks_like_other_data(units) or blanks(run, 0, len(run)):
        return None
    number = validator.number("".join(units), plus=plus, contact=True)
    return number if number and (plus or validator.is_at_home(number)) else None


def _ways(run: str, validator: Validator, reading: Reading) -> Ways:
    read = partial(_number, run, validator)
    ways = (True,) if run[0] == "+" else (False, True)
    numbers = ((plus, read(plus=plus)) for plus in ways)
    return tuple(plus for plus, number in numbers if number and number.e164 == reading.numbers[0])
