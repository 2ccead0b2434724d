"""What was published stays, or is revised; and two releases together tell no more than each."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from monitor.report.beside import Beside
from monitor.report.conceal import conceal
from monitor.report.draft import Draft, Spot
from monitor.report.past import Past
from monitor.report.printed import differences, printed, text_of
from monitor.report.prints import prints, snapshots
from monitor.report.system import year_system
from monitor.series import Scope

from monitor.report.annual import Annual, Settings, annual
from monitor.report.build import UnsafeExport
from monitor.report.catalogue import WORDS
from monitor.report.figures import Key, Kind
from monitor.report.release import ReleaseProblem, release, released, revise
from monitor.report.words import Words
from storage.errors import DatabaseProblem
from storage.records import Release
from storage.store import Store
from tests.monitor.building import year_of
from tests.monitor.report.test_annual import SETTINGS, market, page_of
from tests.monitor.report.test_audit import TWO, Parts, spot, table

LATER = replace(SETTINGS, today=date(2023, 3, 1))


def report(individuals: int = 60, *, settings: Settings = SETTINGS, small: int = 20) -> Annual:
    """Return the report of a year of one large portal and a small one, as it is before release."""
    year = year_of(
        2022, {"nordlys": [market(individuals)] * 52, "fjord": [market(small)] * 51 + [market(3)]}
    )
    return annual(year, None, settings, simulated=False)


def test_a_release_is_kept_as_it_was_printed_and_no_more(store: Store) -> None:
    """What the report hides is nowhere in what is remembered of it."""
    made = release(store, report())
    kept = store.releases.figures(made.releases[0])
    assert sorted(kept, key=lambda each: each.name) == sorted(
        printed(made), key=lambda each: each.name
    )
    hidden = [each for each in kept if each.symbol in {":", "hidden"}]
    assert len(hidden) > 5
    assert {each.value for each in hidden} == {None}
    assert store.releases.all() == [Release(2022, 1, SETTINGS.today, "")]


def test_the_same_figures_can_be_reported_again(store: Store) -> None:
    """On any later day; a second release of them changes nothing."""
    release(store, report())
    again = replace(report(settings=LATER), releases=tuple(store.releases.all()))
    assert released(store, again) == again == release(store, again)
    assert len(store.releases.all()) == 1


def test_other_figures_than_the_released_are_refused_and_named(store: Store) -> None:
    """With what was released, what it is now, and what to do."""
    release(store, report())
    other = replace(report(61), releases=tuple(store.releases.all()))
    with pytest.raises(ReleaseProblem) as raised:
        released(store, other)
    said = str(raised.value)
    assert "released on 2023-02-01 (revision 1)" in said
    assert "figures would be printed otherwise now: " in said
    assert re.search(r"\w+ \(Oslo, 2022 level\) was \d+, is \d+; ", said)
    assert 'monitor report 2022 --revision "REASON"' in said
    with pytest.raises(ReleaseProblem):
        release(store, other)


def test_a_revision_is_dated_numbered_and_says_what_it_changed_in_both_languages(
    store: Store,
) -> None:
    """In the page, and in the open data by its number."""
    release(store, report())
    other = replace(report(61, settings=LATER), releases=tuple(store.releases.all()))
    revised = revise(store, other, "week 3 was counted twice")
    for language in WORDS:
        page = page_of(revised, Words(language))
        wanted = {
            "nb": "Revidert 2023-03-01 (revisjon 2)",
            "en": "Revised on 2023-03-01 (revision 2)",
        }
        assert f"{wanted[language]}: week 3 was counted twice" in page
        assert WORDS[language]["changed"].format(revision=2) in page
    lead = {(f.portal, f.measure, f.item): f for pair in revised.changed for f in pair if f}
    assert text_of(lead["nordlys", "individual", "level"]) == "61"
    again = released(store, replace(other, releases=tuple(store.releases.all())))
    assert again.changed == revised.changed


def test_a_revision_needs_a_reason_a_release_and_a_change(store: Store) -> None:
    """Each missing one is said."""
    with pytest.raises(ReleaseProblem, match="never released"):
        revise(store, report(), "why")
    release(store, report())
    same = replace(report(), releases=tuple(store.releases.all()))
    with pytest.raises(ReleaseProblem, match="nothing to revise"):
        revise(store, same, "why")
    with pytest.raises(ReleaseProblem, match="needs a reason"):
        revise(store, same, "  ")


def test_two_people_cannot_release_the_same_revision(store: Store) -> None:
    """The second is told to make the report again."""
    release(store, report())
    with pytest.raises(DatabaseProblem, match="in the meantime"):
        store.releases.add(Release(2022, 1, SETTINGS.today, ""), [])
    assert len(store.releases.all()) == 1


def test_a_revision_by_another_threshold_is_refused(store: Store) -> None:
    """A number on two ads is an individual's by the one and not by the other: the rest are few."""
    made = release(store, report(settings=replace(SETTINGS, threshold=2)))
    other = replace(report(settings=replace(LATER, threshold=5)), releases=made.releases)
    assert differences(printed(made), printed(other))
    with pytest.raises(UnsafeExport, match="set individual_threshold to what it was"):
        revise(store, other, "a wider rule")
    assert len(store.releases.all()) == 1


