"""Digits that are plainly something else: dates, times, bank accounts, coordinates, placeholders.

Each pattern begins at a digit (or at a country's two letters) and repeats nothing without end, so
that masking a text is linear.

A placeholder stands where a portal keeps the number back until somebody clicks or logs in. They are
counted, so that a sweep's summary can say how many numbers stayed out of sight; nobody clicks them.
"""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import islice

from scrapers.numbers.word_lists import any_of, words

BLANK = "\U0010fffd"  # no letter, no digit and no separator: nothing reads across it

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_CLOCK = rf"{_HOUR}[:.][0-5][0-9]"
_YEAR = r"(?:19|20)[0-9][0-9]"
_DEGREES = r"(?:1[0-7][0-9]|[1-9]?[0-9])\."
_ENDS = r"(?![0-9])"
_NATIONAL = r"(?:[0-9]{8}|[0-9]{2}(?:\s[0-9]{2}){3}|[0-9]{3}\s[0-9]{2}\s[0-9]{3})"
_NON_PHONE = re.compile(
    rf"""(?=[0-9])(?<![0-9])(?<![0-9][./:+-])(?:
      (?:{_DAY}\.?\s?-\s?)?{_DAY}(?P<a>[./-]\s?){_MONTH}(?P=a){_YEAR}{_ENDS}(?!(?P=a)[0-9])
    | {_YEAR}(?P<b>[./-]){_MONTH}(?P=b){_DAY}{_ENDS}(?!(?P=b)[0-9])
    | {_DAY}(?P<c>[./-]){_MONTH}(?P=c)[0-9][0-9]{_ENDS}(?!(?P=c)[0-9])(?!\s[0-9][0-9]{_ENDS})
    | {_DAY}[./]{_MONTH}\.?\s?-\s?{_DAY}[./]{_MONTH}(?![0-9]|[./-][0-9])
    | {_DAY}(?P<d>[./]){_MONTH}(?:,?\s{_DAY}(?P=d){_MONTH}){{1,12}}(?![0-9]|[./-][0-9])
    | {_CLOCK}\s?-\s?{_CLOCK}(?![0-9]|[.:-][0-9])
    | {_HOUR}:[0-5][0-9](?::[0-5][0-9])?(?:\s?-\s?[0-9]{{1,2}}{_ENDS})?(?![0-9]|:[0-9])
    | 24\s?/\s?7{_ENDS}
    | 0[.,][0-9]{{5,18}}{_ENDS}
    | {_DEGREES}[0-9]{{4,18}}\s?°?\s?[,;/ ]\s?-?{_DEGREES}[0-9]{{4,18}}{_ENDS}
    | (?<!\+){_DEGREES}[0-9]{{5,18}}(?![0-9]|\s?[-.]?[0-9])
    | (?:{_HOUR}\s?-\s?{_HOUR}|{_DAY}[./]{_MONTH})(?=[.,;]?\s{{1,3}}{_NATIONAL}{_ENDS})
    | [0-9]{{4}}\.[0-9]{{2}}\.[0-9]{{5}}{_ENDS}
    | [0-9]{{5,15}}[.,][0-9]{{1,2}}(?![.,]?[0-9])
    )""",
    re.VERBOSE,
)
_SIGN = re.compile(r"[0-9]\s?[./:,-]\s?[0-9]")  # cheaper than what stands behind it
_IBAN = re.compile(r"[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,4})?(?![^\W_])")


