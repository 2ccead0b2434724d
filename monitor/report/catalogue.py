"""The reports' phrases in Norwegian (bokmål) and English.

The Norwegian terms are those of the services' own annual reports. Both languages have the same
keys; the suite checks it.
"""

from typing import Literal

Language = Literal["nb", "en"]

WORDS: dict[Language, dict[str, str]] = {
    "nb": {
        "title": "Annonser og telefonnumre, ukegjennomsnitt",
        "report": "Annonsemarkedet {year}",
        "simulated": "SIMULERTE TALL – en oppdiktet demonstrasjon, ikke et virkelig marked",
        "numbers": "Ulike telefonnumre per uke",
        "ads": "Annonser per uke",
        "individual": "Annonser knyttet til individuelle brukere",
        "multi": "Annonser på numre med flere annonser",
        "without_number": "Annonser uten lesbart nummer",
        "ads_per_number": "Annonser per nummer",
        "short_numbers": "Ulike numre per uke",
        "short_ads": "Annonser per uke",
        "short_individual": "til individuelle",
        "short_multi": "på flerannonsenumre",
        "short_without_number": "uten lesbart nummer",
        "short_ads_per_number": "Annonser per nummer",
        "all": "Alle portaler, hele landet",
        "portal": "Portal: {name}",
        "place": "Sted: {name}",
        "unknown": "annet eller ukjent sted",
        "row": "Ukegjennomsnitt",
        "individual_1": "Annonser på numre med høyst 1 annonse",
        "individual_2": "Annonser på numre med høyst 2 annonser",
        "individual_3": "Annonser på numre med høyst 3 annonser",
        "individual_5": "Annonser på numre med høyst 5 annonser",
        "thresholds": "Følsomhet: hvor mange annonser et nummer kan ha",
        "interval": "95 %-intervall",
        "flag": "Merke",
        "weeks": "Uker",
        "change": "Endring",
        "caveat": (
            "Tallene gjelder annonser og telefonnumre, ikke personer. Én person kan ha flere "
            "numre, og flere kan dele ett. Et nummer som kommer tilbake, kan ha fått ny bruker."
        ),
        "rule": (
            "Knyttet til individuelle brukere: annonser på numre med høyst {threshold} annonser "
            "samtidig på portalen. Regelen vet ikke hvem som er et byrå, og tar feil begge veier."
        ),
        "places_note": (
            "En annonse som oppgir flere steder, teller på hvert av dem og én gang i hele landet: "
            "stedsradene overlapper og skal ikke legges sammen."
        ),
        "weeks_note": (
            "Uker: uker med telling bak tallet, av alle ISO-uker i året. En uke uten telling er "
            "beregnet mellom nabouker inne i sin portal og merket e; den er aldri null."
        ),
        "protection_note": (
            "Vern av små tall: hver ukes tellinger er endret tilfeldig med noen få, slik at ingen "
            "publisert telling er 1 til 4, og 0 betyr ingen eller svært få. Summene stemmer, og "
            "intervallene tar høyde for det. Et sted der gjennomsnittet er under {least}, eller "
            "der ett nummer har mer enn halvparten av annonsene, regnes med i «annet eller ukjent "
            "sted». Enkeltuker vises fra et gjennomsnitt på 20."
        ),
        "change_note": (
            "Endring: forholdet mellom de to årenes gjennomsnitt. Intervallet sier hvor mye like "
            "mange uavhengige annonsører kan ha ført til ved en tilfeldighet; det dekker ikke det "
            "som rammer alle på én gang. To år kan ikke skille en varig endring fra en forbigående."
        ),
        "headline": (
            "På den største portalen ({portal}) var det i {year} i snitt {level} annonser per uke "
            "knyttet til individuelle brukere"
        ),
        "no_headline": (
            "For {year} er det ikke noe årsgjennomsnitt for den største portalen ({portal}): "
            "{weeks} uker er talt"
        ),
        "against": ", mot {level} i {year}",
        "distinct_numbers": "Ulike telefonnumre i året",
        "numbers_in_two_weeks": "Av dem sett i minst to uker",
        "yearly": "Ulike telefonnumre i året",
        "yearly_note": (
            "Sett minst én gang i året. Tallet vokser med hvor mange uker som er talt og hvor ofte "
            "numre skiftes, og sier lite om hvor mange som annonserer om gangen."
        ),
        "gone_week": (
            ". for {year}: nøklede kjennetegn beholdes bare i uken de er talt i "
            '(identifiers = "week"), så numre kan ikke følges over året.'
        ),
        "gone_key": (
            ". for {year}: årets nøkkel gikk tapt, så numre før og etter kan ikke kjennes igjen."
        ),
        "no_key": ". for {year}: årets nøkkel er ikke her, og uten den kan tallet ikke regnes.",
        "gone": (
            ". for {year}: en del av årets nøklede kjennetegn var slettet før tallet kunne regnes."
        ),
        "break": (
            "Brudd i {week}: {reason}. Numre før og etter kan ikke kjennes igjen som de samme; "
            "ukestallene er ikke berørt."
        ),
        "released": "Offentliggjort {day}.",
        "revised": "Revidert {day} (revisjon {revision}): {reason}",
        "changed": "Endret i revisjon {revision}",
        "changed_weeks": "Uketall som er endret: {count}",
        "figure": "Tall",
        "was": "Før",
        "is": "Nå",
        "level": "ukegjennomsnitt",
        "low": "95 %-intervall, nedre",
        "high": "95 %-intervall, øvre",
        "change_item": "endring i prosent",
        "most": "flest i {names} ({value})",
        "fewest": "færrest i {names} ({value})",
        "and": " og ",
        "chart": "Annonser knyttet til individuelle brukere og ulike telefonnumre, per uke",
        "chart_alt": (
            "Linjediagram over ukene: annonser knyttet til individuelle brukere på den største "
            "portalen, og ulike telefonnumre på alle portaler. Beregnede uker er stiplet."
        ),
        "line_individual": "Annonser knyttet til individuelle brukere ({portal})",
        "line_numbers": "Ulike telefonnumre (alle portaler)",
        "week": "Uke",
        "quality": "Innsats og kvalitet",
        "counted": "Uker med telling",
        "late": "Forsinket",
        "gaps": "Uker uten telling",
        "decided": "Avgjort av person",
        "none": "ingen",
        "journal": "Portaler og kjennetegn: hva som er gjort",
        "portal new": "ny portal",
        "portal approved": "portal godkjent:",
        "backup with identifiers": "sikkerhetskopi med nøklede kjennetegn:",
        "restore": "gjenopprettet fra sikkerhetskopi:",
        "legend": "Tegnforklaring",
        "made": "Laget {date}. Terskel for visning: et gjennomsnitt på {least}.",
        "complete": "fullstendig",
        "suspect": "holdt tilbake",
        "partial": "ufullstendig",
        "refused": "avvist av portalen",
        "layout_changed": "portalen endret seg",
        "failed": "portalen svarte ikke",
        "missed": "ikke talt",
        "accepted": "godtatt",
        "excluded": "utelatt",
        "due": "ikke talt ennå",
        ":": "vises ikke av hensyn til personvern",
        "..": "tall mangler",
        ".": "ikke aktuelt",
        "0": "ingen eller svært få",
        "e": "beregnet",
        "u": "usikker (avrundet til nærmeste 5)",
        "p": "foreløpig",
    },
    "en": {
        "title": "Ads and phone numbers, weekly averages",
        "report": "The ad market in {year}",
        "simulated": "SIMULATED FIGURES – a made-up demonstration, not a real market",
        "numbers": "Distinct phone numbers per week",
        "ads": "Ads per week",
        "individual": "Ads tied to individual users",
        "multi": "Ads on numbers with several ads",
        "without_number": "Ads without a readable number",
        "ads_per_number": "Ads per number",
        "short_numbers": "Numbers per week",
        "short_ads": "Ads per week",
        "short_individual": "  individual users",
        "short_multi": "  multi-ad numbers",
        "short_without_number": "  no readable number",
        "short_ads_per_number": "Ads per number",
        "all": "All portals, whole country",
        "portal": "Portal: {name}",
        "place": "Place: {name}",
        "unknown": "other or unknown place",
        "row": "Weekly average",
        "individual_1": "Ads on numbers with at most 1 ad",
        "individual_2": "Ads on numbers with at most 2 ads",
        "individual_3": "Ads on numbers with at most 3 ads",
        "individual_5": "Ads on numbers with at most 5 ads",
        "thresholds": "Sensitivity: how many ads a number may be on",
        "interval": "95 % interval",
        "flag": "Flag",
        "weeks": "Weeks",
        "change": "Change",
        "caveat": (
            "These are counts of ads and phone numbers, not of people. One person may have several "
            "numbers, and several may share one. A number that returns may have a new user."
        ),
        "rule": (
            "Tied to individual users: ads whose numbers are on at most {threshold} ads at once on "
            "the portal. The rule cannot tell who is an agency, and errs either way."
        ),
        "places_note": (
            "An ad that states several places counts at each of them and once in the country: "
            "place rows overlap and are not to be added."
        ),
        "weeks_note": (
            "Weeks: weeks with a count behind the figure, of all ISO weeks of the year. A week "
            "without a count is estimated from its neighbours within its portal and flagged e; it "
            "is never a zero."
        ),
        "protection_note": (
            "Protection of small counts: each week's counts are changed at random by a few, so "
            "that no published count is 1 to 4, and 0 means none or very few. Sums fit their "
            "parts, and the intervals allow for it. A place with a mean under {least}, or where "
            "one number has over half of the ads, is counted in “other or unknown place”. Single "
            "weeks are shown from a mean of 20 on."
        ),
        "change_note": (
            "Change: the ratio of the two years' averages. The interval tells how much as many "
            "independent advertisers could have made by chance; it does not cover what meets all "
            "at once. Two years cannot tell a lasting change from a passing one."
        ),
        "headline": (
            "On the largest portal ({portal}) there were on average {level} ads a week tied to "
            "individual users in {year}"
        ),
        "no_headline": (
            "There is no weekly average of {year} for the largest portal ({portal}): {weeks} weeks "
            "were counted"
        ),
        "against": ", against {level} in {year}",
        "distinct_numbers": "Distinct phone numbers in the year",
        "numbers_in_two_weeks": "Of them seen in at least two weeks",
        "yearly": "Distinct phone numbers in the year",
        "yearly_note": (
            "Seen at least once in the year. It grows with the weeks counted and with how often "
            "numbers are changed, and says little about how many advertise at a time."
        ),
        "gone_week": (
            ". for {year}: keyed identifiers are kept only for the week they are counted in "
            '(identifiers = "week"), so numbers cannot be followed over the year.'
        ),
        "gone_key": (
            ". for {year}: the year's key was lost, so numbers before and after cannot be known "
            "again."
        ),
        "no_key": ". for {year}: it needs the year's key, which is not here.",
        "gone": (
            ". for {year}: a part of the year's keyed identifiers was deleted before the figure "
            "could be computed."
        ),
        "break": (
            "Break in {week}: {reason}. Numbers before and after cannot be known to be the same; "
            "the weekly figures are not affected."
        ),
        "released": "Released on {day}.",
        "revised": "Revised on {day} (revision {revision}): {reason}",
        "changed": "Changed by revision {revision}",
        "changed_weeks": "Weekly figures that changed: {count}",
        "figure": "Figure",
        "was": "Before",
        "is": "Now",
        "level": "weekly average",
        "low": "95 % interval, lower",
        "high": "95 % interval, upper",
        "change_item": "change in per cent",
        "most": "most in {names} ({value})",
        "fewest": "fewest in {names} ({value})",
        "and": " and ",
        "chart": "Ads tied to individual users and distinct phone numbers, per week",
        "chart_alt": (
            "Line chart by week: ads tied to individual users on the largest portal, and distinct "
            "phone numbers on all portals. Estimated weeks are dashed."
        ),
        "line_individual": "Ads tied to individual users ({portal})",
        "line_numbers": "Distinct phone numbers (all portals)",
        "week": "Week",
        "quality": "Effort and quality",
        "counted": "Weeks counted",
        "late": "Late",
        "gaps": "Weeks without a count",
        "decided": "Decided by a person",
        "none": "none",
        "journal": "Portals and identifiers: what was done",
        "portal new": "new portal",
        "portal approved": "portal approved:",
        "backup with identifiers": "backup with keyed identifiers:",
        "restore": "restored from a backup:",
        "legend": "Symbols",
        "made": "Made {date}. Shown from a mean of {least} on.",
        "complete": "complete",
        "suspect": "held back",
        "partial": "incomplete",
        "refused": "refused by the portal",
        "layout_changed": "the portal changed",
        "failed": "the portal did not answer",
        "missed": "not swept",
        "accepted": "accepted",
        "excluded": "excluded",
        "due": "not swept yet",
        ":": "not shown, out of regard for privacy",
        "..": "missing",
        ".": "not applicable",
        "0": "none or very few",
        "e": "estimated",
        "u": "uncertain (rounded to the nearest 5)",
        "p": "provisional",
    },
}
