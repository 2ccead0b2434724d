"""Stated places become names of the list, or unknown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.extract.places import places_in
from scrapers.model import UNKNOWN_PLACE

NAMES = {
    "Oslo": ("Oslo", "Kristiania"),
    "Ås": ("Ås",),
    "Ålesund": ("Ålesund", "Aalesund"),
    "Bergen": ("Bergen", "Bergen sentrum"),
    "Mo i Rana": ("Mo i Rana", "Mo"),
}
SPELLINGS = [(name, spelling) for name, all_ in NAMES.items() for spelling in all_]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oslo", ("Oslo",)),
        ("oslo", ("Oslo",)),
        ("OSLO, Majorstuen", ("Oslo",)),
        ("Bergen / Oslo", ("Oslo", "Bergen")),
        ("Aalesund", ("Ålesund",)),
        ("ÅLESUND", ("Ålesund",)),
        ("Mo i Rana (Nordland)", ("Mo i Rana",)),
        ("Oslofjorden", (UNKNOWN_PLACE,)),
        ("Båsmo", (UNKNOWN_PLACE,)),
        ("Åsane", (UNKNOWN_PLACE,)),
        ("Tønsberg", (UNKNOWN_PLACE,)),
        ("", (UNKNOWN_PLACE,)),
    ],
)
def test_a_text_names_places(text: str, expected: tuple[str, ...]) -> None:
    """Whole words count, in any case, and the list's order is kept."""
    assert expected == places_in(text, NAMES)


def test_a_decomposed_letter_is_the_same_letter() -> None:
    """Å may be written as one character or as A with a ring: a reader sees no difference."""
    assert places_in(unicodedata.normalize("NFD", "Ålesund"), NAMES) == ("Ålesund",)


@given(st.sampled_from(SPELLINGS), st.sampled_from([str, str.upper, str.lower]))
def test_every_spelling_is_found_in_any_case(pair: tuple[str, str], case: type[str]) -> None:
    """However a listed spelling is written, it gives its name and no other."""
    name, spelling = pair

    assert places_in(f"- {case(spelling)}!", NAMES) == (name,)


@given(st.text())
def test_a_text_of_an_ad_never_comes_through(text: str) -> None:
    """Whatever an ad states, what is kept is from the list, or unknown alone."""
    found = places_in(text, NAMES)

    assert found == (UNKNOWN_PLACE,) or set(found) <= set(NAMES)


@given(st.lists(st.sampled_from(SPELLINGS)), st.sampled_from([", ", " / ", "\n", " og "]))
def test_a_touring_ad_names_each_of_its_places_once(
    stated: list[tuple[str, str]], separator: str
) -> None:
    """Several places in any order give their names in the list's order, without repetition."""
    found = places_in(separator.join(spelling for _, spelling in stated), NAMES)
    expected = tuple(name for name in NAMES if name in {name for name, _ in stated})

    assert (expected or (UNKNOWN_PLACE,)) == found


def test_a_spelling_is_text_and_not_a_pattern() -> None:
    """Full stops and brackets in a spelling stand for themselves."""
    names = {"St. Hans": ("St. Hans", "(St.H)")}

    assert places_in("Stx Hans", names) == (UNKNOWN_PLACE,)
    assert places_in("i (St.H) her", names) == ("St. Hans",)
