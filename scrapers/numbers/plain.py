"""Contact pieces as nearly all of them are: one number in plain digits, or a link that dials one.

Read at a glance, in a tenth of the time. What stands here has no word, sign or date that could
make it mean anything else, so the thorough reading would ask the validator the same one question;
whatever has more to it, or is no number at once, is left to that. The suite holds the two against
each other (`tests/scrapers/numbers/test_plain.py`).
"""

import re
from collections.abc import Sequence

from scrapers.numbers.reading import Reading
from scrapers.numbers.validation import Valid, Validator

LABELS = ("Ring", "Ring meg", "Call", "SMS", "Telefon", "WhatsApp", "Viber", "Telegram")
"""What a link that dials may be called here; any other words are for the thorough reading."""

_CLASS = r'(?: class="[A-Za-z _-]{0,80}")?'
_SPACE = r"(?: |\u00a0|&nbsp;)"
_NUMBER = rf"(?:\+|\(\+[0-9]{{1,3}}\){_SPACE}?)?[0-9]{{1,15}}(?:{_SPACE}[0-9]{{1,15}}){{0,8}}"
_LINK = r'href="(?:(tel:)|https://wa\.me/)(\+?[0-9]{7,15})"'
_PIECE = re.compile(
    rf"(?:<(div|span|p|dd|li|td|b|strong){_CLASS}>)?[ \n\t]{{0,20}}"
    rf"(?:({_NUMBER})|<a{_CLASS} {_LINK}{_CLASS}>(?:({_NUMBER})|{'|'.join(LABELS)})</a>)?"
    r"[ \n\t]{0,20}(?(1)</\1>)"
)
_NOT_DIGITS = re.compile(r"[^0-9]+")
_LONG = 10  # wa.me leaves out the plus; from so many digits on, they begin with a country code


def read_plain(piece: str, region: str, fallbacks: Sequence[str]) -> Reading | None:
    """Return what a contact piece plainly says, or None: then it needs the thorough reading."""
    match = _PIECE.fullmatch(piece)
    if match is None:
        return None
    _, shown, tel, dialled, label = match.groups()
    if dialled and not tel and dialled[0] in "123456789" and len(dialled) >= _LONG:
        dialled = f"+{dialled}"
    validator = Validator(region, fallbacks)
    found = [_valid(written, validator) for written in (shown, dialled, label) if written]
    if not found:
        return Reading()
    first = found[0]
    if first is None or found[-1] != first:
        return None
    return Reading((first.e164,), unlisted=int(not first.listed))


def _valid(written: str, validator: Validator) -> Valid | None:
    digits = _NOT_DIGITS.sub("", written)
    return validator.number(digits, plus="+" in written, contact=True)
