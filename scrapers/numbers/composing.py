"""Values of number words → digits, built together as each language builds them.

"førti sju" is 47, "syv og førti" and "siebenundvierzig" too, "quatre-vingt-dix-sept" is 97 and
"ni hundre og tolv" 912.
"""

from collections.abc import Sequence

from scrapers.numbers.word_lists import HUNDRED, JOIN, TEN, THRICE, TWICE, ZEROS, Language

Piece = int | str  # a value of the vocabulary, or text to keep: digits, a separator, a plus


class Composer:
    """Turns the pieces of one stretch into digits, building compounds as its language does."""

    def __init__(self, pieces: Sequence[Piece], language: Language, *, loosely: bool) -> None:
        """`loosely`: words merely side by side ("førti sju") make one number too."""
        self._pieces = pieces
        self._language = language
        self._loosely = loosely
        self._place = 0

    def digits(self) -> str:
        """Return the digits, with the text between the words kept as it was."""
        out: list[str] = []
        while self._place < len(self._pieces):
            piece = self._pieces[self._place]
            if isinstance(piece, str):
                self._place += 1
                out.append(piece)
            else:
                out.append(self._number(piece))
        return "".join(out)

    def _next(self, after: int | None = None) -> tuple[int | None, int]:
        """Return the value after a place, by default this one, and where: past a plain gap."""
        place = (self._place if after is None else after) + 1
        if place < len(self._pieces) and self._pieces[place] in {" ", "-", " - ", "\n"}:
            place += 1
        value = self._pieces[place] if place < len(self._pieces) else None
        return (value, place) if isinstance(value, int) else (None, place)

    def _number(self, value: int) -> str:
        if value < 0:
            return self._sign(value)
        following, place = self._next()
        if following == HUNDRED and value in range(1, 10):
            self._place = place
            return self._with_rest(value * 100)
        if following == ZEROS and value in range(1, 7):
            self._place = place + 1
            return "0" * value
        if value >= 100:
            return self._with_rest(value)
        return str(self._below_hundred(value))

    def _sign(self, value: int) -> str:
        following, place = self._next()
        if value in {TWICE, THRICE} and following is not None and following in range(10):
            self._place = place + 1
            return str(following) * (2 if value == TWICE else 3)
        if value == TEN:
            self._place += 1
            return str(10 + self._unit_after(joined=True))
        self._place += 1
        return {HUNDRED: "100", ZEROS: "0"}.get(value, "")

    def _with_rest(self, hundreds: int) -> str:
        """Read what follows the hundreds, if it belongs to them."""
        following, place = self._next()
        joined = following == JOIN
        if joined:
            following, place = self._next(place)
        takes = following is not None and 0 < following < 100 and (joined or self._loosely)
        if not takes or following is None:
            self._place += 1
            return str(hundreds)
        self._place = place
        return str(hundreds + self._below_hundred(following))

    def _below_hundred(self, value: int) -> int:
        following, place = self._next()
        if following == TEN and value in range(1, 10):
            self._place = place + 1
            return value * 10 + self._unit_after(joined=True)
        if self._language.by_twenties and value == 4 and following == 20:
            self._place = place + 1
            return 80 + self._unit_after(below=20, joined=False)
        if self._language.units_first and value in range(1, 10) and following == JOIN:
            tens = self._tens_after(place)
            if tens is not None:
                return tens + value
        self._place += 1
        if value < 10 or value > 90 or value % 10:
            return value
        if value == 10:
            return 10 + self._unit_after(at_least=7) if self._language.by_twenties else 10
        vigesimal = self._language.by_twenties and value == 60
        return value + self._unit_after(below=20 if vigesimal else 10)

    def _tens_after(self, place: int) -> int | None:
        tens, after = self._next(place)
        if tens is None or tens not in range(20, 91, 10):
            return None
        self._place = after + 1
        return tens

    def _unit_after(self, *, at_least: int = 1, below: int = 10, joined: bool = False) -> int:
        """Consume the unit that completes a ten, if one stands here, and return it or 0."""
        following, place = self._next(self._place - 1)
        glued = place == self._place
        if following == JOIN:
            glued = True
            following, place = self._next(place)
        fits = following is not None and at_least <= following < below
        # The "one" of "one hundred" begins a number of its own.
        fits = fits and self._next(place)[0] != HUNDRED
        if not fits or following is None or not (glued or joined or self._loosely):
            return 0
        self._place = place + 1
        if following == 10 and below > 10:
            return 10 + self._unit_after(at_least=7)
        return following
