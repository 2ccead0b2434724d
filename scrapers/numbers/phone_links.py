"""Addresses that lead to a phone, and what they dial: tel:, sms:, wa.me/…, viber: and their kin.

And addresses of a portal's own that say a phone's number: `/ring?phone=…`, `/call/+47…`.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from scrapers.numbers.dialling_plan import is_code, is_international
from scrapers.numbers.word_lists import names_phone

_SERVICE = re.compile(
    r"tel[:;%]|phone:|[sm]ms(?:to)?[:%]|callto|facetime|imessage|whatsapp|wa\.|t\.me/|tg:|telegram\.|"
    r"viber|signal\.|sgnl|skype:|sips?:|imo\.im|zalo|intent:|wtai:|line:|tlf:|telefon:|call:|dial:",
    re.IGNORECASE,
)
_MOST_UNQUOTING = 3
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks of direction and joints, which come along with a number copied from a list of contacts."""
_SCHEME = re.compile(
    r"(?:^|[^a-z])(?:(?:tel(?:;[\w=,;-]{1,40})?|telprompt|phone|telephone|callto|sms|smsto|mms|mmsto|whatsapp|viber|tg):/{0,3}|wtai://wp/mc;|"
    r"(?:facetime|facetime-audio|imessage|sips?|skype|intent):/{0,3}(?![a-z/])|(?:tlf|telefon|call|dial):(?=[0-9+().\s-]+$))(\s*[^?&\"'<>;@\r\n]*)",
    re.IGNORECASE,
)
WHOLE_LINK = re.compile(
    r"(?:(?:tel|sms|smsto|callto|whatsapp|viber|tg)(?::|%3A)"
    r"|https?://(?:wa\.me|(?:api|web)\.whatsapp\.com|t\.me|signal\.me)/)[^\"'<>\\\s]{7,200}",
    re.IGNORECASE,
)
"""A link that leads to a phone, where data or a script hold one."""
_QUERY = re.compile(
    r"[?&;](?:phone|number|phonenumber|tel|to|contact|abid|recipient|recipients|msisdn|addresses)=([^&#\"'<>;]*)",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?:(?:wa\.me|(?<!chat\.)whatsapp\.com|api\.whatsapp\.com/send|imo\.im|zalo\.me|viber\.(?:click|com)|intent://send)/{1,2}(?:message/|qr/|c/|catalog/|p/[0-9]{1,20}/)?"
    r"|(?:t\.me|telegram\.me)/(?=\+|%2b|\s?[0-9])"
    r"|(?:signal\.me|signal\.me/)/?#?(?:p|eu)?/)(\s?\+?[0-9][^?&#/\"'<>]*)",
    re.IGNORECASE,
)
_DIALLED_LATER = re.compile(r"[,pwx][,pw0-9#*]{1,6}$", re.IGNORECASE)  # once the call is answered
_CODE_BEFORE = re.compile(
    r"\s*(?:\+|00)?[1-9][0-9]{0,2}[\s-]*(?=(?:\+|00)[1-9](?:[\s().-]*[0-9]){9})"
)
"""A country code that a portal puts before what was given with its own: `tel:+47+4642…`."""
_CODE_TWICE = re.compile(r"\s*(?:\+|00)([1-9][0-9]{1,2})(\1[0-9]{6,10})\s*")

_NAMED_QUERY = re.compile(r"[?&;]([\w-]{2,30})=\s*(\+?[0-9(][0-9\s().+-]{5,24})(?![^&#\"'<>;])")
_PLUS_IN_PATH = re.compile(r"(?<=/)\+[0-9]{8,15}(?![^?&#/\"'<>])")
BARE_CODE = re.compile(r"[1-9][0-9]{9,14}")
_INTERNATIONAL = (
    "intent:", "wa.me", "whatsapp", "viber", "t.me", "tg:", "telegram", "signal", "imo.im", "zalo",
)  # fmt: skip
_WORD = re.compile(r"[^\s\"'<>]+")
_ADDRESS_SIGN = re.compile(
    r"://|wa\.me/|t\.me/|signal\.me|whatsapp\.com|whatsapp:|viber:|tg:|tel:\+|tel:[0-9]|sms:[/+0-9]|%2b|%3a"
)
_ADDRESS_COLON = re.compile(r":(?://|(?<=tel:)|(?<=sms:)|(?<=tg:)|(?<=whatsapp:)|(?<=viber:))")


def unquoted(link: str) -> str:
    """Return an address without percent signs, however often it was quoted, within reason."""
    for _ in range(_MOST_UNQUOTING):
        plain = unquote(link)
        if plain == link:
            break
        link = plain
    return link


def _with_plus(digits: str) -> str:
    """Write the country code's plus where the service leaves it out, as wa.me does."""
    return f"+{digits.strip()}" if BARE_CODE.fullmatch(digits.strip()) else digits


def contact_in(link: str) -> str | None:
    """Return what a phone link dials, in the writer's own spelling; None for any other link."""
    if not _SERVICE.search(link):
        return _said_in(link)
    link = _UNSEEN.sub("", unquoted(link.replace("%2B", "+")))
    lower = link.lower()
    values = [match[1] for pattern in (_QUERY, _PATH) for match in pattern.finditer(link)]
    if not any(map(_has_digits, values)):
        values = [_DIALLED_LATER.sub("", match[1]) for match in _SCHEME.finditer(link)]
    dialled = [value for value in values if _has_digits(value)]
    if any(name in lower for name in _INTERNATIONAL):
        dialled = [_with_plus(value) for value in dialled]
    return " ; ".join(map(_without_code_before, dialled)) or _said_in(link)


def _without_code_before(value: str) -> str:
    """Take off a country code that stands before what has its own."""
    twice = _CODE_TWICE.fullmatch(value)
    if twice and is_code(twice[1]) and not is_international(twice[1] + twice[2]):
        return "+" + twice[2]
    before = _CODE_BEFORE.match(value)
    return value[before.end() :] if before else value


def _said_in(link: str) -> str | None:
    """Return what an address that dials nothing says is a phone's number, or writes with a plus."""
    if "=" not in link and "/+" not in link and "/%2" not in link:
        return None
    link = unquoted(link.replace("%2B", "+"))
    said = [value for name, value in _NAMED_QUERY.findall(link) if names_phone(name)]
    return " ; ".join(said + _PLUS_IN_PATH.findall(link)) or None


def _has_digits(value: str) -> bool:
    return any(map(str.isdigit, value))


def phone_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where phone addresses stand in normalized text."""
    if not ("%" in text or ".me" in text or ".com" in text or _ADDRESS_COLON.search(text)):
        return
    for match in _WORD.finditer(text):
        if _ADDRESS_SIGN.search(match[0]):
            yield match.span()
