"""What a card in a list, or an ad's own page, tells of an ad: raw, on its way to `identify`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scrapers.errors import LayoutChanged
from scrapers.extract.list_page import Card, selector_of
from scrapers.model import Hidden
from scrapers.numbers import Reading, read_html
from scrapers.portal_config import Detail, Field, Portal


class RequiredMissing(LayoutChanged):
    """A field that config.toml calls required found nothing."""


@dataclass(slots=True)
class Facts:
    """Numbers in E.164, and the ad's own words for its place and label; never shown.

    `is_hidden` tells that the portal keeps the number back until a click or a login,
    `is_unreadable` that digits are announced as a phone number and are none, `is_crowded` that
    there were more numbers than one ad has, so that others' must be among them; none is kept then.
    """

    numbers: tuple[Hidden[str], ...] = field(default=(), repr=False)
    place: str = field(default="", repr=False)
    label: str = field(default="", repr=False)
    is_hidden: bool = False
    is_unreadable: bool = field(default=False, repr=False)
    is_crowded: bool = field(default=False, repr=False)

    def completed_by(self, other: Facts) -> Facts:
        """Return these facts, and the other's where these say nothing."""
        return Facts(
            self.numbers or other.numbers,
            self.place or other.place,
            self.label or other.label,
            self.is_hidden or other.is_hidden,
            self.is_unreadable or other.is_unreadable,
            self.is_crowded or other.is_crowded,
        )

    def lack(self, detail: Detail) -> bool:
        """Tell whether the ad's own page is said to give what is not known yet."""
        return bool(
            detail.exclude
            or detail.gone == "no ad"
            or ((detail.number or detail.text) and not self.numbers)
            or (detail.place and not self.place)
            or (detail.label and not self.label)
        )


def facts_of(card: Card, fields: Portal | Detail, portal: Portal) -> Facts:
    """Read what the fields of a portal's block, or of its `detail`, find on a card.

    Raises RequiredMissing where a required field finds nothing.
    """
    found: list[Hidden[str]] = []
    is_hidden = fields.hidden is not None and card.has(fields.hidden)
    is_unreadable = False
    for reading in _readings(card, fields, portal):
        found += reading.numbers
        is_hidden = is_hidden or reading.hidden > 0
        is_unreadable = is_unreadable or reading.unreadable > 0
    numbers = tuple(dict.fromkeys(found))
    is_crowded = len(numbers) > portal.most_numbers
    return Facts(
        () if is_crowded else numbers,
        _words(card, fields.place, "place"),
        _words(card, fields.label, "label"),
        is_hidden,
        is_unreadable,
        is_crowded,
    )


def _readings(card: Card, fields: Portal | Detail, portal: Portal) -> Iterator[Reading]:
    for name, source in (("number", fields.number), ("text", fields.text)):
        if source is not None:
            pieces = card.contact_pieces(source)
            _check_required(pieces, source, name)
            for piece in pieces:
                contact = name == "number"
                yield read_html(piece, portal.region, portal.fallbacks, contact=contact)


def _words(card: Card, source: Field | None, name: str) -> str:
    if source is None:
        return ""
    values = card.values(source)
    _check_required(values, source, name)
    return ", ".join(values)


def _check_required(values: Sequence[object], source: Field, name: str) -> None:
    if source.required and not values:
        raise RequiredMissing(
            f"an ad has no {name} ({name}.select = {selector_of(source)}, required)"
        )
