"""What a check found: its name, how grave it is, its figures, and what would explain it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

Figures = Mapping[str, float | int | str]


class Severity(IntEnum):
    """LOOK: counted provisionally until a person has seen it. HOLD: not counted until one decides.

    No severity is ever settled by silence.
    """

    LOOK = 1
    HOLD = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """A named check that spoke."""

    check: str
    severity: Severity
    figures: Figures

    def at_most(self, severity: Severity) -> Finding:
        """Return the finding, no graver than this."""
        return replace(self, severity=min(self.severity, severity))

    def sentence(self, language: str) -> str:
        """Return what was found, in "nb" or "en"."""
        norwegian, english, _, _ = WORDS[self.check]
        return _filled(norwegian if language == "nb" else english, self.figures, language)

    def explanation(self, language: str) -> str:
        """Return what would explain it, in "nb" or "en"."""
        _, _, norwegian, english = WORDS[self.check]
        return norwegian if language == "nb" else english


def gravest(findings: Iterable[Finding]) -> Severity | None:
    """Return the gravest severity, or None where nothing was found."""
    return max((finding.severity for finding in findings), default=None)


def joined(findings: Iterable[Finding], language: str) -> str:
    """Return what was found in one line, the gravest first."""
    ordered = sorted(findings, key=lambda finding: -finding.severity)
    return " ".join(finding.sentence(language) for finding in ordered)


def _filled(words: str, figures: Figures, language: str) -> str:
    def shown(value: float | int | str) -> str:
        if isinstance(value, str):
            return value
        text = f"{value:.1f}" if isinstance(value, float) and abs(value) < 10 else f"{value:.0f}"
        return text.replace(".", ",") if language == "nb" else text

    return words.format_map({name: shown(value) for name, value in figures.items()})


WORDS = {
    "bounds": (
        "Ventet {least} til {most} annonser, fant {count}.",
        "Expected {least} to {most} ads, found {count}.",
        "grensene i config.toml; de er gulvet under alle andre kontroller",
        "the bounds in config.toml; they are the floor under all other checks",
    ),
    "bounds_of_numbers": (
        "Ventet et nummer i minst {least} % av annonsene, fant {share} %.",
        "Expected a number in at least {least} % of the ads, found {share} %.",
        "velgeren for nummer, eller nummeret er gjemt bak en knapp",
        "the number's selector, or numbers hidden behind a button",
    ),
    "missing": (
        "Av {before} annonser i forrige uke er {again} oppe igjen; vanlig er {usual} (±{margin}). "
        "Omtrent {share} % ser ut til å mangle.",
        "Of last week's {before} ads {again} are up again; usual is {usual} (±{margin}). About "
        "{share} % seem to be missing.",
        "en velger eller sideblaing som ikke virker, et filter eller en sperre; eller siden har "
        "ryddet eller stengt",
        "a broken selector or paging, a filter or a block; or the portal purged or closed",
    ),
    "market": (
        "Alle sider falt omtrent likt, og nummer som står på flere sider, står fortsatt. Trolig "
        "markedet.",
        "All portals fell about alike, and numbers that are on several portals still are. Probably "
        "the market.",
        "færre annonserer; mindre trolig samme feil på alle sider",
        "fewer people advertise; less probably one fault on all portals",
    ),
    "elsewhere": (
        "{count} nummer står fortsatt på andre sider, men er borte her; vanlig er {usual}.",
        "{count} numbers are still up on other portals but gone here; usual is {usual}.",
        "skraperen, eller siden har ryddet; aldri et fall i markedet",
        "the scraper, or a purge here; never a fall of the market",
    ),
    "place": (
        "Av {before} annonser i {place} er {again} igjen; vanlig er {usual}.",
        "Of {before} ads in {place} {again} are up again; usual is {usual}.",
        "en byside eller byråliste som er borte, eller et filter",
        "a city's page or the agencies' list lost, or a default filter",
    ),
    "few_new": (
        "{new} nye annonser; vanlig er {usual}.",
        "{new} new ads; usual is {usual}.",
        "de første sidene er gamle kopier, eller de nyeste er kuttet",
        "the first pages are old copies, or the newest ads are cut off",
    ),
    "no_number": (
        "{count} annonser har mistet nummeret siden forrige uke; vanlig er {usual}.",
        "{count} ads have lost their number since last week; usual is {usual}.",
        "velgeren for nummer, eller nummeret er gjemt bak en knapp",
        "the number's selector, or numbers hidden behind a button",
    ),
    "other_number": (
        "{count} annonser har byttet nummer; vanlig er {usual}.",
        "{count} ads have changed number; usual is {usual}.",
        "videresendingsnumre, eller feil element leses",
        "proxy numbers, or the wrong element is read",
    ),
    "one_number": (
        "{count} annonser har fått det samme nye nummeret.",
        "{count} ads got one and the same new number.",
        "et sentralbord eller sidens eget nummer",
        "a switchboard or the portal's own number",
    ),
    "other_place": (
        "{count} annonser har byttet sted; vanlig er {usual}.",
        "{count} ads have changed place; usual is {usual}.",
        "velgeren for sted",
        "the place's selector",
    ),
    "stale": (
        "Bare {count} annonser kom eller gikk; vanlig er {usual}. Siden kan være en gammel kopi.",
        "Only {count} ads came or went; usual is {usual}. The pages may be an old copy.",
        "et mellomlager",
        "a cache",
    ),
    "doubled": (
        "{count} nye annonser har samme nummer som en annonse som alt er oppe; vanlig er {usual}.",
        "{count} new ads carry the number of an ad already up; usual is {usual}.",
        "fremhevede kopier, eller nye id-er",
        "boosted copies, or new ids",
    ),
    "burst": (
        "{new} nye annonser; vanlig er {usual}.",
        "{new} new ads; usual is {usual}.",
        "nye id-er eller en annen liste; eller det er virkelig",
        "new ids or another list; or it is real",
    ),
    "total": (
        "Lest {count} av {stated} annonser som siden selv oppgir; vanlig er {usual} %.",
        "Read {count} of the {stated} ads that the portal states; usual is {usual} %.",
        "noe går tapt etter listen",
        "something is lost after the list",
    ),
    "pages": (
        "Sidene hadde {count} annonser i gjennomsnitt; før alltid {usual}.",
        "Pages held {count} ads on average; before always {usual}.",
        "et annet kortoppsett, en halvlest side, eller et forsøk (A/B) på siden",
        "a second card design, a half-read page, or an A/B test",
    ),
    "count": (
        "{count} annonser mot {before} sist; så stor endring er uvanlig.",
        "{count} ads against {before} last time; so large a change is unusual.",
        "markedet eller skraperen; uten forrige ukes identifikatorer kan det ikke skilles",
        "the market or the scraper; without last week's identifiers they cannot be told apart",
    ),
    "share_with_number": (
        "{share} % av annonsene har nummer; vanlig er {usual} %.",
        "{share} % of the ads have a number; usual is {usual} %.",
        "velgeren for nummer, eller nummeret er gjemt bak en knapp",
        "the number's selector, or numbers hidden behind a button",
    ),
    "look_back": (
        "{count} annonser var oppe før og etter, men ikke i uke {week}; vanlig er {usual}. Uken "
        "ble ikke lest helt.",
        "{count} ads were up before and after week {week} but not in it; usual is {usual}. The "
        "week was not read whole.",
        "en feil som gikk over",
        "a fault that has passed",
    ),
    "mended": (
        "{count} annonser som sto i uke {week}, er tilbake og var borte alle ukene imellom; vanlig "
        "er {usual}.",
        "{count} ads of week {week} are back after being away in every week between; usual is "
        "{usual}.",
        "en feil som varte, og nå er rettet",
        "a fault that lasted and is now mended",
    ),
    "year_ago": (
        "I samme uke i fjor: {share} %.",
        "In the same week last year: {share} %.",
        "høytid eller ferie",
        "a holiday",
    ),
}
"""Each check's sentence in Norwegian and English, and what explains it in both."""
