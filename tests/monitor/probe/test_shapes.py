"""A text by its shape shows that and none of its letters and digits."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.probe.shapes import LONGEST, PLAIN_SIGNS, shape_of, shape_of_address


@given(st.text(max_size=200))
def test_a_shape_holds_nothing_but_zeros_xs_and_plain_signs(text: str) -> None:
    """Whatever the text was, in any script."""
    assert set(shape_of(text)) <= PLAIN_SIGNS | set("0xX*…")


@given(st.text(alphabet=st.characters(categories=("L", "N")), min_size=1, max_size=30))
def test_two_texts_of_the_same_shape_look_alike(text: str) -> None:
    """So the shape cannot tell which of them it was."""
    other = "".join(
        "7" if unicodedata.category(sign).startswith("N") else "Ø" if sign.isupper() else "ø"
        for sign in unicodedata.normalize("NFKC", text)
        if unicodedata.category(sign)[0] in "LN"
    )
    assert set(shape_of(text)) <= set("0xX") | PLAIN_SIGNS | {"*", "…"}
    assert set(shape_of(other)) <= set("0xX…")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("424 10 753", "000 00 000"),
        ("+47 42410753", "+00 00000000"),
        ("Ring Åse på ①②", "Xxxx Xxx xx 00"),
        ("４２ ١٢", "00 00"),
        ("x" * 100, "x" * (LONGEST - 1) + "…"),
    ],
)
def test_texts_keep_their_shape(text: str, shape: str) -> None:
    """Digits of any script become 0, letters x or X, and what is long is cut."""
    assert shape_of(text) == shape


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("https://portal.example/ads/anna-42/?page=2", "/xxx/xxxx-00/?page=0"),
        ("https://portal.example/?42410753", "/?00000000="),
        ("https://portal.example/?q42=anna", "/?x00=xxxx"),
        ("tel:42410753", "tel:00000000"),
    ],
)
def test_an_address_shows_its_separators_and_parameters_only(address: str, shape: str) -> None:
    """No host, no names, no numbers; a parameter that may be a value is no exception."""
    assert shape_of_address(address) == shape
