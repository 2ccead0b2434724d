"""The sentences to quote: what they say of the largest portal, and what they warn of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.report.annual import Annual, annual
from monitor.report.compose import document
from monitor.report.notes import running_week, span_words
from monitor.report.printed_cells import LEVEL, SUPPRESSED, Name, PrintedCell
from monitor.report.sentences import caveat, extremes, headline, summary
from monitor.report.series import Kind
from monitor.report.several_years import Years
from monitor.report.words import Words
from monitor.report.year_rows import ReportContext
from monitor.statistics.market_year import window_of
from storage.records import Release
from storage.weeks import Week
from tests.monitor.report.test_annual import SETTINGS, a_year, alone

NB, EN = Words("nb"), Words("en")


def weekly(*, high: Sequence[int] = (), low: Sequence[int] = (), base: int = 600) -> list[int]:
    """Return the weeks of a year, by number higher or lower than all others."""
    return [base + 100 * (n in high) - 100 * (n in low) for n in range(1, 53)]


def with_level(report: Annual, **changes: object) -> Annual:
    """Return a report whose lead figure is printed otherwise."""
    name = Name(report.year, "nordlys", "all", Kind.INDIVIDUAL, LEVEL)
    cell = replace(report.cells[name], **changes)  # type: ignore[arg-type]
    return replace(report, cells={**report.cells, name: cell})


def test_highest_and_lowest_are_one_sentence_in_both_languages() -> None:
    """The month and the week of each, as the service writes them."""
    weeks = weekly(high=(40, 41, 42, 43), low=(18, 19, 20, 21))
    weeks[41] = 750
    weeks[14] = 480
    report = alone(a_year(2022, weeks))
    assert extremes(report, NB) == (
        "Høyest i oktober (713) og uke 42 (750), lavest i mai (500) og uke 15 (480)."
    )
    assert extremes(report, EN) == (
        "Highest in October (713) and week 42 (750), lowest in May (500) and week 15 (480)."
    )


def test_two_that_tie_are_both_named_and_three_are_not() -> None:
    """By the value that is printed."""
    two = alone(a_year(2022, weekly(high=(30, 31), low=(3, 15, 40))))
    assert "uke 30 og 31 (700)" in extremes(two, NB)
    assert "uke 3" not in extremes(two, NB).replace("uke 30 og 31", "")


def test_a_highest_or_lowest_week_that_somebody_has_still_to_look_at_is_provisional() -> None:
    """As on the team's page; another portal's week, and one between the two ends, are not named."""
    weeks = weekly(high=(40,), low=(15,))

    def said(portal: str, number: int, words: Words) -> str:
        looks = frozenset([(portal, Week(2022, number))])
        return extremes(alone(a_year(2022, weeks), ReportContext(provisional=looks)), words)

    assert "uke 40 (700, foreløpig), lavest" in said("nordlys", 40, NB)
    assert "week 15 (500, provisional)." in said("nordlys", 15, EN)
    plain = extremes(alone(a_year(2022, weeks)), NB)
    assert said("fjord", 40, NB) == said("nordlys", 30, NB) == plain


def test_a_released_report_reads_the_same_when_somebody_has_looked() -> None:
    """Its figures are final: else its files would not be those of the release any more."""
    report = alone(a_year(2022, [300] * 14 + [500] + [300] * 37), ReportContext())
    release = Release(2022, 1, date(2023, 2, 1), "")
    looks = frozenset({("nordlys", Week(2022, 15))})
    for releases, is_told in (((), True), ((release,), False)):
        context = replace(report.context, releases=releases, provisional=looks)
        said = extremes(replace(report, context=context), Words("en"))
        assert "week 15 (500" in said
        assert ("provisional" in said) is is_told


def test_a_sentence_begins_with_a_capital_whichever_end_it_has() -> None:
    """With only a lowest one, too."""
    weeks = [600] * 52
    weeks[4] = 500
    said = extremes(alone(a_year(2022, weeks)), NB)
    assert said.startswith("Lavest i ")
    assert said.endswith("uke 5 (500).")


def test_an_uncertain_level_is_told_as_about_so_many() -> None:
    """And that it is rounded."""
    report = with_level(alone(a_year(2022, 665)), flags="eu")
    assert "i gjennomsnitt om lag 665 annonser oppe" in headline(report, NB)
    assert "on average about 665 ads up" in headline(report, EN)
    assert "Tallet er usikkert og avrundet til nærmeste 5." in caveat(report, NB)


def test_weeks_without_a_count_are_told_by_their_number() -> None:
    """One, or several; none is not told."""
    one, three = ([None if n in gaps else 665 for n in range(52)] for gaps in ({7}, {7, 8, 30}))
    assert caveat(alone(a_year(2022, one)), NB) == "Én av 52 uker mangler telling og er beregnet."
    assert caveat(alone(a_year(2022, three)), NB) == (
        "Tre av 52 uker mangler telling og er beregnet."
    )
    assert caveat(alone(a_year(2022, 665)), NB) == ""
    assert [NB.few(count) for count in (0, 12, 13)] == ["null", "tolv", "13"]
    assert [EN.few(count) for count in (0, 12, 13)] == ["none", "twelve", "13"]


def test_a_year_that_is_not_over_is_called_provisional() -> None:
    """Which weeks it is over stands in the sentence itself."""
    report = with_level(alone(a_year(2022, 665)), flags="p")
    assert caveat(report, NB) == "Tallene er foreløpige."


def test_a_level_that_is_not_shown_is_not_called_missing() -> None:
    """Out of regard for privacy is another reason than too few weeks."""
    report = with_level(alone(a_year(2022, 665)), number=None, symbol=SUPPRESSED, flags="")
    assert headline(report, NB) == (
        "For 2022 vises ikke årsgjennomsnittet for den største annonsesiden (nordlys), av hensyn "
        "til personvern."
    )


def test_the_summary_is_two_or_three_sentences_and_none_of_nothing() -> None:
    """Without a portal there is nothing to tell of."""
    before = a_year(2021, 404)
    weeks = [None if n == 7 else 600 + n for n in range(52)]
    report = annual(a_year(2022, weeks), before, SETTINGS, ReportContext(), simulated=False)
    assert len(summary(report, NB)) == len(summary(report, EN)) == 3
    assert "sammenlignet med 404 i 2021. +" in summary(report, NB)[0]
    assert summary(replace(report, largest_portal=None), NB) == []


def test_dates_weeks_and_numbers_are_written_as_people_write_them() -> None:
    """In each language."""
    day, week = date(2026, 11, 28), Week(2022, 44)
    assert (NB.date(day), EN.date(day)) == ("28. november 2026", "28 November 2026")
    assert (NB.week(week), NB.week(week, year=2022)) == ("uke 44 i 2022", "uke 44")
    assert NB.weeks_between(Week(2022, 5), Week(2022, 6)) == "uke 5–6"
    assert NB.weeks_between(week, week) == "uke 44"
    assert EN.weeks_between(Week(2022, 5), Week(2022, 6)) == "weeks 5–6"
    assert NB.joined(["mai", "juni", "juli"]) == "mai, juni og juli"
    change = PrintedCell(Name(2022, "all", "all", "ads", "change"), 64, 64)
    assert NB.cell(change) == "+64\N{NO-BREAK SPACE}%"


def test_one_of_what_is_counted_is_written_as_one() -> None:
    """Never "1 uker", "weeks 9–9" or "at most 1 ads"; and two weeks that tie are "weeks"."""
    week = Week(2022, 9)
    of_week = replace(window_of(2022, week, week), is_running=True)
    assert span_words(of_week, EN) == "so far in 2022 (week 9)"
    assert span_words(of_week, NB) == "så langt i 2022 (uke 9)"
    one = {"year": 2022, "portal": "nordlys", "counted": 0}
    for words, key, of_one, of_more in (
        (NB, "rule", "høyst 1 annonse samtidig", "høyst 3 annonser samtidig"),
        (EN, "rule", "at most 1 ad at once", "at most 3 ads at once"),
        (NB, "taken_for_individual", "høyst 1 annonse (", "høyst 3 annonser ("),
        (EN, "taken_for_individual", "at most 1 ad (", "at most 3 ads ("),
        (NB, "no_headline", "0 av 1 uke er", "0 av 3 uker er"),
        (EN, "no_headline", "0 of 1 week was counted, which is", "0 of 3 weeks were counted"),
    ):
        assert of_one in words(key, count=1, **one)
        assert of_more in words(key, count=3, **one)
    tied = alone(a_year(2022, weekly(high=(40, 41))))
    assert "weeks 40 and 41 (700)" in extremes(tied, EN)
    assert "uke 40 og 41 (700)" in extremes(tied, NB)


def test_the_week_that_is_under_way_is_said_to_be_left_out() -> None:
    """Status counts it; the report of a year that is over has none."""
    year = a_year(2022, 665, last=Week(2022, 41))
    report = alone(year, settings=replace(SETTINGS, today=date(2022, 10, 19)))
    assert running_week(report, NB) == ["Uke 42 pågår og er ikke med."]
    assert running_week(report, EN) == ["Week 42 is under way and is not included."]
    years = Years(2022, 2022, SETTINGS, (report,), ())
    for lines in (
        document(report, NB).tables[0].notes,
        document(report, NB).remarks,
        document(years, NB).tables[0].notes,
    ):
        assert "Uke 42 pågår og er ikke med." in lines
    for day, of in ((date(2023, 1, 2), year), (date(2022, 10, 19), a_year(2022, 665))):
        assert running_week(alone(of, settings=replace(SETTINGS, today=day)), NB) == []