def blanks(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return the dates, clock times and coordinates in a run of digits, and blanks as long."""
    if not _SIGN.search(text, start, end):
        return []
    matches = _NON_PHONE.finditer(text, start, end)
    return [(*match.span(), BLANK * len(match[0])) for match in matches]


def without_bank_accounts(text: str) -> str:
    """Blank out the bank accounts in normalized text that speaks of them."""
    if "iban" not in text:
        return text
    return _IBAN.sub(lambda match: BLANK * len(match[0]), text)


def _is_date(day: str, month: str, year: str) -> bool:
    if month > "12" or day > "31":  # most numbers, and quickly
        return False
    try:
        return 1900 <= date(int(year), int(month), int(day)).year <= 2100
    except ValueError:  # its text holds digits of ours, so it must not travel on
        return False


def _is_short_date(digits: str) -> bool:
    return any(
        _is_date(day, digits[2:4], century + year)
        for day, year in ((digits[:2], digits[4:6]), (digits[4:6], digits[:2]))
        for century in ("19", "20")
    )


def _is_run_together_date(unit: str) -> bool:
    if unit[2:4] > "12" and unit[4:6] > "12":  # most numbers, and quickly
        return False
    return _is_date(unit[:2], unit[2:4], unit[4:]) or _is_date(unit[6:], unit[4:6], unit[:4])


def _is_clock(digits: str) -> bool:
    return int(digits[:2]) <= 24 and digits[2:] in {"00", "15", "30", "45"}


def _is_pair_of_amounts(first: str, second: str) -> bool:
    """Judge four and four digits: a price range, a span of years, opening hours."""
    low, high = int(first), int(second)
    round_prices = low % 50 == 0 and high % 50 == 0
    years = 1900 <= low <= 2100 and 1900 <= high <= 2100
    return round_prices or years or (_is_clock(first) and _is_clock(second))


def _is_counting(units: Sequence[str]) -> bool:
    values = [int(unit) for unit in units]
    step = values[1] - values[0]
    return abs(step) in {1, 2, 5} and values == list(range(values[0], values[-1] + step, step))


_DATE = 8  # digits
_LOOKS: dict[tuple[int, ...], Callable[[Sequence[str]], bool]] = {
    (2, 2, 4): lambda units: _is_date(units[0], units[1], units[2]),
    (4, 4): lambda units: _is_pair_of_amounts(units[0], units[1]),
    (6, 4): lambda units: _is_short_date(units[0]),
    (6, 5): lambda units: _is_short_date(units[0]),
    (8, 4): lambda units: _is_short_date(units[0][2:]),
    (2, 2, 2, 2): _is_counting,
    (2, 2, 2, 2, 2): _is_counting,
}


def looks_like_other_data(units: Sequence[str]) -> bool:
    """Say whether groups that libphonenumber accepts look like dates, prices or a list instead."""
    if len(units) == 1:
        return len(units[0]) == _DATE and _is_run_together_date(units[0])
    look = _LOOKS.get(tuple([len(unit) for unit in units]))
    return bool(look and look(units))


_NOUN = f"(?:telefon|tele|mobil|kontakt)?(?:{any_of('phone_nouns')})"
_NUMBER = f"(?:(?:{any_of('phone_owners')}) ){{0,3}}{_NOUN}"
_SHOW = f"(?:{any_of('show')})"
_LOGIN = (
    r"(?:logg? ?(?:deg )?(?:inn?|ind)|sign in|logga in|log ind|registrer deg|anmelden|"
    r"inicia sesion|zaloguj)"
)
_LEADING_ON = r"(?: (?:for|to|her|here|a|og|and|at|se|see|vise|show|reveal|fa)){0,5}"
# Few ads need these, so they are compiled where they are first used.
_PLACEHOLDERS = (
    rf"(?<![^\W_])(?:{_SHOW}{_LEADING_ON}|{_LOGIN}(?: [^\W_]+){{0,5}}?) {_NUMBER}(?![^\W_])"
)
_SAYS_HIDDEN = rf"(?<![^\W_]){_NOUN} (?:anzeigen|er skjult|is hidden|ar dolt|skjult|hidden)"
_STARRED = (
    r"(?<![^\W_])[0-9]{2,5}(?:[ .-]?[0-9]{1,4})?[ .-]?(?:x{2,4}|\*{2,4})"
    r"(?:[ .-]?(?:x{2,4}|\*{2,4})){0,4}+(?![^\W_])"
)
_STEM = re.compile(r"num|tele|phone|tlf|info|номер")
_BEFORE, _AFTER = 64, 42
_MOST_PLACES = 2_000
SHOWING = words("show") | words("login")
HIDDEN = words("hidden")
_HIDDEN_WORD = re.compile("|".join(sorted(HIDDEN)))


def _starts(pattern: str, text: str, start: int, end: int) -> set[int]:
    return {match.start() for match in re.compile(pattern).finditer(text, start, end)}


def _starts_around(word: re.Pattern[str], pattern: str, after: int, text: str) -> set[int]:
    """Return where a pattern begins around words that are rare in an ad."""
    starts: set[int] = set()
    for match in islice(word.finditer(text), _MOST_PLACES):
        starts |= _starts(pattern, text, max(0, match.start() - _BEFORE), match.end() + after)
    return starts


def count_placeholders(text: str, hints: Collection[str]) -> int:
    """Count the "show number" and "log in to see" placeholders in text that has these words."""
    starts: set[int] = set()
    if "xx" in text or "**" in text:
        starts = _starts(_STARRED, text, 0, len(text))
    if not SHOWING.isdisjoint(hints):
        starts |= _starts_around(_STEM, _PLACEHOLDERS, _AFTER, text)
    if not HIDDEN.isdisjoint(hints):
        starts |= _starts_around(_HIDDEN_WORD, _SAYS_HIDDEN, 0, text)
    return len(starts)
