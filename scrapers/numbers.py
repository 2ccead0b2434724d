"""Page or text to phone numbers in E.164, read and validated by libphonenumber's rules.

What a contact field or a phone link holds is taken as a phone number when it is possible in the
region; in running text it must be a valid one. `docs/method.md` says why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_possible_number,
    parse,
)
from phonenumbers.phonenumberutil import is_valid_number

from scrapers.html import links, visible_text

PHONE_LINK = re.compile(
    r"^(?:tel:|sms:|(?:https?:)?//(?:wa\.me|t\.me)/)(?P<number>[+\d][\d\s().-]{5,20}\d)",
    re.IGNORECASE,
)
CANDIDATE = re.compile(r"\(?\+?[\d(][\d\s().-]{6,20}\d")


def numbers_in_text(
    text: str, region: str, fallbacks: Sequence[str] = (), *, contact: bool = False
) -> list[str]:
    """Return the distinct numbers of a text in E.164, in order of appearance."""
    regions = (region, *fallbacks)
    if contact:
        spans = CANDIDATE.findall(text)
        return _distinct(_possible(span, regions) for span in spans)
    return _distinct(_e164(match.number) for match in PhoneNumberMatcher(text, region))


def numbers_in_html(
    markup: str, region: str, fallbacks: Sequence[str] = (), *, contact: bool = False
) -> list[str]:
    """Return the distinct numbers of a piece of HTML: its phone links, then its text."""
    linked = [_from_link(link, (region, *fallbacks)) for link in links(markup)]
    texts = numbers_in_text(visible_text(markup), region, fallbacks, contact=contact)
    return _distinct([*linked, *texts])


def _from_link(link: str, regions: tuple[str, ...]) -> str | None:
    match = PHONE_LINK.match(unquote(link))
    if match is None:
        return None
    number = match["number"]
    # wa.me writes the country code without a plus sign.
    international = "//" in link and not number.startswith("+")
    return _possible("+" + number if international else number, regions)


@lru_cache(maxsize=4096)
def _possible(text: str, regions: tuple[str, ...]) -> str | None:
    for test in (is_valid_number, is_possible_number):
        for region in regions:
            try:
                number = parse(text, region)
            except NumberParseException:
                continue
            if test(number):
                return _e164(number)
    return None


def _e164(number: PhoneNumber) -> str:
    return format_number(number, PhoneNumberFormat.E164)


def _distinct(found: object) -> list[str]:
    return list(dict.fromkeys(number for number in found if number))  # type: ignore[attr-defined]
