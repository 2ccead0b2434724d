"""How well and how fast numbers are read: `python -m benchmarks.numbers`.

Prints the score by kind over each of the suite's labelled sets, the speed beside libphonenumber's
own matcher (VALID) on the same ads, timed in turns in one process, what contact fields cost, and
the time for hostile text at two lengths, which must grow no faster than the text.
"""

import statistics
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from phonenumbers import Leniency, PhoneNumberMatch, PhoneNumberMatcher

from scrapers.extract.html_tree import parse
from scrapers.numbers import read_html, read_text

_FOLDER = Path(__file__).parent.parent / "tests" / "scrapers" / "numbers"
SETS = ("cases", "cases_second", "cases_third", "cases_fourth")
AD_LENGTH = 800
MEGABYTE = 1_000_000
ADS = 30
TIMES = 12

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
_PLAIN = (
    "Ring eller send SMS til 40 00 01 23.",
    "Tlf: +47 400 01 234.",
    "Ta kontakt på 400 01 235 eller 400 01 236.",
    "Mob 40001237, hilsen meg.",
)
_DISGUISED = ("Ring førti null null null en to tre.", "Nummer: 4O OO OI 23.")
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
    "links run together": "tel:+47",
    "short links": "tel:4",
    "limits": "18+ 42 00 ",
    "elements": "<b>4</b> ",
    "hours": "kl 10-22 42 ",
    "separators by name": "4 star ",
    "short words among digits": "4to ",
}


ELEMENTS = (
    '<a href="tel:+4742000001">Ring</a>',
    '<a href="tel:+4742000001" rel="nofollow" target="_blank">Ring</a>',
    '<div id="p-12345"><i class="icon"></i> Tlf: 42 00 00 01</div>',
    "<p>42.00.00.01</p>",
    "<p>Ring Anna på 42 00 00 01 etter kl 16</p>",
    "<p>fire to null null null null null en</p>",
)


def realistic_ads(endings: Sequence[str]) -> list[str]:
    """Return ads of 800 characters as they stand on portals, with fictional numbers."""
    ads = []
    for index in range(ADS):
        turn = index * 5 % len(_SENTENCES)
        prose = " ".join((*_SENTENCES[turn:], *_SENTENCES[:turn]))
        ending = " " + endings[index % len(endings)]
        ads.append(prose[: AD_LENGTH - len(ending)] + ending)
    return ads


def ads_with(kind: str) -> list[str]:
    """Return an ad around each labelled text of a kind on Norwegian portals."""
    prose = " ".join(_SENTENCES)
    before, after = prose[: AD_LENGTH // 2], prose[AD_LENGTH // 2 : AD_LENGTH]
    cases = [case for name in SETS for case in labelled_cases(name) if not case.get("html")]
    texts = [case["input"] for case in cases if (case["kind"], case["region"]) == (kind, "NO")]
    return [f"{before} {text} {after}" for text in texts]


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _matched(ad: str) -> list[PhoneNumberMatch]:
    return list(PhoneNumberMatcher(ad, "NO", Leniency.VALID))


def _least(work: Callable[[], object]) -> float:
    return min(_timed(work) for _ in range(TIMES))


def ratio_to_matcher(ads: Sequence[str]) -> tuple[float, float]:
    """Return how many times faster we are than the matcher, and our own seconds per ad.

    Each ad is read by both, and the least of some times counts: the rest is the machine's.
    """
    own = [_least(partial(read_text, ad, "NO", ("SE", "DK"))) for ad in ads]
    theirs = [_least(partial(_matched, ad)) for ad in ads]
    ratios = [matcher / ours for matcher, ours in zip(theirs, own, strict=True)]
    return statistics.median(ratios), statistics.median(own)


def seconds_for_element(markup: str) -> float:
    """Return the least seconds that a contact field takes, as an element of a parsed page."""
    element = parse(markup).css("body > *")[0]
    return _least(partial(read_html, element, "NO", ("SE", "DK"), contact=True))


def hostile_seconds(piece: str, length: int) -> float:
    """Return the seconds that a text of `length` characters made of `piece` alone takes."""
    text = (piece * (length // len(piece) + 1))[:length]
    return _timed(lambda: read_text(text, "NO", ("SE", "DK")))


def hostile_page_seconds(piece: str, length: int) -> float:
    """Return the seconds for the same text taken for a page."""
    text = (piece * (length // len(piece) + 1))[:length]
    return _timed(lambda: read_html(text, "NO", ("SE", "DK")))


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
    read = read_html if case.get("html") else read_text
    reading = read(case["input"], case["region"], case.get("fallbacks", ()))
    return [number.reveal() for number in reading.numbers]


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
    kinds = {"plain ads": realistic_ads(_PLAIN), "disguised ads": realistic_ads(_DISGUISED)}
    kinds |= {f"ads with {kind} cases": ads_with(kind) for kind in ("plain", "disguised", "reject")}
    for name, ads in kinds.items():
        ratio, own = ratio_to_matcher(ads)
        print(f"{name:<26}{ratio:4.1f} x PhoneNumberMatcher (VALID), {own * 1e6:4.0f} µs an ad")
    for markup in ELEMENTS:
        print(f"{seconds_for_element(markup) * 1e6:4.0f} µs  {markup}")
    _print_hostile()


if __name__ == "__main__":
    main()
