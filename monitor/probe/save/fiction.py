"""Made-up words, ids, addresses and phone numbers in place of real ones, of the same shape.

What stands for a number or a part of an address stays the same within one folder, so that links
still lead to the right page and an ad that shares its number still does; words of texts are made up
anew each time. Nothing is kept of how they were made.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from monitor.probe.mask import PARAMETER
from scrapers.http.client import origin
from scrapers.model import Hidden
from scrapers.numbers import read_text
from scrapers.numbers.lexicon import PHONE_WORDS
from scrapers.numbers.normalization import normalize
from scrapers.numbers.phone_links import contact_in
from scrapers.portal_config import Portal

TOKEN = re.compile(r"[^\W_]+")
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
RUN = re.compile(r"(?:\+|\(\+)?\d[\d\s().\-/\u00a0]{4,22}\d")
STARTS = ("42", "43", "44", "49")
ENDINGS = frozenset({"html", "htm", "php", "aspx", "asp", "jsp", "xml", "json", "index"})
CONSONANTS, VOWELS = "bdfgklmnprstv", "aeiou"
TRIES = 200


class Fiction:
    """Makes things up for one folder.

    `kept` are words (in lower case) that the portal's block needs; `avoided` are the words of the
    real pages, which no made-up word may be; `ids` are the parts of ads' ids; `digits` are
    the real pages without what stands between digits, so that no made-up number is one of theirs.
    """

    def __init__(
        self,
        portal: Portal,
        kept: Iterable[str],
        avoided: Iterable[str],
        ids: Iterable[str],
        digits: str = "",
    ) -> None:
        self.kept = frozenset(kept) | ENDINGS
        self._avoided = frozenset(avoided)
        self._ids = frozenset(ids)
        self._digits = digits
        self._portal = portal
        self._own = {origin(each) for each in (*portal.starts, *portal.hosts)}
        self._random = random.SystemRandom()
        self._parts: dict[str, str] = {}
        self._numbers: dict[Hidden[str], str] = {}
        self._used: set[str] = set()
        self.parameters: set[str] = set()

    def number(self, number: Hidden[str]) -> str:
        """Return the fictional number, in E.164, that stands for a real one."""
        while number not in self._numbers:
            start = self._random.choice(STARTS)
            made = f"+47{start}{self._random.randrange(100_000, 1_000_000)}"
            is_real = made[3:] in self._digits or made[:2:-1] in self._digits
            if made not in self._numbers.values() and not is_real:
                self._numbers[number] = made
        return self._numbers[number]

    @property
    def real_numbers(self) -> list[str]:
        """All real numbers that were met."""
        return [number.reveal() for number in self._numbers]

    def without_numbers(self, text: str) -> str:
        """Return a made-up text without its made-up numbers, whose groups may look like ids."""
        made = tuple(number.removeprefix("+47") for number in self._numbers.values())
        return RUN.sub(
            lambda match: " " if re.sub(r"\D", "", match[0]).endswith(made) else match[0], text
        )

    def parts(self, text: str) -> str:
        """Replace each part of an id or address by what stands for it."""
        return TOKEN.sub(lambda match: self._part(match[0]), text)

    def address(self, address: str) -> str:
        """Return the made-up path, with query, that stands for an absolute address."""
        parts = urlsplit(address)
        host = "" if origin(address) in self._own else "/" + self.parts(parts.netloc)
        path = quote(host + self.parts(unquote(parts.path)), safe="/:;,.!~*'()-_=")
        query = urlencode(
            [
                (self._parameter(name, value), self.parts(value))
                for name, value in parse_qsl(parts.query, keep_blank_values=True)
            ]
        )
        return (path or "/") + (f"?{query}" if query else "")

    def link(self, address: str) -> str:
        """Return what stands for a link: a phone's, a page's, or nothing of any other."""
        dialled = contact_in(address)
        if dialled is not None:
            found = self._read(dialled)
            to = "https://wa.me/" if "wa" in address.lower().partition("?")[0] else "tel:+"
            return to + self.number(found[0])[1:] if found else "#"
        return self.address(address) if origin(address) else "#"

    def text(self, text: str, figure: tuple[int, int] | None = None) -> str:
        """Return a made-up text of the same shape; numbers keep their spelling where they can.

        `figure` is the portal's own total and what to write in its place.
        """
        if not text.strip():
            return text
        if self._hides(text):
            return " Vis nummer "
        pieces, place = [], 0
        for match in ADDRESS.finditer(text):
            pieces += [self._plain(text[place : match.start()], figure), self.link(match[0])]
            place = match.end()
        return "".join([*pieces, self._plain(text[place:], figure)])

    def is_id(self, text: str) -> bool:
        """Tell whether a text is made of parts of ads' ids, and is not a phone number in groups."""
        parts = TOKEN.findall(text)
        is_grouped = len(parts) > 1 and bool(self._read(text))
        return bool(parts) and self._ids.issuperset(parts) and not is_grouped

    def spelt(self, number: str) -> str:
        """Write a fictional number so that it is read wherever it stands."""
        national = number.removeprefix("+47")
        return f"+47 {national[:2]} {national[2:4]} {national[4:6]} {national[6:]}"

    def _plain(self, text: str, figure: tuple[int, int] | None) -> str:
        pieces, place = [], 0
        for match in RUN.finditer(text):
            found = self._read(match[0])
            if found:
                one = self._laid_out(match[0], found[0])
                several = " / ".join(self.spelt(self.number(each)) for each in found)
                made = one if len(found) == 1 else several
                pieces += [self._words(text[place : match.start()], figure), made]
                place = match.end()
        return "".join([*pieces, self._words(text[place:], figure)])

    def _laid_out(self, spelling: str, number: Hidden[str]) -> str:
        """Write the fictional number as the real one was written, or plainly if it is foreign."""
        made = self.number(number)
        digits = re.sub(r"\D", "", spelling)
        real = number.reveal()
        if not real.startswith("+47") or not digits.endswith(real[3:]):
            return self.spelt(made)
        fill = iter(digits[:-8] + made[3:])
        return "".join(next(fill) if sign.isdigit() else sign for sign in spelling)

    def _words(self, text: str, figure: tuple[int, int] | None) -> str:
        if figure is not None:
            grouped = r"[.,'\s\u00a0\u202f]?".join(_thousands(figure[0]))
            new = str(figure[1])
            pieces = re.split(rf"(?<!\d)(?:{grouped}|{figure[0]})(?!\d)", text)
            return new.join(TOKEN.sub(lambda match: self._word(match[0]), each) for each in pieces)
        return TOKEN.sub(lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        if self.is_kept(word):
            return word
        if word in self._ids:
            return self._part(word)
        return "0" * len(word) if word.isdigit() else self._made(word)

    def is_kept(self, word: str) -> bool:
        """Tell whether a word is the block's own, or one that announces a phone number."""
        return word.casefold() in self.kept or normalize(word) in PHONE_WORDS

    def _part(self, part: str) -> str:
        if part.casefold() in self.kept:
            return part
        while part not in self._parts:
            made = self._made(part)
            if made not in self._used:
                self._used.add(made)
                self._parts[part] = made
        return self._parts[part]

    def _parameter(self, name: str, value: str) -> str:
        if value and PARAMETER.fullmatch(name):
            self.parameters.update(word.casefold() for word in TOKEN.findall(name))
            return name
        return self.parts(name)

    def _made(self, shape: str) -> str:
        """Make something up of the same shape; longer where all that is so short is taken."""
        for tries in range(TRIES):
            longer = (
                shape + "a" * (tries // 20) if not shape.isdigit() else shape + "0" * (tries // 20)
            )
            made = "".join(self._sign(sign, at) for at, sign in enumerate(longer))
            if made.casefold() not in self._avoided | self.kept:
                return made
        raise AssertionError("a word that long is not all taken")

    def _sign(self, sign: str, at: int) -> str:
        if sign.isnumeric():
            return self._random.choice("123456789" if at == 0 else "0123456789")
        made = self._random.choice(VOWELS if at % 2 else CONSONANTS)
        return made.upper() if sign.isupper() else made

    def _read(self, text: str) -> tuple[Hidden[str], ...]:
        portal = self._portal
        return read_text(text, portal.region, portal.fallbacks, contact=True).numbers

    def _hides(self, text: str) -> bool:
        return len(text) < 200 and read_text(text, self._portal.region).hidden > 0


def _thousands(figure: int) -> list[str]:
    return f"{figure:,}".split(",")
