"""Where digits stand together, and what is remembered of the texts that were read."""

import pytest

from scrapers.numbers import cues, normalization, number_words, read_text, zones
from scrapers.numbers.zones import zones_of
from tests.scrapers.numbers.support import numbers_in_text

AD = "Velkommen! Oppdatert 21.11.2026, åpent 12.00-18.00. Ring 40 00 01 23 eller tre null fire"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    zones._DATES.clear()
    number_words._PROSE.clear()
    cues._SILENT.clear()


def test_a_text_reads_alike_however_often_it_was_read() -> None:
    """What is remembered of it changes nothing."""
    first = read_text(AD, "NO", ("SE",))
    assert [number.reveal() for number in first.numbers] == ["+4740000123"]
    assert read_text(AD, "NO", ("SE",)) == first
    assert (
        read_text(f"40 00 01 23 {AD} 21.11.2026 40 00 01 24", "NO").numbers[0] == first.numbers[0]
    )


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ("se 47.40000123", "ring +47.40000123"),
        ("47.40000123", "+47.40000123"),
        ("ring 40000.12", "3.40000.12"),
        ("den 21.11.2026", "+21.11.2026 40 00 01 23"),
    ],
)
def test_what_a_text_reads_as_does_not_hang_on_those_read_before(other: str, text: str) -> None:
    """The same digits are a place in one text, and with a plus before them a number in another."""
    first = read_text(text, "NO")
    read_text(other, "NO")
    assert read_text(text, "NO") == first
    zones._DATES.clear()
    alone = read_text(other, "NO")
    read_text(text, "NO")
    assert read_text(other, "NO") == alone


def test_a_number_with_its_plus_is_read_after_a_place_of_the_same_digits() -> None:
    """As it would be on its own."""
    assert numbers_in_text("se 47.40000123", "NO") == []
    assert numbers_in_text("ring +47.40000123", "NO") == ["+4740000123"]


def test_hashes_of_prose_and_of_dates_are_all_that_outlives_a_text() -> None:
    """No text, nothing of a number, and no word that is one."""
    read_text(AD, "NO")
    dates = {hash("t 21.11.2026"), hash("t 12.00-18.00")}
    assert dates == zones._DATES
    assert hash("velkommen") in number_words._PROSE
    assert number_words._PROSE.isdisjoint(map(hash, ("tre", "null", "fire", "40", AD)))
    assert {type(kept) for kept in zones._DATES | number_words._PROSE | cues._SILENT} == {int}


def test_words_that_may_say_what_digits_are_are_looked_at_each_time() -> None:
    """Only those that say nothing wherever they stand are remembered."""
    said = "booking", "pris", "kl", "tlf", "nr", "til", "er", "storgata", "kundenummer"
    for word in said:
        read_text(f"velkommen {word} hit 40000123", "NO")
    assert {hash("velkommen"), hash("hit")} == cues._SILENT
    assert numbers_in_text("booking nr hit 40000123", "NO") == ["+4740000123"]
    assert numbers_in_text("booking nr 40000123", "NO") == []
    assert numbers_in_text("velkommen 40000123", "NO") == ["+4740000123"]


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that never repeat do not fill the memory."""
    monkeypatch.setattr(normalization, "_MOST_HASHES", 5)
    for day in range(1, 29):
        read_text(f"{day:02}.11.2026 ord{chr(96 + day)} 40000123", "NO")
    assert 0 < len(zones._DATES) <= 5
    assert 0 < len(number_words._PROSE) <= 7
    assert 0 < len(cues._SILENT) <= 5


@pytest.mark.parametrize(
    ("text", "runs", "mixed"),
    [
        ("ring 40 00 01 23 snart", ["40 00 01 23"], []),
        ("ring 40 00 01 23 i dag", ["40 00 01 23"], ["40 00 01 23 i"]),
        ("4o oo oi 23", [], ["4o oo oi 23"]),
        ("40 og 00 og 01 og 23", [], ["40 og 00 og 01 og 23"]),
        ("40x00x01x23", [], ["40x00x01x23"]),
        ("pris 1500 kr for 60 min, 2500,- for 2 timer", [], []),
        ("21.11.2026", [], []),
        ("40000123 oppdatert", ["40000123"], []),
    ],
)
def test_a_zone_is_digits_and_what_may_stand_among_them(
    text: str, runs: list[str], mixed: list[str]
) -> None:
    """Prose, prices and dates are none; a word that only begins like a digit is no part of one."""
    found = zones_of(text)
    assert [text[start:end] for start, end in found.runs] == runs
    assert [text[start:end] for start, end in found.mixed] == mixed
    assert len(found.text) == len(text)


def test_a_number_beside_a_remembered_date_is_read() -> None:
    """Only a zone that is nothing but the date is told by its hash."""
    for _ in range(2):
        assert numbers_in_text("21.11.2026", "NO") == []
        assert numbers_in_text("21.11.2026 40 00 01 23", "NO") == ["+4740000123"]


def test_number_words_are_looked_for_where_they_stand_by_themselves() -> None:
    """Not within others, which would be the whole of most texts."""
    text = "en mening " * 20 + "ni null en"
    ((start, end),) = number_words._windows(text, ["ni", "null"])
    assert start == text.index("ni null") - number_words._REACH
    assert end >= len(text)
