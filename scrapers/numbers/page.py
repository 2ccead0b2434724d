"""Reading a page: its visible text, and the links, fields, labels and data that lie in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scrapers.model import Hidden
from scrapers.numbers.cues import says_phone
from scrapers.numbers.dialling_plan import E164Number, Validator
from scrapers.numbers.markup import Attributes, Piece, Script, Text, pieces_of
from scrapers.numbers.normalization import DATUM_MARK, MOST_NUMBER_MARKS, NUMBER_MARK, normalize
from scrapers.numbers.phone_links import contact_in
from scrapers.numbers.reader import Reader, Reading, gather
from scrapers.numbers.structured_data import Datum, data_in, names_phone

_MOST_DATUM_MARKS = 0x1900
_SIGNS = re.compile(rf"[\uE000-\uF8FF{chr(NUMBER_MARK)}-{chr(NUMBER_MARK + MOST_NUMBER_MARKS)}]")
_LABELS = frozenset({"aria-label", "title", "alt", "aria-description", "data-label", "data-text"})
_HOLDERS = frozenset(
    {"value", "content", "data-value", "data-content", "data-number", "data-clipboard-text"}
)
_NAMING = (
    "name", "id", "itemprop", "property", "autocomplete", "class", "type", "data-testid",
    "data-field", "data-name", "data-type",
)  # fmt: skip
_SHORTEST = 5


def _says_phone(attributes: Mapping[str, str]) -> bool:
    """Say whether an element's own names announce a phone number, as `type="tel"` does."""
    names = (attributes.get(naming, "") for naming in _NAMING)
    return any(names_phone(part) for name in names for part in name.split())


def _is_numeric(text: str) -> bool:
    return len(text) >= _SHORTEST and any(map(str.isnumeric, text))


def _attribute(name: str, value: str, *, named: bool) -> Iterator[Datum]:
    if name in _LABELS:
        says_so = any(map(says_phone, normalize(value).replace(":", " ").split()))
        yield Datum(value, contact=says_so or (named and _is_numeric(value)))
    elif not _is_numeric(value):
        return
    elif dialled := contact_in(value):
        yield Datum(dialled, contact=True)
    elif value.lstrip()[:1] in {"{", "["}:
        yield from data_in(value)
    elif named if name in _HOLDERS else names_phone(name):
        yield Datum(value, contact=True)


def _data(piece: Attributes | Script) -> Iterator[Datum]:
    if isinstance(piece, Script):
        yield from data_in(piece.text)
        return
    named = _says_phone(piece.values)
    for name, value in piece.values.items():
        yield from _attribute(name, value, named=named)
    if named and _is_numeric(piece.text):
        yield Datum(piece.text, contact=True)


@dataclass(slots=True)
class _MarkedText:
    """A page's text with a marker where each datum lies, and the data by their markers."""

    text: list[str] = field(default_factory=list, repr=False)
    data: list[Datum] = field(default_factory=list, repr=False)

    def add(self, piece: Piece) -> None:
        if isinstance(piece, Text):
            self.text.append(normalize(piece.text))
            return
        for datum in _data(piece):
            if len(self.data) < _MOST_DATUM_MARKS:
                self.text.append(chr(DATUM_MARK + len(self.data)))
            self.data.append(datum)


def _in_order(marked: str, data: Sequence[Datum], reader: Reader) -> Iterator[E164Number]:
    """Yield every number where it appears; data whose marker lay inside a number come last."""
    unread = dict(enumerate(data))
    for match in _SIGNS.finditer(marked):
        datum = unread.pop(ord(match[0]) - DATUM_MARK, None)
        yield from _read(datum, reader) if datum else reader.numbers(match[0])
    for datum in unread.values():
        yield from _read(datum, reader)


def _read(datum: Datum, reader: Reader) -> list[E164Number]:
    return reader.numbers(reader.read(normalize(datum.text), contact=datum.contact))


def read_html(
    html: str, region: str, fallbacks: Sequence[str] = (), *, contact: bool = False
) -> Reading:
    """Read a page, or a piece of one, for a portal of `region`; see the package.

    `contact` says that the whole piece is a contact field, as it is for text.
    """
    plain = read_plain(html, region, fallbacks) if contact else None
    if plain is not None:
        return plain
    return read_thoroughly(html, region, fallbacks, contact=contact)


def read_thoroughly(
    html: str, region: str, fallbacks: Sequence[str] = (), *, contact: bool = False
) -> Reading:
    """Read what `read_html` reads, without a glance at whether it is plain."""
    page = _MarkedText()
    for piece in pieces_of(html):
        page.add(piece)
    reader = Reader(region, fallbacks)
    marked = reader.read("".join(page.text), contact=contact)
    hidden = reader.hidden  # only what the page shows: labels and data say the same again
    numbers = list(_in_order(marked, page.data, reader))
    return gather(numbers, hidden=hidden, unreadable=reader.unreadable)


def numbers_in_html(html: str, region: str, fallbacks: Sequence[str] = ()) -> list[Hidden[str]]:
    """Return the distinct phone numbers in `html`, in E.164 and in order of appearance."""
    return list(read_html(html, region, fallbacks).numbers)


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
    numbers = [_valid(written, validator) for written in (shown, dialled, label) if written]
    if not numbers:
        return Reading()
    first = numbers[0]
    if first is None or numbers[-1] != first:
        return None
    return Reading((first.e164,), unlisted=int(not first.listed))


def _valid(written: str, validator: Validator) -> E164Number | None:
    digits = _NOT_DIGITS.sub("", written)
    return validator.number(digits, plus="+" in written, contact=True)
