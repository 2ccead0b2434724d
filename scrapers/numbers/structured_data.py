"""What pages carry beside their text: data with phone fields, and attributes.

Data is JSON-LD, embedded state, or state assigned in a script; an attribute is named for a phone,
or holds an address that leads to one. What they hold is contact: its word outweighs a metadata
table.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from scrapers.numbers.cues import says_phone
from scrapers.numbers.normalization import normalize
from scrapers.numbers.phone_links import BARE_CODE, WHOLE_LINK, contact_in
from scrapers.numbers.word_lists import (
    NOT_PHONE_NAMES,
    PORTAL_NAMES,
    names_part,
    names_phone,
    names_portal,
    tokens,
    words,
)

_PROSE_NAMES = words("prose_names")
_KINDS = ("type", "kind", "name", "label", "key", "channel", "method")
_PORTALS_OWN = re.compile(
    rf"{PORTAL_NAMES}[\w-]{{0,20}}[\"']?\s{{0,4}}:\s{{0,4}}\{{[^{{}}]{{0,2000}}\}}", re.IGNORECASE
)
"""What an object in a script says of the portal."""
_MOST_VALUES = 200_000
_ASSIGNED = re.compile(
    r"""(?<![\w$])["']?([A-Za-z_][\w-]{1,40})["']?\s{0,4}[:=]\s{0,4}("(?:[^"\\\n]|\\.){5,80}"|'(?:[^'\\\n]|\\.){5,80}'|[0-9]{7,15}(?![\w.]))"""
)
_HINT = re.compile(
    r"phone|tel|tlf|mobil|msisdn|whatsapp|celular|movil|sms|gsm|viber|wa\.me|t\.me", re.IGNORECASE
)

_DECODER = json.JSONDecoder()
_JOINED_STRINGS = re.compile(r"(?:\"\s{0,4}\+\s{0,4}\"|'\s{0,4}\+\s{0,4}')")
_DATA_BEGIN = re.compile(r"[=(,]\s{0,4}[{\[]")
_MOST_EMBEDDED = 20
_CALL = re.compile(
    r"(?<!\w)([A-Za-z_]\w{1,40})\(\s{0,4}(?:this\s{0,4},\s{0,4})?(?:['\"](\+?[0-9][0-9\s()-]{6,20})['\"]|([0-9]{7,15})(?!\w))"
)
_WITH_COUNTRY = 10  # digits, at least
_CALLS = frozenset(("call", "ring", "dial", "tel", "sms"))
_DIGITS_ALONE = re.compile(r"[0-9][0-9\s().-]{6,22}")
_PLUS_NUMBER = re.compile(r"\s*\+[0-9][0-9\s().-]{6,22}")

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Datum:
    """One value of the data: a phone field's, or prose that may hold a number."""

    text: str = field(repr=False)
    contact: bool


def _children(value: Json, name: str, *, phone: bool) -> Iterator[tuple[Json, str, bool]]:
    if isinstance(value, dict):
        if names_portal(str(value.get("contactType") or "")):
            return
        phone = phone or _is_of_phone_kind(value)
        for key, child in value.items():
            if not names_portal(key):
                yield child, key, names_phone(key) or (phone and names_part(key))
    elif isinstance(value, list):
        for child in value:
            yield child, name, phone or names_phone(name)


def _is_of_phone_kind(value: dict[str, Json]) -> bool:
    """Recognise `{"type": "phone", "value": …}`."""
    kinds = (value.get(key) for key in _KINDS)
    return any(isinstance(kind, str) and names_phone(kind) for kind in kinds)


def _datum(value: Json, name: str, *, phone: bool) -> Datum | None:
    if isinstance(value, float) and value.is_integer():  # a table that took the number for one
        value = int(value)
    if phone and isinstance(value, str | int) and not isinstance(value, bool):
        return Datum(str(value), contact=True)
    if isinstance(value, str) and WHOLE_LINK.match(value):
        return Datum(contact_in(value) or "", contact=True)
    if isinstance(value, str) and name.lower() in _PROSE_NAMES:
        return Datum(value, contact=False)
    return None


def _pointed_at(top: Json, value: Json) -> Json:
    """Return what a small number stands for in data that is one list of all its values."""
    if isinstance(top, list) and type(value) is int and 0 <= value < len(top):
        found = top[value]
        return found if isinstance(found, str | int) else value
    return value


def _walk(top: Json) -> Iterator[Datum]:
    """Yield the phone fields and the prose, in the order of the document, without recursion."""
    waiting: list[tuple[Json, str, bool]] = [(top, "", False)]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value, name, phone = waiting.pop()
        value = _pointed_at(top, value)
        if datum := _datum(value, name, phone=phone):
            yield datum
        inherited = phone or names_phone(name)
        waiting += reversed(list(_children(value, name, phone=inherited)))


def _loaded(text: str) -> Json:
    loaded: Json = None
    with suppress(ValueError, RecursionError):  # a ValueError quotes the text; it ends here
        loaded = json.loads(text)
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


def _linked(script: str) -> Iterator[Datum]:
    """Yield what the links dial that a script opens, or writes into a page."""
    for match in WHOLE_LINK.finditer(script):
        if script[match.start() - 1 : match.start()] in {'"', "'"}:
            yield Datum(contact_in(match[0]) or "", contact=True)


def _embedded(script: str) -> Iterator[Datum]:
    """Yield the phone fields of data that a script assigns or hands over: `state = {…};`."""
    end = 0
    for match in islice(_DATA_BEGIN.finditer(script), _MOST_EMBEDDED):
        loaded: Json = None
        if match.start() >= end:
            with suppress(ValueError, RecursionError):  # of other statements; it quotes the text
                loaded, end = _DECODER.raw_decode(script, match.end() - 1)
        yield from (datum for datum in _walk(loaded) if datum.contact)


def data_in(text: str) -> Iterator[Datum]:
    """Yield the phone fields and the prose in a script or a data attribute."""
    loaded = _loaded(text.strip()) if text.lstrip()[:1] in {"{", "["} else None
    if loaded is not None:
        yield from _walk(loaded)
    elif _HINT.search(text):
        text = _JOINED_STRINGS.sub("", text)
        yield from _embedded(text)
        text = text.replace('\\"', '"').replace("\\/", "/")
        text = _PORTALS_OWN.sub(" ", text)
        yield from _assigned(text)
        yield from _linked(text)


_LABELS, _HOLDERS, _NAMING = (words(f"{at}_attributes") for at in ("label", "holding", "naming"))
_SHORTEST = 5
_ANY_DIGIT = re.compile(r"[0-9]")
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
    return _ANY_DIGIT.search(text) is not None or any(
        map(str.isnumeric, _BEYOND_ASCII.findall(text))
    )


def _labelled(value: str, *, named: bool) -> Datum:
    says_so = any(map(says_phone, normalize(value).replace(":", " ").split()))
    return Datum(value, contact=says_so or (named and _is_numeric(value)))


def _attribute(name: str, value: str, *, named: bool) -> Iterator[Datum]:
    """Yield what an attribute with digits in it carries."""
    if dialled := contact_in(value):
        yield Datum(dialled, contact=True)
    elif value.lstrip()[:1] in {"{", "["}:
        yield from data_in(value)
    elif called := _CALL.findall(value):
        for function, quoted, bare in called:
            # Others, such as `showPhone('42…')`, may be given the ad's id: then a country tells.
            is_call = not _CALLS.isdisjoint(tokens(function))
            if is_call or len(quoted) >= _WITH_COUNTRY:
                yield Datum(quoted or bare, contact=is_call)
    elif "'" in value and (assigned := list(_assigned(value))):
        yield from assigned
    elif names_phone(name) or (named and name in _HOLDERS) or _PLUS_NUMBER.fullmatch(value):
        yield Datum(value, contact=True)
    elif _may_hold(name) and (_DIGITS_ALONE if named else BARE_CODE).fullmatch(value):
        yield Datum(value, contact=named)


def _may_hold(name: str) -> bool:
    """Say whether an attribute may hold the number of its element: `data-full`, `data-number`."""
    if not name.startswith("data-"):
        return name in _HOLDERS
    return names_part(name) and NOT_PHONE_NAMES.isdisjoint(tokens(name))


def data_of(attributes: Mapping[str, str | None], short_text: Callable[[], str]) -> Iterator[Datum]:
    """Yield what an element carries in its attributes, or says, where they announce a phone.

    `short_text` gives its own text where that is short, else nothing.
    """
    named = _says_phone(attributes)
    for name, value in attributes.items():
        if not value:
            continue
        if name in _LABELS:
            yield _labelled(value, named=named)
        elif _is_numeric(value):
            yield from _attribute(name, value, named=named)
    if named and _is_numeric(text := short_text()):
        yield Datum(text, contact=True)
