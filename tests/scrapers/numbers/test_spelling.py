"""Habits of spelling a number, each with what it must not be mistaken for."""

import pytest

from scrapers.numbers import read_html, read_text
from tests.scrapers.numbers.support import revealed

NUMBER = ["+4742315518"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("42 31 to femmere 18", NUMBER),
        ("42 31 2 femmere 18", NUMBER),
        ("42 31 to femtall 18", NUMBER),
        ("firer, toer, treer, ener, femmer, femmer, ener, åtter", NUMBER),
        ("42 31 dobbel 5 18", NUMBER),
        ("førti 2 31 55 18", NUMBER),
        ("four two three one two fives one eight", NUMBER),
        ("sju femmere", []),  # no number is all of one digit
        ("4 (fire) 2 (to) 3 (tre) 1 (en) 5 (fem) 5 (fem) 1 8", NUMBER),
        ("42 (førtito) 31 (trettien) 5518", NUMBER),
        ("42 31 5 (fem) 1 (åtte)", NUMBER),  # each counts, as one repeats nothing
        ("f i r e  t o  3 1 5 5 1 8", NUMBER),
        ("f.i.r.e t.o t.r.e e.n 5518", NUMBER),
        ("F-I-R-E t o t r e e n f e m f e m e n å t t e", NUMBER),
        ("fir to 31 55 18", NUMBER),
        ("quattro due tre uno cinque cinque uno otto", NUMBER),
        ("neljä kaksi kolme yksi viisi viisi yksi kahdeksan", NUMBER),
    ],
)
def test_words_and_digits_say_a_number_together(text: str, numbers: list[str]) -> None:
    """Counted, repeated, or letter by letter."""
    assert revealed(read_html(text, "NO", contact=True).numbers) == numbers


def test_a_number_in_digits_is_no_end_of_the_one_in_words_before_it() -> None:
    """Only fewer digits than a number has can complete what the words say."""
    spelt = "fire to tre en fem fem en åtte"
    found = read_html(f"{spelt} 43 13 97 34 to fem", "NO", contact=True).numbers
    assert revealed(found) == [*NUMBER, "+4743139734"]
    shorter = read_html("fire to tre en 55 18", "NO", contact=True).numbers
    assert revealed(shorter) == NUMBER


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Ring 4329962B", ["+4743299628"]),  # 48 432 99 62 would be a number of Poland
        ("tlf 43139734l", ["+4743139734"]),
        ("tlf 0701740605l 4", ["+46701740605"]),
        ("tlf 0046701740605S", ["+46701740605"]),
        ("tlf +46701740605B", ["+46701740605"]),
        ("tlf + 46701740605B", ["+46701740605"]),
    ],
)
def test_digits_beside_a_letter_that_looks_like_one_may_be_less_than_the_number(
    text: str, numbers: list[str]
) -> None:
    """So what they are by themselves is believed at home, or where the country is written."""
    assert revealed(read_text(text, "NO", ("SE", "PL"), contact=True).numbers) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("42 31 ss 18", NUMBER),
        ("42 31 so 18", []),
        ("42xx31xx55xx18", NUMBER),
        ("42kj31kj55kj18", NUMBER),
        ("42kj31mp55kj18", []),
        ("42xxx31xxx55xxx18", []),
        ("42 31 xx xx", []),
    ],
)
def test_letters_among_digits_fill_or_stand_for_them(text: str, numbers: list[str]) -> None:
    """One letter twice, and two of them over and over."""
    assert revealed(read_html(text, "NO", contact=True).numbers) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Uke 42, 31, 55 og 18", []),
        ("Ledig uke 42, 43, 44, 45, 46", []),
        ("Alder 25, tlf 42, 31, 55, 18", NUMBER),
        ("42, 31, 55, 18", NUMBER),
        ("42 315 518 sekunder", []),
        ("hash 42315518abcdef42315518", []),
        ("42315518face1", []),
        ("42315518anna", NUMBER),
        ("42 31 55 18 (8 siffer)", NUMBER),
        ("fire to 31 55 18 (åtte siffer)", NUMBER),
    ],
)
def test_figures_of_another_kind_stay_so(text: str, numbers: list[str]) -> None:
    """A list goes on as it began, and ids are made of few letters."""
    assert revealed(read_html(text, "NO", contact=True).numbers) == numbers


def test_a_plus_between_two_numbers_means_and() -> None:
    """Where what follows is as long as numbers of the portal's own region are."""
    both = read_html("42315518 (Mia) + 42315519 (Ida)", "NO", contact=True).numbers
    assert revealed(both) == ["+4742315518", "+4742315519"]
    abroad = read_html("42315518 (Mia) + 40 712 345 678", "NO", contact=True).numbers
    assert revealed(abroad) == ["+4742315518", "+40712345678"]