def test_the_year_before_is_revised_in_its_own_report_first(store: Store) -> None:
    """Else the same figure would stand in two reports as two."""
    first = year_of(2021, {"nordlys": [market(40)] * 52})
    second = year_of(2022, {"nordlys": [market(60)] * 52})
    release(store, annual(first, None, SETTINGS, simulated=False))
    assert released(store, annual(second, first, SETTINGS, simulated=False)).releases == ()
    other = year_of(2021, {"nordlys": [market(41)] * 52})
    with pytest.raises(ReleaseProblem, match="monitor report 2021 --revision"):
        released(store, annual(second, other, SETTINGS, simulated=False))


def draft_of(parts: Parts, *, few: str = "") -> Draft:
    return Draft(2022, 2, table(parts, few=few))


def past_of(draft: Draft, *, least: int = 5) -> Past:
    """Return what readers know after a release of this draft."""
    return Past((prints(conceal(draft, least).draft),))


def test_what_a_release_hid_stays_hidden_though_it_is_large_enough_now() -> None:
    """Its neighbours in the first release and it in the second would tell each other's values."""
    small: Parts = {"fjord": ([20.0], [9.0], [2.0]), "nordlys": ([60.0], [30.0], [8.0])}
    past = past_of(draft_of(small))
    assert past.hidden != set()
    larger: Parts = {"fjord": ([20.0], [9.0], [6.0]), "nordlys": ([60.0], [30.0], [8.0])}
    assert (
        conceal(draft_of(larger), 5).draft.hidden < conceal(draft_of(larger), 5, past).draft.hidden
    )
    assert past.hidden <= conceal(draft_of(larger), 5, past).draft.hidden


def test_what_a_release_printed_hides_nothing_beside_it() -> None:
    """A part that readers know protects no other part, whatever is printed in its place now."""
    everything = Past((prints(draft_of(TWO)),))
    raised = conceal(draft_of(TWO), 9, everything)
    read = raised.draft.as_read()
    assert raised.draft.hidden != set()
    assert read.hidden == set()
    assert year_system(read).unknowns == {}


def test_a_value_that_must_be_hidden_now_takes_every_total_with_it() -> None:
    """All its neighbours are known from the first release, so any new total would tell it."""
    first: Parts = {"fjord": ([20.0], [9.0], [6.0]), "nordlys": ([60.0], [30.0], [8.0])}
    second: Parts = {"fjord": ([20.0], [9.0], [2.0]), "nordlys": ([60.0], [30.0], [8.0])}
    changed = conceal(draft_of(second), 5, Past((prints(draft_of(first)),)))
    kinds = (Kind.WITHOUT_NUMBER, Kind.ADS)
    totals = {spot(kind, portal) for kind in kinds for portal in ("fjord", None)}
    assert changed.draft.as_read().hidden == totals
    assert changed.pinned == ()
    alone = conceal(draft_of(second), 5).draft
    assert not totals <= alone.hidden  # without the first release, neighbours would have done


def test_a_level_that_flipped_its_rounding_binds_the_weeks_hidden_in_both_releases() -> None:
    """One shown ad more tips the year's rounded level: the hidden week is known to the ad."""
    key = Key(Kind.WITHOUT_NUMBER, Scope(portal="fjord"))
    steady = [30.0, 30.0]
    first: Parts = {"fjord": (steady, steady, [40.0, 4.0]), "nordlys": (steady, steady, steady)}
    second: Parts = {"fjord": (steady, steady, [42.0, 4.0]), "nordlys": (steady, steady, steady)}
    draft = Draft(2022, 2, table(first, level=True), frozenset({Spot(2022, key, 1)}))
    read = Draft(2022, 2, table(second, level=True), draft.hidden)
    alone, bound = year_system(read), year_system(read)
    Past((prints(draft),)).bind(bound, read)
    extra = bound.rows[len(alone.rows) :]
    assert [row.terms for row in extra] == [{Spot(2022, key, 1): 1.0}]
    assert [extra[0].low, extra[0].high] == pytest.approx([-1, 1], abs=1e-5)


def test_the_latest_release_is_made_anew_as_it_was() -> None:
    """A report and its release know only the releases before it, so they come out alike."""
    made = report()
    kept = tuple(printed(made))
    year = year_of(2022, {"nordlys": [market(60)] * 52, "fjord": [market(20)] * 51 + [market(3)]})
    again = annual(year, None, SETTINGS, Beside(released=(kept,)), simulated=False)
    assert differences(kept, printed(again)) == ()


def test_releases_that_tell_the_same_of_a_year_are_one(store: Store) -> None:
    """The next year's report prints the year again, without the portals that are gone."""
    told = tuple(printed(report()))
    fewer = tuple(each for each in told if each.portal != "fjord")
    assert len(snapshots([told, fewer, ()], 2022)) == 1
    other = tuple(replace(each, value=1.0) for each in told[:1])
    assert len(snapshots([told, fewer, other], 2022)) == 2


EVERY = "import sys; from tests.monitor.report.test_release import show; show()"


def show() -> None:
    """Print a report that hides much, for a comparison with other processes."""
    sys.stdout.write(repr(printed(report(small=7))))


def test_a_report_is_the_same_in_every_process() -> None:
    """The order of a set differs from process to process; what is hidden must not."""
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
