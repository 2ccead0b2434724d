"""HTML → numbers: what a reader of a page sees and what it carries along, in document order.

Inline tags are joined without a space, as a browser draws them, so that a number split over
`<b>40</b>00` stays whole; block tags stand on lines of their own. Data are read in their places, by
marks in the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scrapers.extract.html_tree import INLINE, Node, parse, visit
from scrapers.model import Hidden
from scrapers.numbers.contact_fields import Shape, read_plainly
from scrapers.numbers.dialling_plan import E164Number
from scrapers.numbers.normalization import (
    BORDER,
    DATUM_MARK,
    MOST_NUMBER_MARKS,
    NUMBER_MARK,
    normalize,
)
from scrapers.numbers.reader import Reader, Reading, gather
from scrapers.numbers.structured_data import Datum, data_in, data_of

_MOST_DATUM_MARKS = 0x1900
_MARKS = re.compile(rf"[\uE000-\uF8FF{chr(NUMBER_MARK)}-{chr(NUMBER_MARK + MOST_NUMBER_MARKS)}]")
_UNSEEN = {
    "script", "style", "template", "head", "title", "meta", "link", "noframes", "iframe", "object",
}  # fmt: skip
_CELLS = re.compile(r"\s*<(?:td|th|tr|tbody)[\s>]", re.IGNORECASE)  # nothing outside a table
_NO_SIZE = re.compile(r"font-size:0+(?:\.0+)?(?:[a-z]{1,4}|%)?(?:!important)?(?:;|$)")
_DRAWING = frozenset({"style", "hidden", "dir"})
"""The attributes that tell how an element is drawn."""
_SHORT_TEXT = 60
_MOST_CHILDREN = 12


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    style = _style(attributes)
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def _is_sizeless(node: Node, attributes: Mapping[str, str | None]) -> bool:
    """Say whether an element's text is drawn at no size.

    One that holds others closes the gaps between them, and they have sizes of their own.
    """
    if not _NO_SIZE.search(_style(attributes)):
        return False
    child = node.first_child
    while child is not None and child.is_text_node:
        child = child.next
    return child is None


def _is_unseen(node: Node, attributes: Mapping[str, str | None]) -> bool:
    return _is_hidden(attributes) or _is_sizeless(node, attributes)


def _is_mirrored(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Say whether the browser draws the text from right to left whatever its letters are."""
    style = _style(attributes)
    right_to_left = (attributes.get("dir") or "").lower() == "rtl" or "direction:rtl" in style
    return right_to_left and (tag == "bdo" or "bidi-override" in style)


def _style(attributes: Mapping[str, str | None]) -> str:
    return (attributes.get("style") or "").replace(" ", "").lower()


def _with_borders(text: str) -> str:
    """Mark the spaces where a text may border on another element."""
    if text[0] == " ":
        text = BORDER + text[1:]
    if text[-1] == " ":
        text = text[:-1] + BORDER
    return text


def _short_text(node: Node) -> str:
    """Return the text of an element that holds little else; bounded, however deep the page."""
    pieces: list[str] = []
    child = node.first_child
    for _ in range(_MOST_CHILDREN):
        if child is None:
            return "".join(pieces)
        inner = child if child.is_text_node else child.first_child
        if inner is not None and inner.is_text_node:
            pieces.append((inner.text_content or "")[:_SHORT_TEXT])
        child = child.next
    return ""


