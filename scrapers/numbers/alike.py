"""Contact fields that are built alike: what was read of one tells where the digits of the next are.

The ads of a portal differ in their digits, and hardly in their markup. Of a field that was read at
a glance, the hash of its markup is kept, with its numbers blanked, and whether each was written
with a plus; no text and no digit. A field whose hash is there has its numbers in the same places.
Only where that could not be otherwise is anything learnt: every run of digits that is long enough
for a number was read as one, and the digits beside them are too few for another.
"""

import re
from collections.abc import Iterable

from scrapers.numbers.dialling_plan import SHORTEST, E164Number, Validator
from scrapers.numbers.non_phone_patterns import looks_like_other_data
from scrapers.numbers.reader import PLAIN, Reading
from scrapers.numbers.structured_data import Datum

_NUMBER = re.compile(rf"[0-9](?: ?[0-9]){{{SHORTEST - 1},}}+")
_MOST_SHAPES = 1_000
_DECODED = re.compile(r"<script|[%{]")
"""What may hold digits that stand for something else: data, programs, encoded addresses."""

_BLANKED = {ord(digit): "0" for digit in "123456789"}

_pluses: dict[int, tuple[bool, ...]] = {}


class Shape:
    """The markup of a contact field as the parser writes it, for a portal of a region."""

    def __init__(self, markup: str, region: str, fallbacks: tuple[str, ...]) -> None:
        self._markup, self._region, self._fallbacks = markup, region, fallbacks
        self._hash = hash((_NUMBER.sub(_blank, markup), region, fallbacks))

    def read(self) -> Reading | None:
        """Return what the field says; None where none that is built alike was read, or not so."""
        pluses = _pluses.get(self._hash)
        if pluses is None:
            return None
        validator = Validator(self._region, self._fallbacks)
        number: E164Number | None = None
        for digits, plus in zip(_NUMBER.findall(self._markup), pluses, strict=True):
            other = _judged(digits, validator, plus=plus, before=number)
            if other is None or (number and other.e164 != number.e164):
                return None
            number = other
        return Reading((number.e164,), unlisted=not number.listed) if number else None

    def learn(self, data: Iterable[Datum]) -> None:
        """Keep how the field is built, of which these data were read at a glance."""
        pluses = _pluses_of(self._markup, data)
        if pluses is not None:
            if len(_pluses) >= _MOST_SHAPES:
                _pluses.clear()
            _pluses[self._hash] = pluses


def _blank(number: re.Match[str]) -> str:
    """Blank digits, but for whether they begin with a zero: that has a meaning of its own."""
    written = number[0].translate(_BLANKED)
    return written if number[0][0] == "0" else f"1{written}"


def _judged(
    digits: str, validator: Validator, *, plus: bool, before: E164Number | None
) -> E164Number | None:
    joined = digits.replace(" ", "")
    if before is not None and plus and before.e164.reveal() == f"+{joined}":
        return before
    if looks_like_other_data(digits.split(" ")):
        return None
    return validator.number(joined, plus=plus, contact=True)


def _pluses_of(markup: str, data: Iterable[Datum]) -> tuple[bool, ...] | None:
    """Return of each number in markup whether it has a plus; None where that is not certain."""
    beside = _NUMBER.sub("", markup)
    if _DECODED.search(markup) or sum(map(str.isnumeric, beside)) >= SHORTEST:
        return None
    said = (match[1] for datum in data if (match := PLAIN.fullmatch(datum.text)))
    written = [(number.removeprefix("+").replace(" ", ""), number[0] == "+") for number in said]
    numbers = [number.replace(" ", "") for number in _NUMBER.findall(markup)]
    plus_of = dict(written)
    if sorted(numbers) != sorted(digits for digits, _ in written):
        return None
    return tuple(plus_of[n] for n in numbers) if set(written) == set(plus_of.items()) else None
