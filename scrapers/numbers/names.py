"""Names that say phone: of attributes, inputs, classes and JSON keys."""

import re

from scrapers.numbers.lexicon import NOT_PHONE_NAMES, NUMBER_NAMES, PHONE_NAMES

_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_COMPOUND = re.compile(r"phone|telefon|telephone|mobil|msisdn|whatsapp|tlf|celular")


def tokens(name: str) -> list[str]:
    """Take `contactPhone_nr` apart into lower-case words."""
    return [token.lower() for token in _TOKEN.findall(name)]


def names_phone(name: str) -> bool:
    """Say whether a name such as `data-phone` or `contactPhone` stands for a phone number."""
    words = tokens(name)
    if not words or not NOT_PHONE_NAMES.isdisjoint(words):
        return False
    return not PHONE_NAMES.isdisjoint(words) or any(map(_COMPOUND.search, words))


def names_part(name: str) -> bool:
    """Say whether a name such as `number` or `value` may hold the number inside a phone object."""
    return not NUMBER_NAMES.isdisjoint(tokens(name))
