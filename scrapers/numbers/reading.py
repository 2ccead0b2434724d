"""Reading a text, an ad's words or a contact field; and what comes of any reading."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrapers.model import Hidden
from scrapers.numbers.dialling_plan import E164Number
from scrapers.numbers.normalization import normalize
from scrapers.numbers.reader import Reader


@dataclass(frozen=True, slots=True)
class Reading:
    """The distinct numbers of one input in E.164, and counts of what is not among them.

    `unlisted` counts the numbers kept though
    libphonenumber does not list their range; `hidden`, places where the portal shows a number
    only after a click or a login; `unreadable`, places that announce a phone number and hold
    digits that are none.
    """

    numbers: tuple[Hidden[str], ...] = ()
    unlisted: int = 0
    hidden: int = 0
    unreadable: int = 0


def gather(found: Iterable[E164Number], *, hidden: int, unreadable: int) -> Reading:
    """Return the distinct numbers among `found`, in order, as a Reading."""
    distinct: dict[Hidden[str], bool] = {}
    for number in found:
        distinct.setdefault(number.e164, number.listed)
    unlisted = sum(1 for listed in distinct.values() if not listed)
    return Reading(tuple(distinct), unlisted, hidden, unreadable)


def read_text(
    text: str, region: str, fallbacks: Sequence[str] = (), *, contact: bool = False
) -> Reading:
    """Read `text` for a portal of `region`; see the package for what that means.

    `contact` says that the whole input is a contact field. Then a number that libphonenumber calls
    possible but not valid is kept, and counted in `unlisted`.
    """
    reader = Reader(region, fallbacks)
    found = reader.numbers(reader.read(normalize(text), contact=contact))
    return gather(found, hidden=reader.hidden, unreadable=reader.unreadable)


def numbers_in_text(text: str, region: str, fallbacks: Sequence[str] = ()) -> list[Hidden[str]]:
    """Return the distinct phone numbers in `text`, in E.164 and in order of appearance."""
    reader = Reader(region, fallbacks, counting=False)
    found = reader.numbers(reader.read(normalize(text)))
    return list(dict.fromkeys(number.e164 for number in found))
