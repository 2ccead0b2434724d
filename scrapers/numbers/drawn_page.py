"""HTML → numbers: what a reader of a page sees and what it carries along, in document order.

Inline tags are joined without a space, as a browser draws them, so that a number split over
`<b>40</b>00` stays whole; block tags stand on lines of their own. Data are read in their places, by
marks in the text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from scrapers.extract.html_tree import INLINE, Node, parse, visit
from scrapers.numbers.contact_fields import Shape
from scrapers.numbers.dialling_plan import Span
from scrapers.numbers.normalization import BORDER, DATUM_MARK, normalize
from scrapers.numbers.reader import Reader, Reading, gather
from scrapers.numbers.structured_data import Datum, data_in, data_of

_MOST_DATUM_MARKS = 0x1000
_DATUM = re.compile(r"[\uE000-\uEFFF]")
_UNSEEN = {
    "script", "style", "template", "head", "title", "meta", "link", "noframes", "iframe", "object",
    "del", "s", "strike",
}  # fmt: skip
"""What is not drawn, or struck out."""
_CELLS = re.compile(r"\s*<(?:td|th|tr|tbody)[\s>]", re.IGNORECASE)  # nothing outside a table
_NO_SIZE = re.compile(r"font-size:0+(?:\.0+)?(?:[a-z]{1,4}|%)?(?:!important)?(?:;|$)")
_DRAWING = frozenset({"style", "hidden", "dir"})
"""The attributes that tell how an element is drawn."""
_DRAWN_BY = {"img": "alt", "input": "value"}
_LONGEST_SIGN = 4  # a digit, or its emoji
_TEXT_INPUTS = frozenset(("text", "tel", "button", "submit"))
_TOUCHING = re.compile(r"[0-9+)%][^\W_]|[^\W_](?:[0-9+(#]|[A-ZÀ-ÞŁŚŻА-Я][^A-ZÀ-ÞŁŚŻА-Я])")
"""A digit beside another, or beside a letter; but no two letters that may be of one word."""

_SHORT_TEXT = 60
_MOST_CHILDREN = 12


def _is_unseen(node: Node, attributes: Mapping[str, str | None]) -> bool:
    """Say whether nothing that an element holds is drawn, or its text at no size.

    A box of no size that holds others closes the gaps between them, and they have their own sizes.
    """
    style = _style(attributes)
    if "hidden" in attributes or "display:none" in style or "visibility:hidden" in style:
        return True
    if not _NO_SIZE.search(style):
        return False
    child = node.first_child
    while child is not None and child.is_text_node:
        child = child.next
    return child is None


def _is_mirrored(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Say whether the browser draws the text from right to left whatever its letters are."""
    style = _style(attributes)
    right_to_left = (attributes.get("dir") or "").lower() == "rtl" or "direction:rtl" in style
    return right_to_left and (tag == "bdo" or "bidi-override" in style)


def _drawn_by(tag: str, attributes: Mapping[str, str | None]) -> str:
    """Return the text that an element draws by an attribute: a picture's sign, an input's value."""
    text = attributes.get(_DRAWN_BY[tag]) or ""
    if tag == "img":
        return text if len(text) <= _LONGEST_SIGN else ""
    return text if (attributes.get("type") or "text").lower() in _TEXT_INPUTS else ""


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
    `between`: since the last text, an element has ended, and then another begun.
    """

    text: list[str] = field(default_factory=list, repr=False)
    data: list[Datum] = field(default_factory=list, repr=False)
    unseen: Node | None = None
    mirrored: Node | None = None
    ended: bool = False
    between: bool = False

    def draw(self, text: str | None) -> None:
        """Take in the text of a node."""
        if self.unseen is None and text:
            text = _with_borders(text)
            text = text if self.mirrored is None else text[::-1]
            if self.between and _TOUCHING.match(self.text[-1][-1:] + text[:2]):
                self.text.append(BORDER)
            self.text.append(normalize(text))
            self.ended = self.between = False

    def begin(self, node: Node) -> None:
        """Take in an element that begins here."""
        tag, attributes = node.tag or "", node.attributes
        self.between = self.ended
        if tag == "script":
            self._carry(data_in(node.text(deep=True)))
        if tag not in INLINE and self.unseen is None:
            self.text.append("\n")
        if not attributes and tag not in _UNSEEN:
            return
        if tag in _DRAWN_BY:
            self.draw(_drawn_by(tag, attributes))
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
        self.ended = True
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


def read_html(
    html: str | Node, region: str, fallbacks: Sequence[str] = (), *, contact: bool = False
) -> Reading:
    """Read a page, or a piece of one, parsed or not, for a portal of `region`; see the package.

    `contact` says that the whole piece is a contact field, as it is for text.
    """
    if not contact:
        return read_page(page_of(html), region, fallbacks, contact=False)[0]
    markup = html if isinstance(html, str) else html.html or ""
    shape = Shape(markup, region, tuple(fallbacks))
    if alike := shape.read():
        return alike
    reading, is_plain = read_page(page_of(html), region, fallbacks, contact=True)
    if is_plain:
        shape.learn(reading)
    return reading


def read_page(
    page: DrawnPage, region: str, fallbacks: Sequence[str], *, contact: bool
) -> tuple[Reading, bool]:
    """Return what any page says, each datum in its place; those without a place come last.

    And whether nothing but plain runs of digits was read.
    """
    reader = Reader(region, fallbacks)
    text = "".join(page.text)
    spans = reader.read(text, contact=contact)
    hidden = reader.hidden  # only what the page shows: labels and data say the same again
    places = [match.start() for match in _DATUM.finditer(text)] if page.data else []
    places += [len(text)] * (len(page.data) - len(places))
    for place, datum in zip(places, page.data, strict=True):
        in_datum = reader.read(datum.text, contact=contact or datum.contact)
        spans += [Span(place, place, span.number) for span in in_datum]
    spans.sort(key=attrgetter("start"))
    reading = gather(spans, hidden=hidden, unreadable=reader.unreadable)
    return reading, reader.is_plain
