"""How well and how fast numbers are read: `python -m benchmarks.numbers`.

Prints the score by kind over each of the suite's labelled sets, the speed beside libphonenumber's
own matcher (VALID) on the same realistic ads, timed in turns in one process, and the time for
hostile text at two lengths, which must grow no faster than the text.
"""

import statistics
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from phonenumbers import Leniency, PhoneNumberMatch, PhoneNumberMatcher

from scrapers.numbers import numbers_in_html, numbers_in_text

_FOLDER = Path(__file__).parent.parent / "tests" / "scrapers" / "numbers"
SETS = ("cases", "cases_second", "cases_third", "cases_fourth")
AD_LENGTH = 800
MEGABYTE = 1_000_000
PAIRS = 60

_SENTENCES = (
    "Hei! Jeg er ny i byen og har ledig tid i dag og i morgen.",
    "Velkommen til et rolig og pent sted med god tid og hyggelig musikk.",
    "Åpent hele uken mellom kl 10 og 22, lørdag 12.00-18.00.",
    "Pris 1500 kr for 60 min, 2500,- for 2 timer. Kun kontant eller Vipps.",
    "Høyde 170 cm, 28 år, snakker norsk og engelsk.",
    "Annonse-id: 41626881. Oppdatert 21.11.2026 kl. 14:35.",
    "Adresse: Storgata 12, 0155 Oslo, parkering rett ved inngangen.",
    "Her til 24.11, deretter Bergen 25.11-30.11.",
    "Ta gjerne kontakt i god tid, så finner vi et tidspunkt som passer for deg.",
    "Jeg svarer ikke på skjult nummer, og helst på melding om kvelden.",
    "Det er kort vei fra jernbanestasjonen, og bussen stopper like utenfor døren.",
    "Du kan komme som du er, her er det god plass, varmt og stille.",
    "Jeg reiser mye, så spør gjerne om når jeg kommer til din by.",
    "Bildene er nye, og alt som står her er skrevet av meg selv.",
)
_ENDINGS = (
    "Ring eller send SMS til 40 00 01 23.",
    "Tlf: +47 400 01 234.",
    "Ring førti null null null en to tre.",
    "Ta kontakt på 400 01 235 eller 400 01 236.",
    "Mob 40001237, hilsen meg.",
    "Nummer: 4O OO OI 23.",
)
HOSTILE = {
    "digits": "4000012",
    "spaced digits": "4 0 0 1 ",
    "numbers": "40000123 ",
    "digit words": "fire null ",
    "glued words": "firenulltreseksx",
    "combining marks": "a\u0301\u0327\u05b0\u0591",
    "letters for digits": "4O l1 ",
    "dates": "1.1.-",
    "separators": "4------------",
    "addresses": "wa.me/47%2B ",
    "emoji": "4️⃣0️⃣",
    "brackets": "<a href='tel:",
    "backwards": "les baklengs 32 1 ",
}


def realistic_ads() -> list[str]:
    """Return ads of 800 characters as they stand on portals, with fictional numbers."""
    ads = []
    for index in range(30):
        turn = index * 5 % len(_SENTENCES)
        prose = " ".join((*_SENTENCES[turn:], *_SENTENCES[:turn]))
        ending = " " + _ENDINGS[index % len(_ENDINGS)]
        ads.append(prose[: AD_LENGTH - len(ending)] + ending)
    return ads


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _matched(ad: str) -> list[PhoneNumberMatch]:
    return list(PhoneNumberMatcher(ad, "NO", Leniency.VALID))


def ratio_to_matcher(pairs: int = PAIRS) -> tuple[float, float]:
    """Return how many times faster we are than the matcher, and our own seconds per ad."""
    ads = realistic_ads()
    ratios, own = [], []
    for index in range(pairs):
        ad = ads[index % len(ads)]
        ours = _timed(partial(numbers_in_text, ad, "NO", ("SE", "DK")))
        theirs = _timed(partial(_matched, ad))
        ratios.append(theirs / ours)
        own.append(ours)
    return statistics.median(ratios), statistics.median(own)


def hostile_seconds(piece: str, length: int) -> float:
    """Return the seconds that a text of `length` characters made of `piece` alone takes."""
    text = (piece * (length // len(piece) + 1))[:length]
    return _timed(lambda: numbers_in_text(text, "NO", ("SE", "DK")))


def hostile_page_seconds(piece: str, length: int) -> float:
    """Return the seconds for the same text taken for a page."""
    text = (piece * (length // len(piece) + 1))[:length]
    return _timed(lambda: numbers_in_html(text, "NO", ("SE", "DK")))


@dataclass
class Score:
    """How the cases of one kind went."""

    cases: int = 0
    clean: int = 0
    found: int = 0
    expected: int = 0
    false: int = 0

    @property
    def recall(self) -> float:
        """The share of the numbers there are that were found."""
        return self.found / self.expected if self.expected else 1.0

    @property
    def freedom(self) -> float:
        """The share of the cases in which nothing false was found."""
        return self.clean / self.cases if self.cases else 1.0

    def add(self, found: set[str], expected: set[str]) -> None:
        """Count one more case."""
        self.cases += 1
        self.clean += found <= expected
        self.found += len(found & expected)
        self.expected += len(expected)
        self.false += len(found - expected)


def read_case(case: dict[str, Any]) -> list[str]:
    """Return what is read in one labelled case."""
    read = numbers_in_html if case.get("html") else numbers_in_text
    numbers = read(case["input"], case["region"], case.get("fallbacks", ()))
    return [number.reveal() for number in numbers]


def labelled_cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of one of the suite's sets."""
    text = (_FOLDER / f"{name}.toml").read_text("utf-8")
    cases: list[dict[str, Any]] = tomllib.loads(text)["case"]
    return cases


@cache  # of counts
def scores_by_kind(name: str) -> dict[str, Score]:
    """Return the score of each kind over the labelled cases of one set."""
    scores: dict[str, Score] = defaultdict(Score)
    for case in labelled_cases(name):
        scores[case["kind"]].add(set(read_case(case)), set(case["expected"]))
    return dict(scores)


def precision(scores: Iterable[Score]) -> float:
    """Return the share of all numbers found that a reader would call numbers."""
    listed = list(scores)
    found = sum(score.found for score in listed)
    return found / (found + sum(score.false for score in listed))


def _print_scores(name: str) -> None:
    scores = scores_by_kind(name)
    for kind, score in scores.items():
        print(
            f"{name:<14}{kind:<12}{score.cases:4} cases, recall {score.recall:.3f}, "
            f"nothing false in {score.freedom:.3f}"
        )
    print(f"precision of {name} {precision(scores.values()):.3f}")


def _print_hostile() -> None:
    for name, piece in HOSTILE.items():
        once, twice = (hostile_seconds(piece, times * MEGABYTE) for times in (1, 2))
        page = hostile_page_seconds(piece, MEGABYTE)
        print(f"{name:<20}{once:6.2f} s, twice the text {twice / once:4.1f} x, page {page:5.2f} s")


def main() -> None:
    """Print the score, the ratio and the hostile times."""
    for name in SETS:
        _print_scores(name)
    ratio, own = ratio_to_matcher()
    print(f"{ratio:.1f} times as fast as PhoneNumberMatcher (VALID), {own * 1e6:.0f} µs an ad")
    _print_hostile()


if __name__ == "__main__":
    main()
