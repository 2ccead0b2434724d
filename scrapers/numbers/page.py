"""Reading a page: its visible text, and the links, fields, labels and data that lie in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scrapers.extract.html_tree import Node
from scrapers.model import Hidden
from scrapers.numbers.alike import Shape
from scrapers.numbers.cues import says_phone
from scrapers.numbers.dialling_plan import E164Number, Validator
from scrapers.numbers.markup import Attributes, Piece, Script, pieces_of
from scrapers.numbers.normalization import DATUM_MARK, MOST_NUMBER_MARKS, NUMBER_MARK, normalize
from scrapers.numbers.phone_links import contact_in
from scrapers.numbers.reader import Reader, Reading, gather, read_plain, says_nothing
from scrapers.numbers.structured_data import Datum, data_in, names_phone

_MOST_DATUM_MARKS = 0x1900
_SIGNS = re.compile(rf"[\uE000-\uF8FF{chr(NUMBER_MARK)}-{chr(NUMBER_MARK + MOST_NUMBER_MARKS)}]")
_LABELS = frozenset({"aria-label", "title", "alt", "aria-description", "data-label", "data-text"})
_HOLDERS = frozenset(
    {"value", "content", "data-value", "data-content", "data-number", "data-clipboard-text"}
)
_NAMING = frozenset({
    "name", "id", "itemprop", "property", "autocomplete", "class", "type", "data-testid",
    "data-field", "data-name", "data-type",
})  # fmt: skip
_SHORTEST = 5
_DIGIT = re.compile(r"[0-9]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def _says_phone(attributes: Mapping[str, str | None]) -> bool:
    """Say whether an element's own names announce a phone number, as `type="tel"` does."""
    return any(
        value and any(map(names_phone, value.split()))
        for name, value in attributes.items()
        if name in _NAMING
    )


def _is_numeric(text: str) -> bool:
    if len(text) < _SHORTEST:
        return False
    return _DIGIT.search(text) is not None or any(map(str.isnumeric, _BEYOND_ASCII.findall(text)))


def _labelled(value: str, *, named: bool) -> Datum:
    says_so = any(map(says_phone, normalize(value).replace(":", " ").split()))
    return Datum(value, contact=says_so or (named and _is_numeric(value)))


def _attribute(name: str, value: str, attributes: Attributes) -> Iterator[Datum]:
    """Yield what an attribute with digits in it carries."""
    if dialled := contact_in(value):
        yield Datum(dialled, contact=True)
    elif value.lstrip()[:1] in {"{", "["}:
        yield from data_in(value)
    elif _says_phone(attributes.values) if name in _HOLDERS else names_phone(name):
        yield Datum(value, contact=True)


def _data(piece: Attributes | Script) -> Iterator[Datum]:
    if isinstance(piece, Script):
        yield from data_in(piece.text)
        return
    for name, value in piece.values.items():
        if not value:
            continue
        if name in _LABELS:
            yield _labelled(value, named=_says_phone(piece.values))
        elif _is_numeric(value):
            yield from _attribute(name, value, piece)
    if _says_phone(piece.values) and _is_numeric(text := piece.text()):
        yield Datum(text, contact=True)


@dataclass(slots=True)
class MarkedText:
    """A page's text with a marker where each datum lies, and the data by their markers."""

    text: list[str] = field(default_factory=list, repr=False)
    data: list[Datum] = field(default_factory=list, repr=False)

    def add(self, piece: Piece) -> None:
        """Take in what comes next."""
        if isinstance(piece, str):
            self.text.append(piece if piece == "\n" else normalize(piece))
            return
        for datum in _data(piece):
            if len(self.data) < _MOST_DATUM_MARKS:
                self.text.append(chr(DATUM_MARK + len(self.data)))
            self.data.append(Datum(normalize(datum.text), contact=datum.contact))

    def all_data(self) -> list[Datum]:
        """Return the text without the markers, as of a contact field, and then the data."""
        shown = [piece for piece in self.text if not "\ue000" <= piece[:1] <= "\uf8ff"]
        return [Datum("".join(shown), contact=True), *self.data]


def _in_order(marked: str, data: Sequence[Datum], reader: Reader) -> Iterator[E164Number]:
    """Yield every number where it appears; data whose marker lay inside a number come last."""
    unread = dict(enumerate(data))
    for match in _SIGNS.finditer(marked):
        datum = unread.pop(ord(match[0]) - DATUM_MARK, None)
        yield from _read(datum, reader) if datum else reader.numbers(match[0])
    for datum in unread.values():
        yield from _read(datum, reader)


def _read(datum: Datum, reader: Reader) -> list[E164Number]:
    return reader.numbers(reader.read(datum.text, contact=datum.contact))


def read_html(
    html: str | Node, region: str, fallbacks: Sequence[str] = (), *, contact: bool = False
) -> Reading:
    """Read a page, or a piece of one, parsed or not, for a portal of `region`; see the package.

    `contact` says that the whole piece is a contact field, as it is for text.
    """
    if contact and isinstance(html, Node):
        return _read_field(html, region, tuple(fallbacks))
    page = page_of(html)
    plain = read_plainly(page, region, fallbacks) if contact else None
    return read_thoroughly(page, region, fallbacks, contact=contact) if plain is None else plain


def _read_field(node: Node, region: str, fallbacks: tuple[str, ...]) -> Reading:
    shape = Shape(node.html or "", region, fallbacks)
    alike = shape.read()
    if alike is not None:
        return alike
    page = page_of(node)
    plain = read_plainly(page, region, fallbacks)
    if plain is None:
        return read_thoroughly(page, region, fallbacks, contact=True)
    shape.learn(page.all_data())
    return plain


def page_of(html: str | Node) -> MarkedText:
    """Return what a page, or a piece of one, shows and carries."""
    page = MarkedText()
    for piece in pieces_of(html):
        page.add(piece)
    return page


def read_thoroughly(
    page: MarkedText, region: str, fallbacks: Sequence[str], *, contact: bool
) -> Reading:
    """Read any page."""
    reader = Reader(region, fallbacks)
    marked = reader.read("".join(page.text), contact=contact)
    hidden = reader.hidden  # only what the page shows: labels and data say the same again
    numbers = list(_in_order(marked, page.data, reader))
    return gather(numbers, hidden=hidden, unreadable=reader.unreadable)


def read_plainly(page: MarkedText, region: str, fallbacks: Sequence[str]) -> Reading | None:
    """Return what a contact field plainly says, or None: then it needs the thorough reading.

    Plain is one number, shown or dialled, however often, with no words but those for calling.
    """
    validator = Validator(region, fallbacks)
    number: E164Number | None = None
    numbers: dict[Hidden[str], bool] = {}
    for datum in page.all_data():
        if says_nothing(datum.text) or (number and datum.text == number.e164.reveal()):
            continue
        number = read_plain(datum.text, validator) if datum.contact else None
        if number is None:
            return None
        numbers[number.e164] = number.listed
    if len(numbers) > 1:
        return None
    return Reading(tuple(numbers), unlisted=list(numbers.values()).count(False))


def numbers_in_html(html: str, region: str, fallbacks: Sequence[str] = ()) -> list[Hidden[str]]:
    """Return the distinct phone numbers in `html`, in E.164 and in order of appearance."""
    return list(read_html(html, region, fallbacks).numbers)
