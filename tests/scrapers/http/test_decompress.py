"""Compressed bodies are decompressed whole, or not at all."""

import gzip
import zlib

import pytest

from scrapers.http.decompress import Damaged, TooLarge, decompress, join

PAGE = b"<article>an ad</article>" * 500


def pieces(data: bytes, size: int = 7) -> list[bytes]:
    """Cut as a network does."""
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize(
    "compressed",
    [
        gzip.compress(PAGE),
        zlib.compress(PAGE),
        gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]),
        gzip.compress(PAGE) + b"\x00" * 20,
    ],
    ids=["gzip", "zlib", "two members", "padded"],
)
def test_a_body_comes_out_as_it_went_in(compressed: bytes) -> None:
    """In one piece or in many."""
    assert decompress([compressed], len(PAGE)) == PAGE
    assert decompress(pieces(compressed, 1000), len(PAGE)) == PAGE


def test_no_body_is_an_empty_one() -> None:
    """A redirect may call nothing compressed."""
    assert decompress([], 100) == decompress([b""], 100) == b""


@pytest.mark.parametrize("cut", [1, 8, 12, 40])
def test_a_body_that_ends_too_early_is_damaged(cut: int) -> None:
    """Also where only the check-sum is missing."""
    with pytest.raises(Damaged):
        decompress(pieces(gzip.compress(PAGE)[:-cut]), len(PAGE))


def test_a_body_that_is_not_compressed_is_damaged() -> None:
    """The header said that it was."""
    with pytest.raises(Damaged):
        decompress([PAGE], len(PAGE))


def test_the_bound_itself_is_within_bounds() -> None:
    """One byte more is too much, compressed or not."""
    assert join(pieces(PAGE), len(PAGE)) == PAGE
    with pytest.raises(TooLarge):
        join(pieces(PAGE), len(PAGE) - 1)
    with pytest.raises(TooLarge):
        decompress([gzip.compress(PAGE)], len(PAGE) - 1)
