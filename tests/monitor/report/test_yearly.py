"""Counts over a whole year: which are shown, and why one cannot be had."""

from __future__ import annotations

from datetime import date

import pytest
from monitor.report.beside import Beside
from monitor.report.draft import Draft
from monitor.report.opendata import annual_dict, weekly_csv, yearly_csv
from monitor.report.yearly import ONCE, TWICE, shown

from monitor.closing import close_year
from monitor.report.annual import Annual, annual
from monitor.report.build import build
from monitor.report.catalogue import WORDS
from monitor.report.figures import figures
from monitor.report.notes import breaks, missing
from monitor.report.words import Words
from monitor.year_keys import replace_lost_key
from storage.keys import key_file
from storage.records import SeriesBreak, YearlyFigure
from storage.weeks import Week
from tests.monitor.building import year_of
from tests.monitor.conftest import Installation, installation
from tests.monitor.report.test_annual import SETTINGS, market, page_of

__all__ = ["installation"]
MONDAYS = (date(2022, 1, 3), date(2022, 1, 10))


def printed(figures_of_year: dict[tuple[str, str], float | None], **more: object) -> dict[str, str]:
    """Return what is printed of a year's counts beside weeks that hide nothing."""
    weeks = {"nordlys": [market(60)] * 52, "fjord": [market(20)] * 52}
    draft = Draft(2022, 2, figures(year_of(2022, weeks), 2, ()))
    listed = [YearlyFigure(2022, portal, name, v) for (portal, name), v in figures_of_year.items()]
    found = shown(listed, draft, 5, more.get("earlier", {}))  # type: ignore[arg-type]
    return {f"{portal} {name}": text for (portal, name), text in found.items()}


def test_a_count_of_too_few_numbers_is_hidden_and_a_second_one_beside_it() -> None:
    """The total less the other portals would be at least what the hidden one has alone."""
    found = printed({("all", ONCE): 93, ("fjord", ONCE): 4, ("nord", ONCE): 60, ("tun", ONCE): 31})
    assert found == {
        f"all {ONCE}": "93",
        f"fjord {ONCE}": ":",
        f"nord {ONCE}": "60",
        f"tun {ONCE}": ":",
    }


def test_what_leaves_too_few_seen_once_is_hidden() -> None:
    """58 of 60 in two weeks would say that two were seen once."""
    assert printed({("all", ONCE): 60, ("all", TWICE): 58}) == {
        f"all {ONCE}": "60",
        f"all {TWICE}": ":",
    }
    assert printed({("all", ONCE): 60, ("all", TWICE): 60})[f"all {TWICE}"] == "60"
    assert printed({("all", ONCE): 60, ("all", TWICE): 55})[f"all {TWICE}"] == "55"


def test_a_zero_and_a_count_that_cannot_be_had_have_symbols_of_their_own() -> None:
    """Statistics Norway's."""
    found = printed({("all", ONCE): None, ("fjord", ONCE): 0.0})
    assert found == {f"all {ONCE}": ".", f"fjord {ONCE}": "-"}


def test_a_revision_does_not_count_the_few_that_it_adds() -> None:
    """Two releases that differ by three numbers would publish a count of three."""
    earlier = {("all", ONCE): {60.0}}
    assert printed({("all", ONCE): 63}, earlier=earlier) == {f"all {ONCE}": ":"}
    assert printed({("all", ONCE): 65}, earlier=earlier) == {f"all {ONCE}": "65"}
    assert printed({("all", ONCE): 65}, earlier={("all", ONCE): {None}}) == {f"all {ONCE}": ":"}


def test_a_year_of_one_week_does_not_tell_the_week() -> None:
    """A hidden week is the year's count, where it is the only one."""
    year = year_of(2022, {"nordlys": [market(3)] + [None] * 51})
    draft = Draft(2022, 2, figures(year, 2, ()))
    hidden = draft.hide(draft.spot(key, 0) for key in draft.weekly_keys)
    listed = [YearlyFigure(2022, "all", ONCE, 9.0)]
    assert shown(listed, draft, 5, {}) == {("all", ONCE): "9"}
    assert shown(listed, hidden, 5, {}) == {("all", ONCE): ":"}


