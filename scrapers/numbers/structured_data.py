"""Data that pages carry: JSON-LD, embedded state, and state assigned in a script."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scrapers.numbers.lexicon import NOT_PHONE_NAMES, NUMBER_NAMES, PHONE_NAMES, PROSE_NAMES

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


_KINDS = ("type", "kind", "name", "label", "key", "channel", "method")
_MOST_VALUES = 200_000
_ASSIGNED = re.compile(
    r"""(?<![\w$])["']?([A-Za-z_][\w-]{1,40})["']?\s{0,4}[:=]\s{0,4}("(?:[^"\\\n]|\\.){5,80}"|'(?:[^'\\\n]|\\.){5,80}'|[0-9]{7,15}(?![\w.]))"""
)
_HINT = re.compile(r"phone|tel|tlf|mobil|msisdn|whatsapp|celular|movil|sms|gsm", re.IGNORECASE)

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Datum:
    """One value of the data: a phone field's, or prose that may hold a number."""

    text: str = field(repr=False)
    contact: bool


def _children(value: Json, name: str, *, phone: bool) -> Iterator[tuple[Json, str, bool]]:
    if isinstance(value, dict):
        phone = phone or _is_of_phone_kind(value)
        for key, child in value.items():
            yield child, key, names_phone(key) or (phone and names_part(key))
    elif isinstance(value, list):
        for child in value:
            yield child, name, phone or names_phone(name)


def _is_of_phone_kind(value: dict[str, Json]) -> bool:
    """Recognise `{"type": "phone", "value": …}`."""
    kinds = (value.get(key) for key in _KINDS)
    return any(isinstance(kind, str) and names_phone(kind) for kind in kinds)


def _datum(value: Json, name: str, *, phone: bool) -> Datum | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():  # a table that took the number for one
        value = int(value)
    if phone and isinstance(value, str | int):
        return Datum(str(value), contact=True)
    if isinstance(value, str) and name.lower() in PROSE_NAMES:
        return Datum(value, contact=False)
    return None


def _walk(top: Json) -> Iterator[Datum]:
    """Yield the phone fields and the prose, in the order of the document, without recursion."""
    waiting: list[tuple[Json, str, bool]] = [(top, "", False)]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value, name, phone = waiting.pop()
        if datum := _datum(value, name, phone=phone):
            yield datum
        inherited = phone or names_phone(name)
        waiting += reversed(list(_children(value, name, phone=inherited)))


def _loaded(text: str) -> Json:
    try:
        loaded: Json = json.loads(text)
    except (ValueError, RecursionError):  # a ValueError quotes the text; it ends here
        return None
    return loaded


def _literal(text: str) -> str:
    """Return what a string or number in a script stands for."""
    if not text.startswith(('"', "'")):
        return text
    loaded = _loaded('"' + text[1:-1].replace("\\'", "'").replace('"', '\\"') + '"')
    return loaded if isinstance(loaded, str) else text[1:-1]


def _assigned(script: str) -> Iterator[Datum]:
    for match in _ASSIGNED.finditer(script):
        if names_phone(match[1]):
            yield Datum(_literal(match[2]), contact=True)


def data_in(text: str) -> Iterator[Datum]:
    """Yield the phone fields and the prose in a script or a data attribute."""
    loaded = _loaded(text.strip()) if text.lstrip()[:1] in {"{", "["} else None
    if loaded is not None:
        yield from _walk(loaded)
    elif _HINT.search(text):
        yield from _assigned(text.replace('\\"', '"'))
