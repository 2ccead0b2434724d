"""Where in normalized text digits stand together: one pass, and all else looks only there.

A zone is digits with nothing but separators, letters that look like digits, and short fillings
between them. What is a date, a clock time or a coordinate is blanked out; the rest are runs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scrapers.numbers.dialling_plan import SHORTEST
from scrapers.numbers.lookalikes import FILLERS, GAP, LETTERS, WHOLE_WORD
from scrapers.numbers.non_phone_patterns import BLANK, blanks, without_bank_accounts
from scrapers.numbers.normalization import remember, with_replaced

_RUN = re.compile(rf"[0-9](?<![0-9][0-9])(?:{GAP}{{0,16}}+[0-9]){{{SHORTEST - 1},600}}+")
_FILLING = rf"(?:{FILLERS}|[^\W0-9_{LETTERS}]{{1,2}}+){GAP}{{0,2}}+"
_LOOKALIKE = (  # no word begins so, and of letters alone only short ones count: "0155 oslo"
    rf"(?:(?<=[^\W_])|(?={WHOLE_WORD}|[{LETTERS}]{{0,16}}+[0-9]))[{LETTERS}]"
    rf"(?=[0-9{LETTERS}]{{0,16}}+(?![^\W_]))"
)
_ZONE = re.compile(  # begins at a digit, so that prose costs nothing
    rf"[0-9](?<![0-9][0-9])(?:{GAP}{{0,16}}+(?:[0-9]|{_FILLING}[0-9]|{_LOOKALIKE})){{6,600}}+"
)
_LETTER = re.compile(r"[^\W0-9_]|[|!]")  # captures within `++` would be broken in Python 3.11
_DATES: set[int] = set()
"""Hashes of zones that are dates or times and nothing more, and of what stands before them: the ads
of a portal share them."""

_BEFORE = 2
"""So many characters before digits are looked at to tell whether they are a date."""

Place = tuple[int, int]  # where something begins and ends
Blanked = tuple[int, int, str]  # … and what comes there


def spans_of_runs(text: str, start: int, end: int) -> list[Place]:
    """Return where the runs of normalized text stand."""
    return [match.span() for match in _RUN.finditer(text, start, end)]


@dataclass(slots=True)
class Zones:
    """Where in a text digits stand together, and where letters stand among them like digits."""

    text: str = field(repr=False)
    runs: list[Place]
    mixed: list[Place]


def zones_of(text: str) -> Zones:
    """Find the zones of normalized text, in which dates, times and coordinates are blanked out.

    Places in the text stay the same.
    """
    runs: list[Place] = []
    mixed: list[Place] = []
    blanked: list[Blanked] = []
    text = without_bank_accounts(text)
    for match in _ZONE.finditer(text):
        zone, digits = match.span(), match[0]
        if digits.replace(" ", "").isdigit():
            runs.append(zone)
            continue
        # What stands before them tells, too: 60.1234567 is a place, and +60.1234567 a number.
        seen_as = text[max(0, zone[0] - _BEFORE) : zone[1]]
        if hash(seen_as) in _DATES:
            blanked.append((*zone, BLANK * len(digits)))
            continue
        if _LETTER.search(digits):
            mixed.append(zone)
            places = spans_of_runs(text, *zone)
        else:
            places = [zone]
        for place in places:
            if others := blanks(text, *place):
                runs += _between(text, place, others)
                blanked += others
                if others[0][:2] == zone:
                    remember(_DATES, [seen_as])
            else:
                runs.append(place)
    return Zones(with_replaced(text, blanked), runs, mixed)


def _between(text: str, place: Place, others: list[Blanked]) -> Iterator[Place]:
    """Yield the runs that are left of one in which other things stand."""
    start, end = place
    for first, last, _ in [*others, (end, end, "")]:
        if first - start >= SHORTEST:
            yield from spans_of_runs(text, start, first)
        start = last
