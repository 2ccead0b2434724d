"""Places where a portal keeps the number back until somebody clicks or logs in.

They are counted, so that the sweep's summary can say how many numbers stayed out of sight. Nobody
clicks them (see "Polite and open" in the design).
"""

import re
from collections.abc import Collection

from scrapers.numbers.lexicon import words

_NUMBERS = ("num", "telef", "telep", "phone", "tlf", "info", "номер")
_SHOWING = words(
    """
    vis se vise visa show view reveal display mostrar ver pokaz zobacz arata vezi anzeigen zeige
    afficher voir показать klikk klik click tap trykk tryk klicka logg log login logga sign
    registrer anmelden inicia zaloguj skjult hidden dolt
    """
)
_NUMBER = (
    r"(?:(?:hele|the|full|fulle|my|mitt|el|le|o|die|meu|tele|telefon|phone|mobil|mobile|kontakt|"
    r"contact) ){0,3}(?:telefon|tele|mobil|kontakt)?(?:nummeret|nummer|numret|number|numeret|"
    r"numero|numer|numarul|telefonen|telefon|telefono|telephone|phone|tlf|номер|"
    r"contact info|kontaktinfo)"
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
    rf"{_SHOW}{_LEADING_ON} {_NUMBER}(?![^\W_])"
    rf"|{_LOGIN}(?: [^\W_]+){{0,5}}? {_NUMBER}(?![^\W_])"
)
_SAYS_HIDDEN = re.compile(rf"{_NUMBER} (?:anzeigen|er skjult|is hidden|ar dolt|skjult|hidden)")
_HIDDEN_WORDS = ("anzeigen", "skjult", "hidden", "dolt")
_STARRED = re.compile(
    r"[0-9]{2,5}(?:[ .-]?[0-9]{1,4})?[ .-]?(?:x{2,4}|\*{2,4})(?:[ .-]?(?:x{2,4}|\*{2,4})){0,4}+"
    r"(?![^\W_])"
)
_NUMBER_STEM = re.compile("num|telef|telep|phone|tlf|kontaktinfo|contact info|номер")
_BEFORE, _AFTER = 64, 32
_STARS = ("xx", "**")


def _starts(pattern: re.Pattern[str], text: str) -> set[int]:
    """Return where `pattern` begins at the beginning of a word."""
    starts = (match.start() for match in pattern.finditer(text))
    return {start for start in starts if not start or not text[start - 1].isalnum()}


def _near_numbers(text: str) -> set[int]:
    """Look for placeholders only around the words for a number, which are rare in an ad."""
    found: set[int] = set()
    for match in _NUMBER_STEM.finditer(text):
        before = max(0, match.start() - _BEFORE)
        window = text[before : match.end() + _AFTER]
        if _SHOWING.isdisjoint(window.split()):
            continue
        starts = _starts(_PLACEHOLDERS, window)
        if any(map(window.__contains__, _HIDDEN_WORDS)):
            starts |= _starts(_SAYS_HIDDEN, window)
        found.update(before + start for start in starts)
    return found


def count_hidden(text: str, said: Collection[str]) -> int:
    """Count the "show number" and "log in to see" placeholders in text that says these words."""
    starred = _starts(_STARRED, text) if any(map(text.__contains__, _STARS)) else set()
    if _SHOWING.isdisjoint(said) or not any(map(text.__contains__, _NUMBERS)):
        return len(starred)
    return len(starred | _near_numbers(text))
