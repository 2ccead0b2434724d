"""What was published stays, or is revised with a date and a reason."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from monitor.report import notes
from monitor.report.annual import Annual, annual
from monitor.report.release import (
    ReleaseProblem,
    printed,
    printed_text,
    record_release,
    release,
    released,
    revise,
)
from monitor.report.words import WORDS, Words
from monitor.report.year_rows import ReportContext, Settings
from storage.errors import DatabaseProblem
from storage.publishable import Releases
from storage.records import Printed, Protected, Release
from storage.store import Store
from storage.year_records import ImportedCount, ImportedName, YearlyFigure
from tests.monitor.report.test_annual import SETTINGS, a_year, page_of

LATER = replace(SETTINGS, today=date(2023, 3, 1))


@pytest.fixture
def releases(store: Store) -> Releases:
    return store.publishable.releases


def report(
    lead: int = 60,
    *,
    settings: Settings = SETTINGS,
    after: tuple[Release, ...] = (),
    imported: tuple[ImportedCount, ...] = (),
) -> Annual:
    """Return the report of a year of one large portal and a small one, as after these releases."""
    context = ReportContext(releases=after, imported=imported)
    return annual(a_year(2022, lead, fjord=9), None, settings, context, simulated=False)


def publish(releases: Releases, first: Annual) -> Annual:
    """Release a report and record it, as the command does."""
    made = release(releases, first)
    record_release(releases, made)
    return made


def test_a_release_is_kept_as_it_was_printed_and_no_more(releases: Releases) -> None:
    """What the report does not show is nowhere in what is remembered of it."""
    made = publish(releases, report())
    kept = releases.figures(made.context.releases[0])
    assert sorted(kept, key=lambda each: each.name) == sorted(
        printed(made), key=lambda each: each.name
    )
    hidden = [each for each in kept if each.symbol == ":"]
    assert len(hidden) > 5
    assert {each.value for each in hidden} == {None}
    assert releases.all() == [Release(2022, 1, SETTINGS.today, "")]


def test_what_is_to_be_released_is_not_recorded_yet(releases: Releases) -> None:
    """Its files are written first; neither a release nor a revision that is only made is kept."""
    release(releases, report())
    assert releases.all() == []
    first = publish(releases, report())
    revise(releases, report(61, after=first.context.releases), "why")
    assert releases.all() == list(first.context.releases)


def test_the_same_figures_can_be_reported_again(releases: Releases) -> None:
    """On any later day; a second release of them changes nothing."""
    publish(releases, report())
    again = report(settings=LATER, after=tuple(releases.all()))
    assert released(releases, again) == again == release(releases, again)
    assert len(releases.all()) == 1


def test_that_a_year_ends_is_no_change_of_its_figures(releases: Releases) -> None:
    """A provisional flag goes by itself."""
    early = replace(SETTINGS, today=date(2022, 12, 20))
    made = publish(releases, report(settings=early))
    later = report(settings=LATER, after=made.context.releases)
    assert released(releases, later).changed == ()


def test_other_figures_than_the_released_are_refused_and_named(releases: Releases) -> None:
    """With what was released, what it is now, and what to do."""
    publish(releases, report())
    other = report(61, after=tuple(releases.all()))
    with pytest.raises(ReleaseProblem) as raised:
        released(releases, other)
    said = str(raised.value)
    assert "released on 2023-02-01 (revision 1)" in said
    assert "figures would be printed otherwise now: " in said
    assert re.search(r"\w+ \(all portals, 2022 level\) was \d+, is \d+; ", said)
    assert 'monitor report 2022 --revision "REASON"' in said
    with pytest.raises(ReleaseProblem):
        release(releases, other)


def test_a_revision_is_dated_numbered_and_says_what_it_changed_in_both_languages(
    releases: Releases,
) -> None:
    """In the page, and in the open data by its number."""
    publish(releases, report())
    other = report(61, settings=LATER, after=tuple(releases.all()))
    revised = revise(releases, other, "week 3 was counted twice")
    record_release(releases, revised)
    for language in WORDS:
        page = page_of(revised, Words(language))
        wanted = {
            "nb": "Revidert 1. mars 2023 (revisjon 2)",
            "en": "Revised on 1 March 2023 (revision 2)",
        }
        assert f"{wanted[language]}: week 3 was counted twice" in page
        assert WORDS[language]["changed"].format(revision=2) in page
    after = {
        (pair[1].portal, pair[1].measure, pair[1].item): pair for pair in revised.changed if pair[1]
    }
    assert [printed_text(each) for each in after["nordlys", "individual", "level"]] == ["60", "61"]
    again = released(releases, report(61, settings=LATER, after=tuple(releases.all())))
    assert again.changed == revised.changed


def test_while_the_key_is_away_nothing_is_released_and_the_message_says_so(
    releases: Releases,
) -> None:
    """To publish that figures are gone, which come back with the key, would be no revision."""
    first = publish(releases, of_whole_year(3147, report()))
    away = of_whole_year(None, first)
    year_after = of_year_after(away)
    ways: tuple[Callable[[], Annual], ...] = (
        lambda: released(releases, away),
        lambda: released(releases, year_after),
        lambda: release(releases, of_whole_year(None, report())),
        lambda: revise(releases, away, "the key is away"),
    )
    for made in ways:
        with pytest.raises(ReleaseProblem, match=r"the key of 2022 is not here.*--key-lost REASON"):
            made()


def of_whole_year(
    value: int | None, past: Annual, keyless: frozenset[int] = frozenset((2022,))
) -> Annual:
    """Return a report with a figure of the whole year, or without one because the key is away."""
    protected = None if value is None else Protected(value)
    figures = (YearlyFigure(2022, "all", "distinct_numbers", protected),)
    keyless = keyless if value is None else frozenset()
    context = replace(past.context, figures=figures, keyless=keyless)
    return annual(a_year(2022, 60, fjord=9), None, SETTINGS, context, simulated=False)


def of_year_after(report: Annual) -> Annual:
    """Return the next year's report, in which this one is the year before."""
    context = replace(report.context, releases=())
    years = a_year(2023, 60, fjord=9), a_year(2022, 60, fjord=9)
    return annual(*years, SETTINGS, context, simulated=False)


