"""Addresses that lead to a phone: tel:, sms:, wa.me/…, viber:, t.me/+…, signal.me and their kin.

What such a link holds is contact: its word outweighs a metadata table.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

_SERVICE = re.compile(
    r"tel[:%]|phone:|sms|mms:|callto|facetime|imessage|whatsapp|wa\.|t\.me/|tg:|telegram|viber|"
    r"signal|sgnl|skype:|sip:|imo\.im|zalo|intent:|wtai:|line:",
    re.IGNORECASE,
)
_MOST_UNQUOTING = 3
_SCHEME = re.compile(
    r"(?:^|[^a-z])(?:tel|telprompt|phone|telephone|callto|sms|smsto|mms|mmsto|facetime|facetime-audio|imessage|sips?|skype|wtai://wp/mc;|"
    r"whatsapp|viber|tg):/{0,3}([^?&\"'<>;@]*)",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"[?&;](?:phone|number|phonenumber|tel|to|contact|abid|recipient|recipients|msisdn|addresses)=([^&#\"'<>;]*)",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?:(?:wa\.me|whatsapp\.com|api\.whatsapp\.com/send|imo\.im|zalo\.me|viber\.click|intent://send)/(?:message/|qr/|c/)?"
    r"|(?:t\.me|telegram\.me)/(?=\+|%2b|\s?[0-9])"
    r"|(?:signal\.me|signal\.me/)/?#?(?:p|eu)?/)(\s?\+?[0-9][^?&#/\"'<>]*)",
    re.IGNORECASE,
)
_BARE_CODE = re.compile(r"[1-9][0-9]{9,14}")
_INTERNATIONAL = (
    "intent:", "wa.me", "whatsapp", "viber", "t.me", "tg:", "telegram", "signal", "imo.im", "zalo",
)  # fmt: skip
_TOKEN = re.compile(r"[^\s\"'<>]+")
_ADDRESS_SIGN = re.compile(
    r"://|wa\.me/|t\.me/|signal\.me|whatsapp\.com|whatsapp:|viber:|tg:|tel:\+|tel:[0-9]|sms:[+0-9]|%2b|tel%3a"
)
_ADDRESS_COLON = re.compile(r":(?://|(?<=tel:)|(?<=sms:)|(?<=tg:)|(?<=whatsapp:)|(?<=viber:))")


def _unquoted(link: str) -> str:
    for _ in range(_MOST_UNQUOTING):
        plain = unquote(link)
        if plain == link:
            break
        link = plain
    return link


def _with_plus(digits: str) -> str:
    """Write the country code's plus where the service leaves it out, as wa.me does."""
    return f"+{digits.strip()}" if _BARE_CODE.fullmatch(digits.strip()) else digits


def contact_in(link: str) -> str | None:
    """Return what a phone link dials, in the writer's own spelling; None for any other link."""
    if not _SERVICE.search(link):
        return None
    link = _unquoted(link.replace("%2B", "+"))
    lower = link.lower()
    values = [match[1] for pattern in (_QUERY, _PATH) for match in pattern.finditer(link)]
    if not any(map(_has_digits, values)):
        values = [match[1] for match in _SCHEME.finditer(link)]
    dialled = [value for value in values if _has_digits(value)]
    if any(name in lower for name in _INTERNATIONAL):
        dialled = [_with_plus(value) for value in dialled]
    return " ; ".join(dialled) or None


def _has_digits(value: str) -> bool:
    return any(map(str.isdigit, value))


def phone_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where phone addresses stand in normalized text."""
    if not ("%" in text or ".me" in text or ".com" in text or _ADDRESS_COLON.search(text)):
        return
    for match in _TOKEN.finditer(text):
        if _ADDRESS_SIGN.search(match[0]):
            yield match.span()