@dataclass(slots=True)
class DrawnPage:
    """A page's text as it is drawn, with a mark where each datum lies, and the data by their marks.

    `unseen` and `mirrored` are the open elements that nothing, or mirrored text, is drawn in.
    """

    text: list[str] = field(default_factory=list, repr=False)
    data: list[Datum] = field(default_factory=list, repr=False)
    unseen: Node | None = None
    mirrored: Node | None = None

    def all_data(self) -> list[Datum]:
        """Return the text without the marks, as of a contact field, and then the data."""
        shown = [piece for piece in self.text if not "\ue000" <= piece[:1] <= "\uf8ff"]
        return [Datum("".join(shown), contact=True), *self.data]

    def draw(self, text: str | None) -> None:
        """Take in the text of a node."""
        if self.unseen is None and text:
            text = _with_borders(text)
            self.text.append(normalize(text if self.mirrored is None else text[::-1]))

    def begin(self, node: Node) -> None:
        """Take in an element that begins here."""
        tag, attributes = node.tag or "", node.attributes
        if tag == "script":
            self._carry(data_in(node.text(deep=True)))
        if tag not in INLINE and self.unseen is None:
            self.text.append("\n")
        if not attributes and tag not in _UNSEEN:
            return
        self._carry(data_of(attributes, lambda: _short_text(node)))
        is_plain = _DRAWING.isdisjoint(attributes)
        is_unseen = tag in _UNSEEN or (not is_plain and _is_unseen(node, attributes))
        if self.unseen is None and is_unseen:
            self.unseen = node
        if self.mirrored is None and not is_plain and _is_mirrored(tag, attributes):
            self.mirrored = node

    def end(self, node: Node) -> None:
        """Take in that an element ends here."""
        if self.unseen is not None and self.unseen.mem_id == node.mem_id:
            self.unseen = None
        if self.mirrored is not None and self.mirrored.mem_id == node.mem_id:
            self.mirrored = None
        if self.unseen is None and node.tag not in INLINE:
            self.text.append("\n")

    def _carry(self, data: Iterable[Datum]) -> None:
        for datum in data:
            if len(self.data) < _MOST_DATUM_MARKS:
                self.text.append(chr(DATUM_MARK + len(self.data)))
            self.data.append(Datum(normalize(datum.text), contact=datum.contact))


def page_of(html: str | Node) -> DrawnPage:
    """Return what a page, or an element of one that is parsed, shows and carries."""
    page = DrawnPage()
    if isinstance(html, str):
        if "<" not in html and "&" not in html:
            page.text.append(normalize(html))
            return page
        html = parse(f"<table>{html}" if _CELLS.match(html) else html)
    for node, begins in visit(html):
        if node.is_element_node:
            (page.begin if begins else page.end)(node)
        elif begins and node.is_text_node:
            page.draw(node.text_content)
    return page


def _in_order(marked: str, data: Sequence[Datum], reader: Reader) -> Iterator[E164Number]:
    """Yield every number where it appears; data whose marker lay inside a number come last."""
    unread = dict(enumerate(data))
    for match in _MARKS.finditer(marked):
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
    plain = read_plainly(page.all_data(), region, fallbacks) if contact else None
    return read_thoroughly(page, region, fallbacks, contact=contact) if plain is None else plain


def _read_field(node: Node, region: str, fallbacks: tuple[str, ...]) -> Reading:
    shape = Shape(node.html or "", region, fallbacks)
    alike = shape.read()
    if alike is not None:
        return alike
    page = page_of(node)
    plain = read_plainly(page.all_data(), region, fallbacks)
    if plain is None:
        return read_thoroughly(page, region, fallbacks, contact=True)
    shape.learn(page.all_data())
    return plain


def read_thoroughly(
    page: DrawnPage, region: str, fallbacks: Sequence[str], *, contact: bool
) -> Reading:
    """Read any page."""
    reader = Reader(region, fallbacks)
    marked = reader.read("".join(page.text), contact=contact)
    hidden = reader.hidden  # only what the page shows: labels and data say the same again
    numbers = list(_in_order(marked, page.data, reader))
    return gather(numbers, hidden=hidden, unreadable=reader.unreadable)


def numbers_in_html(html: str, region: str, fallbacks: Sequence[str] = ()) -> list[Hidden[str]]:
    """Return the distinct phone numbers in `html`, in E.164 and in order of appearance."""
    return list(read_html(html, region, fallbacks).numbers)
