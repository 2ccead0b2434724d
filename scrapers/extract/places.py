"""The place that an ad states becomes one of config.toml's list; its own words end here."""

import re
import unicodedata
from functools import lru_cache

from scrapers.model import UNKNOWN_PLACE, PlaceNames


def places_in(text: str, names: PlaceNames) -> tuple[str, ...]:
    """Return the listed places that a text names, in the list's order.

    A touring ad may name several. A text that names none of the list gives `UNKNOWN_PLACE`.
    """
    composed = unicodedata.normalize("NFC", text)
    named = tuple(name for name, spellings in names.items() if _pattern(spellings).search(composed))
    return named or (UNKNOWN_PLACE,)


@lru_cache(maxsize=1024)
def _pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    composed = (unicodedata.normalize("NFC", spelling) for spelling in spellings)
    alternatives = "|".join(map(re.escape, composed))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