@pytest.mark.parametrize("identifiers", ["year", "week"])
def test_a_released_figure_whose_identifiers_are_gone_says_what_has_it(
    releases: Releases, identifiers: Literal["year", "week"]
) -> None:
    """It cannot be made again from a backup without them; another difference is told without."""
    whole = publish(releases, of_whole_year(300, report()))
    past = report(after=whole.context.releases)
    past = replace(past, context=replace(past.context, identifiers=identifiers))
    gone, advice = (
        of_whole_year(None, past, keyless=frozenset()),
        "one with identifiers, or written",
    )
    with pytest.raises(ReleaseProblem, match=f"was 300, is .*{advice}.*--revision"):
        released(releases, gone)
    revised = revise(releases, gone, "restored without identifiers")
    assert revised.context.releases[-1].revision == 2
    with pytest.raises(ReleaseProblem) as other:
        released(releases, of_whole_year(301, past))
    assert advice not in str(other.value)
    with pytest.raises(ReleaseProblem, match=f"{advice}.*First publish a revision of that year"):
        released(releases, of_year_after(gone))


def test_what_differs_by_its_flag_alone_is_told_with_it() -> None:
    """Otherwise a revision would say that a figure was 60 and is 60."""
    name = (2022, "nordlys", "all", "ads", "level")
    assert [printed_text(Printed(*name, 60.0, flag)) for flag in ("", "u")] == ["60", "60 u"]


def test_ads_per_number_are_kept_as_they_are_printed() -> None:
    """With two decimals: a difference that nobody could see is no revision."""
    kept = [f.value for f in printed(report(61)) if f.measure == "ads_per_number" and f.value]
    assert kept == [round(value, 2) for value in kept] != []


def test_a_revision_needs_a_reason_a_release_and_a_change(releases: Releases) -> None:
    """Each missing one is said."""
    with pytest.raises(ReleaseProblem, match="never released"):
        revise(releases, report(), "why")
    publish(releases, report())
    same = report(after=tuple(releases.all()))
    with pytest.raises(ReleaseProblem, match="nothing to revise"):
        revise(releases, same, "why")
    with pytest.raises(ReleaseProblem, match="needs a reason"):
        revise(releases, same, "  ")


