"""Contact fields, which nearly always are one number or a link that dials one, read at a glance.

The ads of a portal differ in their digits, and hardly in their markup. Of a field that was read at
a glance, the hash of its markup is kept, with its numbers blanked, and whether each was written
with a plus; no text and no digit. A field whose hash is there has its numbers in the same places.
Only where that could not be otherwise is anything learnt: every run of digits that is long enough
for a number was read as one, and the digits beside them are too few for another.
"""

import re
from collections.abc import Iterable, Sequence

from scrapers.numbers.dialling_plan import SHORTEST, E164Number, Validator
from scrapers.numbers.non_phone_patterns import looks_like_other_data
from scrapers.numbers.reader import Reading
from scrapers.numbers.structured_data import Datum

_CALLING = (
    r"(?:ring|ring meg|call|call me|sms|send sms|tlf|tel|telefon|phone|mob|mobil|whatsapp|viber|"
    r"telegram)"
)
_PLAIN = re.compile(
    rf"[\s*☎]{{0,40}}+(?:{_CALLING}(?![^\W_])[\s.:*]{{0,3}}+){{0,2}}+"
    r"((\+|\(\+[0-9]{1,3}\)\s?)?[0-9]{1,15}(?:[ \x1f][0-9]{1,15}){0,8}"
    r"|(?:\+47\s?)?(?:[0-9]{2}([.-])[0-9]{2}\3[0-9]{2}\3|[0-9]{3}([.-])[0-9]{2}\4[0-9])[0-9]{2})"
    r"[\s*]{0,40}+"
)
"""A text that says one number, its first group, and nothing but words for calling beside it."""

_WORDS_FOR_CALLING = re.compile(rf"[\s*☎]{{0,40}}+(?:{_CALLING}(?![^\W_])[\s.:*]{{0,40}}+){{0,3}}+")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_GROUP = re.compile(r"[0-9]+")


def _plain_number(text: str, validator: Validator) -> E164Number | None:
    """Return the number that is all a text of a contact field says, beside words for calling.

    None says that the text needs the thorough reading, not that it holds no number.
    """
    match = _PLAIN.fullmatch(text)
    if match is None or looks_like_other_data(_GROUP.findall(match[1])):
        return None
    digits = _NOT_DIGITS.sub("", match[1])
    is_one = match[1].isdigit() or match[2] or digits[0] == "0" or validator.is_whole(len(digits))
    return validator.number(digits, plus="+" in match[1], contact=True) if is_one else None


def _says_nothing(text: str) -> bool:
    """Say whether a text of a contact field has no words but those for calling, and no digits."""
    return not text or text.isspace() or bool(_WORDS_FOR_CALLING.fullmatch(text))


def read_plainly(data: Iterable[Datum], region: str, fallbacks: Sequence[str]) -> Reading | None:
    """Return what a contact field plainly says, or None: then it needs the thorough reading.

    `data` are its text and what it carries. Plain is one number, shown or dialled, however often,
    with no words but those for calling.
    """
    validator = Validator(region, fallbacks)
    number: E164Number | None = None
    for datum in data:
        if _says_nothing(datum.text) or (number and datum.text == number.e164.reveal()):
            continue
        other = _plain_number(datum.text, validator) if datum.contact else None
        if other is None or (number and other.e164 != number.e164):
            return None
        number = other
    return _reading(number)


def _reading(number: E164Number | None) -> Reading:
    return Reading((number.e164,), unlisted=not number.listed) if number else Reading()


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
        return _reading(number) if number else None

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
    said = (match[1] for datum in data if (match := _PLAIN.fullmatch(datum.text)))
    written = [(number.removeprefix("+").replace(" ", ""), number[0] == "+") for number in said]
    numbers = [number.replace(" ", "") for number in _NUMBER.findall(markup)]
    plus_of = dict(written)
    if sorted(numbers) != sorted(digits for digits, _ in written):
        return None
    return tuple(plus_of[n] for n in numbers) if set(written) == set(plus_of.items()) else None
