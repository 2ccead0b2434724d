"""What rests on too few numbers is not shown, nor what would give it away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from monitor.report.suppress import hidden
from monitor.series import Scope

from monitor.report.figures import BASES, COUNTED, PARTS_OF_ADS, Key, Kind

PORTALS, PLACES = ("fjord", "nordlys", "tundra"), ("Oslo", "Bergen", "unknown")
SCOPES = [Scope(), *(Scope(portal=p) for p in PORTALS), *(Scope(place=p) for p in PLACES)]


def table(**values: float) -> dict[Key, float]:
    """Return figures that are all large, but for those named, as in `fjord_multi=2`."""
    found = {Key(kind, scope): 90.0 for scope in SCOPES for kind in (*COUNTED, *BASES)}
    found |= {key: 1.0 for key in found if key.kind is Kind.TOP_NUMBER_ADS}
    for name, value in values.items():
        where, kind = name.split("_", 1)
        scope = Scope(portal=where) if where in PORTALS else Scope(place=where)
        found[Key(Kind(kind), scope)] = value
    return found


def concealed(found: dict[Key, float], least: int = 5) -> set[str]:
    values = {key: value for key, value in found.items() if key.kind in COUNTED}
    keys = hidden(values, found, 2, least)
    return {f"{key.scope.portal or key.scope.place}_{key.kind}" for key in keys}


def test_a_table_of_large_figures_is_shown_whole() -> None:
    """Nothing is hidden without a reason."""
    assert concealed(table()) == set()


def test_a_figure_below_the_bound_takes_the_smallest_of_its_neighbours_with_it() -> None:
    """Bergen's three numbers could be worked out from the others, so Oslo's go, too."""
    found = concealed(table(Bergen_numbers=3, Oslo_numbers=40))
    assert {"Bergen_numbers", "Oslo_numbers", "Bergen_ads"} <= found
    assert "unknown_numbers" not in found


def test_ads_of_an_agency_on_few_numbers_are_hidden_however_many_they_are() -> None:
    """Sixty ads on two numbers rest on two numbers."""
    found = concealed(table(fjord_multi=60, fjord_multi_numbers=2))
    assert "fjord_multi" in found
    assert found & {"fjord_individual", "fjord_without_number", "fjord_ads"}


def test_a_zero_is_shown() -> None:
    """It rests on nobody."""
    assert concealed(table(Bergen_without_number=0)) == set()


def test_a_figure_that_one_number_dominates_is_hidden() -> None:
    """Fifty of ninety ads on one number would tell that number's trade; forty do not."""
    assert {"fjord_ads", "fjord_multi"} <= concealed(table(fjord_top_number_ads=50))
    assert concealed(table(fjord_top_number_ads=40)) == set()


def test_a_share_of_half_is_not_yet_dominance() -> None:
    """More than half is."""
    assert concealed(table(fjord_top_number_ads=45)) == set()
    assert "fjord_ads" in concealed(table(fjord_top_number_ads=45.1))


def test_ads_whose_busiest_number_nobody_counted_are_hidden() -> None:
    """Where there are numbers, one of them has an ad; a zero is an older program's."""
    assert "fjord_ads" in concealed(table(fjord_top_number_ads=0))


def test_a_figure_without_a_value_is_not_taken_for_a_zero() -> None:
    """A year without a level of its numbers says nothing about how few its ads rest on."""
    found = table()
    lone = Key(Kind.NUMBERS, Scope(portal="fjord"))
    values = {key: value for key, value in found.items() if key.kind in COUNTED and key != lone}
    assert hidden(values, found, 2, 5) == frozenset()


def test_ads_none_of_which_has_a_number_are_judged_by_their_own_count() -> None:
    """They are the ads without a number, and hiding the one without the other hides nothing."""
    bare = {"Bergen_numbers": 0, "Bergen_individual": 0, "Bergen_multi": 0}
    assert concealed(table(**bare, Bergen_ads=12, Bergen_without_number=12)) == set()
    few = concealed(table(**bare, Bergen_ads=3, Bergen_without_number=3))
    assert {"Bergen_ads", "Bergen_without_number"} <= few


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([*PORTALS, *PLACES]), st.sampled_from(list(COUNTED))),
        st.floats(0, 60),
        max_size=25,
    )
)
def test_no_hidden_figure_is_ever_alone_in_a_published_sum(
    values: dict[tuple[str, Kind], float],
) -> None:
    """Every sum whose total is shown hides none of its parts or at least two of them."""
    found = table(**{f"{where}_{kind}": value for (where, kind), value in values.items()})
    shown = {key: value for key, value in found.items() if key.kind in COUNTED}
    keys = hidden(shown, found, 2, 5)
    for scope in SCOPES:
        parts = [Key(kind, scope) for kind in PARTS_OF_ADS]
        if Key(Kind.ADS, scope) not in keys:
            assert len(keys.intersection(parts)) != 1
    for kind in COUNTED:
        if Key(kind, Scope()) not in keys:
            for names in (
                [Scope(portal=p) for p in PORTALS],
                [Scope(place=p) for p in PLACES],
            ):
                assert len(keys.intersection(Key(kind, scope) for scope in names)) != 1


@given(st.floats(0.1, 4.9), st.sampled_from([*PORTALS, *PLACES]))
def test_numbers_below_the_bound_are_never_shown(value: float, where: str) -> None:
    """Neither at a portal nor at a place."""
    assert f"{where}_numbers" in concealed(table(**{f"{where}_numbers": value}))