def of_others(
    value: float, *, method: str = "by hand", day: date = SETTINGS.today
) -> tuple[ImportedCount, ...]:
    """Return a figure of others."""
    name = ImportedName(2021, 0, "largest portal", "Norway", "ads", "Annual report")
    return (ImportedCount(name, value, method, day),)


def test_a_corrected_figure_of_others_needs_a_revision_which_says_so(releases: Releases) -> None:
    """In words: what it was, what it is, and whose it is."""
    first = publish(releases, report(imported=of_others(404)))
    after = first.context.releases
    corrected = report(settings=LATER, after=after, imported=of_others(405))
    with pytest.raises(ReleaseProblem) as refused:
        released(releases, corrected)
    assert "ads (largest portal, Norway, 2021 imported) was 404, is 405" in str(refused.value)
    made = revise(releases, corrected, "a misprint")
    record_release(releases, made)
    again = report(settings=LATER, after=made.context.releases, imported=of_others(405))
    assert released(releases, again) == made
    rows = notes.revised_figures(made, Words("nb"))
    assert rows == [("2021, Norge, største portal: Annonser per uke (andre kilder)", "404", "405")]
    assert notes.changed_weeks(made) == 0


def test_another_method_of_a_figure_of_others_is_a_revision_too(releases: Releases) -> None:
    """It is printed beside it."""
    after = publish(releases, report(imported=of_others(404))).context.releases
    other = report(after=after, imported=of_others(404, method="by telephone"))
    with pytest.raises(ReleaseProblem, match="2 figures would be printed otherwise"):
        released(releases, other)


def test_what_is_imported_after_a_release_is_in_its_revision_only(releases: Releases) -> None:
    """A released report stays as it is, and takes it in when it is made anew."""
    after = publish(releases, report()).context.releases
    later = of_others(404, day=LATER.today)
    assert released(releases, report(after=after, imported=later)).context.imported == ()
    made = revise(releases, report(61, settings=LATER, after=after, imported=later), "anew")
    record_release(releases, made)
    again = report(61, settings=LATER, after=made.context.releases, imported=later)
    assert released(releases, again).context.imported == later


def test_a_release_of_a_version_that_kept_no_figure_of_others_stands(releases: Releases) -> None:
    """Nobody can tell any more what it printed of them."""
    after = publish(releases, report()).context.releases
    assert released(releases, report(after=after, imported=of_others(404))).changed == ()


def test_a_hidden_figure_of_others_is_remembered_by_its_symbol(releases: Releases) -> None:
    """As each of our own."""
    publish(releases, report(imported=of_others(4)))
    (kept,) = (f for f in releases.figures(releases.all()[0]) if f.portal == "largest portal")
    assert (kept.value, kept.symbol) == (None, ":")


def test_two_people_cannot_release_the_same_revision(releases: Releases) -> None:
    """The second is told to make the report again."""
    publish(releases, report())
    with pytest.raises(DatabaseProblem, match="in the meantime"):
        record_release(releases, release(releases, report()))
    assert len(releases.all()) == 1


def test_the_year_before_is_revised_in_its_own_report_first(releases: Releases) -> None:
    """Else the same figure would stand in two reports as two."""

    def both(before: int) -> Annual:
        this = a_year(2022, 60)
        return annual(this, a_year(2021, before), SETTINGS, ReportContext(), simulated=False)

    publish(releases, annual(a_year(2021, 80), None, SETTINGS, ReportContext(), simulated=False))
    assert released(releases, both(80)).context.releases == ()
    with pytest.raises(ReleaseProblem, match="monitor report 2021 --revision"):
        released(releases, both(81))


EVERY = "import sys; from tests.monitor.report.test_release import show; show()"


def show() -> None:
    """Print a report, for a comparison with other processes."""
    sys.stdout.write(repr(printed(report())))


def test_a_report_is_the_same_in_every_process() -> None:
    """The order of a set differs from process to process; what is printed must not."""
    root = Path(__file__).parents[3]
    said = {
        subprocess.run(
            [sys.executable, "-c", EVERY],
            cwd=root,
            env={"PYTHONPATH": str(root), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "5")
    }
    assert len(said) == 1