def swept(home: Installation) -> Annual:
    for monday in MONDAYS:
        home.at(monday).collect(home.config.portal)
    return build(home.store, home.config, 2022, date(2023, 1, 20))


def symbols(report: Annual) -> set[str]:
    return {row.this for row in report.yearly}


def test_the_figures_of_a_year_are_the_same_before_and_after_its_closing(
    installation: Installation,
) -> None:
    """Twelve numbers on three portals of four each, which are too few by themselves."""
    before = swept(installation)
    assert {(r.portal, r.name): r.this for r in before.yearly if r.portal is None} == {
        (None, ONCE): "12",
        (None, TWICE): "12",
    }
    assert {row.this for row in before.yearly if row.portal} == {":"}
    close_year(installation.at(date(2023, 1, 20)), 2022)
    after = build(installation.store, installation.config, 2022, date(2023, 1, 20))
    assert after.yearly == before.yearly


def test_with_identifiers_for_a_week_only_a_years_figures_are_not_applicable_and_it_is_said(
    installation: Installation,
) -> None:
    """In the page and the open data, with the setting that did it."""
    privacy = installation.config.privacy.model_copy(update={"identifiers": "week"})
    installation.config = installation.config.model_copy(update={"privacy": privacy})
    report = swept(installation)
    assert symbols(report) == {"."}
    for language in WORDS:
        words = Words(language)
        (why,) = missing(report, words)
        assert '(identifiers = "week")' in why
        assert words("gone_week", year=2022).split("(")[0] in page_of(report, words)
    assert {line.split(",")[3] for line in yearly_csv(report).splitlines()[1:]} == {".", ".."}


def test_a_lost_key_is_a_break_beside_its_week_and_the_years_figures_are_not_applicable(
    installation: Installation,
) -> None:
    """With the person's reason, in both languages, and marked in the open data."""
    swept(installation)
    key_file(installation.config.storage.keys, 2022).unlink()
    replace_lost_key(installation.config, installation.store, Week(2022, 3), "the disk broke")
    installation.at(date(2022, 1, 17)).collect(installation.config.portal)
    report = build(installation.store, installation.config, 2022, date(2023, 1, 20))
    assert symbols(report) == {"."}
    assert report.breaks == (SeriesBreak(Week(2022, 3), "the disk broke"),)
    for language in WORDS:
        words = Words(language)
        (said,) = breaks(report, words)
        assert "2022-W03: the disk broke" in said
        assert said in page_of(report, words)
        assert missing(report, words) == [words("gone_key", year=2022)]
    marked = {line for line in weekly_csv(report).splitlines() if ",yes,yes," in line}
    assert {line.split(",")[0] for line in marked} == {"2022-W03"}
    assert annual_dict(report)["breaks"] == {"2022-W03": "the disk broke"}


def test_a_year_without_such_figures_has_no_table_of_them() -> None:
    """As in reports of counts that were imported or restored without them."""
    year = year_of(2022, {"nordlys": [market(60)] * 52})
    report = annual(year, None, SETTINGS, Beside(), simulated=False)
    assert report.yearly == ()
    assert WORDS["en"]["yearly"] not in page_of(report, Words("en"))


@pytest.mark.parametrize("language", WORDS)
def test_a_hidden_change_has_the_symbol_of_hidden_figures(language: str) -> None:
    """Not the one for "not applicable", which a year without a year before has."""
    small = [market(60, agency_ads=0)] * 52
    now = year_of(2022, {"nordlys": small})
    words = Words(language)  # type: ignore[arg-type]
    both = annual(now, year_of(2021, {"nordlys": small}), SETTINGS, simulated=False)
    hidden = [row for row in both.rows if row.hides_change]
    assert {words.change(row) for row in hidden} <= {":"}
    alone = annual(now, None, SETTINGS, simulated=False)
    assert {words.change(row) for row in alone.rows} == {"."}
