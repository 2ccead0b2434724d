"""Places where a portal keeps the number back until somebody clicks or logs in.

They are counted, so that the sweep's summary can say how many numbers stayed out of sight. Nobody
clicks them (see "Polite and open" in the design).
"""

import re
from collections.abc import Collection, Iterator

from scrapers.numbers.lexicon import words

_NUMBERS = ("num", "tele", "phone", "tlf", "info", "номер")
_SHOWING = words(
    """
    vis se vise visa show view reveal display mostrar ver pokaz zobacz arata vezi anzeigen zeige
    afficher voir показать klikk klik click tap trykk tryk klicka logg log login logga sign
    registrer anmelden inicia zaloguj
    """
)
_NOUN = (
    r"(?:telefon|tele|mobil|kontakt)?(?:nummeret|nummer|numret|number|numeret|"
    r"numero|numer|numarul|telefonen|telefon|telefono|telephone|phone|tlf|номер|"
    r"contact info|kontaktinfo)"
)
_NUMBER = (
    r"(?:(?:hele|the|full|fulle|my|mitt|el|le|o|die|meu|tele|telefon|phone|mobil|mobile|kontakt|"
    rf"contact) ){{0,3}}{_NOUN}"
)
_SHOW = (
    r"(?:vis|se|vise|visa|show|view|reveal|display|mostrar|ver|pokaz|zobacz|arata|vezi|anzeigen|"
    r"zeige|afficher|voir|показать|klikk|klik|click|tap|trykk|tryk|klicka)"
)
_LOGIN = (
    r"(?:logg? ?(?:deg )?(?:inn?|ind)|sign in|logga in|log ind|registrer deg|anmelden|"
    r"inicia sesion|zaloguj)"
)
_LEADING_ON = r"(?: (?:for|to|her|here|a|og|and|at|se|see|vise|show|reveal|fa)){0,5}"
_PLACEHOLDERS = re.compile(
    rf"(?<![^\W_])(?:{_SHOW}{_LEADING_ON}|{_LOGIN}(?: [^\W_]+){{0,5}}?) {_NUMBER}(?![^\W_])"
)
_SAYS_HIDDEN = re.compile(
    rf"(?<![^\W_]){_NOUN} (?:anzeigen|er skjult|is hidden|ar dolt|skjult|hidden)"
)
_HIDDEN_WORDS = ("anzeigen", "skjult", "hidden", "dolt")
_STARRED = re.compile(
    r"(?<![^\W_])[0-9]{2,5}(?:[ .-]?[0-9]{1,4})?[ .-]?(?:x{2,4}|\*{2,4})"
    r"(?:[ .-]?(?:x{2,4}|\*{2,4})){0,4}+(?![^\W_])"
)
_BEFORE, _AFTER = 64, 42
_MOST_PLACES = 400
HIDING = _SHOWING.union(_HIDDEN_WORDS)


def _starts(pattern: re.Pattern[str], text: str) -> set[int]:
    return {match.start() for match in pattern.finditer(text)}


def _places(text: str) -> Iterator[int]:
    """Yield where the words for a number stand."""
    for stem in _NUMBERS:
        place = text.find(stem)
        for _ in range(_MOST_PLACES):
            if place < 0:
                break
            yield place
            place = text.find(stem, place + 1)


def _near_numbers(text: str) -> set[int]:
    """Look for placeholders only around the words for a number, which are rare in an ad."""
    places: set[int] = set()
    for place in _places(text):
        before = max(0, place - _BEFORE)
        window = text[before : place + _AFTER]
        if not _SHOWING.isdisjoint(window.split()):
            places.update(before + start for start in _starts(_PLACEHOLDERS, window))
        if any(map(text[place : place + _AFTER].__contains__, _HIDDEN_WORDS)):
            places.update(before + start for start in _starts(_SAYS_HIDDEN, window))
    return places


def count_placeholders(text: str, words_said: Collection[str]) -> int:
    """Count the "show number" and "log in to see" placeholders in text that says these words."""
    starred = _starts(_STARRED, text) if "xx" in text or "**" in text else set()
    if HIDING.isdisjoint(words_said):
        return len(starred)
    return len(starred | _near_numbers(text))
