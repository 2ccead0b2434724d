"""What a person types is kept only without numbers, however taken apart; honest words are kept."""

from __future__ import annotations

import pytest

from monitor.privacy.typed_text import fault_in, holds_number_apart, looks_raw

APART = (
    *("42173958", "4217 3958", "421 73958", "4217-3958", "4217:3958", "4217…3958", "4217  /  3958"),
    *("42 17 39 58", "4 2 1 7 3 9 5 8", "4/2/1/7/3/9/5/8", "4..2..1..7..3..9..5..8", "421.739.58"),
    *("42/17/39/58", "42, 17, 39, 58", "42_17_39_58", "42|17|39|58", "42–17–39–58", "42.17.39.58"),
    *("42;17;39;58", "42\\17\\39\\58", "42=17=39=58", "42+17+39+58", "42*17*39*58"),
    *("42 & 17 39 58", "4921 2022"),
    *("42'17'39'58", "(42) [17] {39} 58", "42 → 17 → 39 → 58", "421,739,58", "1) 4217 3958"),
    *("4217 3958 2", "42 17:39 58", "42:17:39:58", "42 og 17.39 og 58", "4912-2022", "49 12 20 22"),
    *("uke 42 17 39 58", "uke 42: 17 39 58", "W42 17 39 58", "uke 42-17-39-51", "49 2021 39"),
    *("21:39 42 58", "42 58 17:39", "uke 42-44-49-51", "uke 49-42 og 17 39", "uke 42-42 og 17 39"),
    *("42 og 17 og 39 og 58 og 412", "uke 42-58: 1739", "49.20.2022", "2042-17-39"),
    *("uke 42-58 og 17 39", "uke 49-42: 173 958", "uke 42-42: 173 958", "uke 42 og 17 39 58"),
    *("４２１７３９５８", "٤٢١٧٣٩٥٨", "𝟒𝟐𝟏𝟕𝟑𝟗𝟓𝟖", "④②①⑦③⑨⑤⑧", "4²17 39 58"),
    *("4Z l7 39 S8", "4O 17 39 58", "42l73958", "4 2 l 7 3 9 5 8", "42a17b39c58"),
    *("4x2x1x7x3x9x5x8", "42x17x39x58"),
    *("42 og 17 og 39 og 58", "42 eller 17 39 58", "42 en 7 39 58", "42 then 17 then 39 58"),
    *("fire to en sju tre ni fem åtte", "FIRE TO EN SJU TRE NI FEM ÅTTE", "42 sytten 39 58"),
    *("fire/to/en/sju/tre/ni/fem/åtte", "fire, to, en, sju, tre, ni, fem, åtte"),
    *("fire_to_en_sju_tre_ni_fem_åtte", "firetoensjutrenifemåtte", "førtito sytten 39 58"),
    *("førti to/sytten/tretti ni/femti åtte", "4 to 1 sju 3 ni 5 åtte", "4 to 1 7 3 9 5 8"),
    *("four two one seven three nine five eight", "four/two/one/seven/three/nine/five/eight"),
    *("forty-two seventeen thirty-nine fifty-eight", "4 two 1 seven 3 nine 5 eight"),
    *("+47 421 73 958", "+47/421/73/958", "0047 421 73 958", "474 217 3958"),
    *("+46 70 123 45 67", "+46/70/123/45/67", "070-123 45 67", "070/123/45/67", "070,123,45,67"),
)  # fmt: skip
HONEST = (
    *("412 of 430 ads", "uke 31 og 32 i 2021", "2021-W30 to W32", "fell from 1200 to 900"),
    *("fell from 5200 to 900", "5200 to 6100 ads", "from 52 to 49", "robots.txt 503 at 06:00"),
    *("2022-05-17", "2022-05-17 06:00", "17.05.2022 kl. 06.00", "24.12.2021-02.01.2022"),
    *("15 % under 2021", "10 % (41 of 412)", "99 % of 1 203 ads", "1 200 of 1 350 ads", "1200/900"),
    *("412, 430, 441 and 398", "uke 30, 31, 32 og 33", "uke 31-32/2021", "W42, W43 and W44"),
    *("412/430 in W30, 398/441 in W31", "uke 42, 43 og 44: 412, 398 og 401 annonser"),
    *("between 2021-W50 and 2022-W02", "uke 52 i 2021 og uke 1 i 2022", "uke 40, 41, 42, 43, 44"),
    *("from 412 (2021-W30) to 398 (2021-W31)", "2021/2022", "2021–2022", "2021, 2022 and 2023"),
    *("open from 20:30 til 21:45", "20:30-21:45", "at 20:30, 21:15 and 22:45"),
    *("HTTP 503 from 06:00 to 07:30", "kl. 06:00, 07:00 og 08:00", "06:00-07:00", "weeks 1 to 4"),
    *("two of three pages were empty", "en av to portaler var nede", "one two three"),
    *("1 of 3 portals; 2 had 10 pages each, 4 had 12", "version 1.2.3, 14 pages of 30"),
    *("uke 40-44: 412, 398", "uke 50-53: 412, 398", "412, 2022-05-17, 43958"),
    *("42 pages of 17 lists, 39 of them empty, 58 not", "0 of 12 and 14 of 16 and 18"),
    *("42 minutes, 17 seconds, 39 attempts, 58 failures", "42 of 43 ads and 44 of the 49 ads"),
    *("W40, W41, W42 and W43", "week 40, week 41, week 42", "uke 40 var tom"),
    *("the portal was being moved", "429 Too Many Requests, 3 times"),
    *("the total of 421,739 is wrong", "412, 2021-W30"),
)  # fmt: skip


@pytest.mark.parametrize("text", APART)
@pytest.mark.parametrize("sentence", ["{}", "she rang from {} about it", "se {}, uke 31"])
def test_a_number_is_found_however_it_is_taken_apart(text: str, sentence: str) -> None:
    """By itself and within a sentence, in what is typed and in what the audit reads."""
    assert fault_in(sentence.format(text))
    assert looks_raw(sentence.format(text), sentence=True)


@pytest.mark.parametrize("text", HONEST)
def test_weeks_days_times_and_counts_are_left_alone(text: str) -> None:
    """A reason that cannot be given is no protection."""
    assert fault_in(text) is None
    assert not looks_raw(text, sentence=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("it \x1b[2Jwas", "U+001B, number 4 of the text"),
        ("it was\nOK: all", "U+000A"),
        ("it \u202ewas", "U+202E"),
        ("42\u200b17", "U+200B"),
        ("it\u2028was", "U+2028"),
        ("it \x9bwas", "U+009B"),
    ],
)
def test_what_steers_a_terminal_is_not_kept(text: str, said: str) -> None:
    """Nobody sees it where it was typed, and a report would obey it."""
    assert said in (fault_in(text) or "")


@pytest.mark.parametrize(
    "text", ["ad 123456", "see https://x.example", "kari@x.example", "www.x.no"]
)
def test_an_id_or_an_address_is_not_kept(text: str) -> None:
    """An ad is found by it."""
    assert fault_in(text)


def test_a_text_is_no_longer_than_the_place_for_it() -> None:
    """Cut off, it would say something else."""
    assert (fault_in("x " * 200), fault_in("x " * 200 + "x")) == (None, "more than 400 signs")


def test_a_count_in_our_own_sentence_is_no_number_and_in_a_name_it_is() -> None:
    """A large portal states a total of six digits, and no place is called by one."""
    said = "the portal states 421739 ads, 4398112 were seen (total_tolerance = 0.02)"
    assert not looks_raw(f"{said}\n{said}", sentence=True)
    assert looks_raw("Oslo\n", sentence=False)
    assert looks_raw("it \x1b[2Jwas", sentence=True)
    assert looks_raw("see www.x.example", sentence=True)
    assert looks_raw("421739", sentence=False)
    assert not looks_raw("12345", sentence=False)


def test_a_number_of_the_portals_own_country_is_found_in_its_words() -> None:
    """As it is written there."""
    assert not holds_number_apart("612 34 56 78", "NO")
    assert holds_number_apart("612 34 56 78", "ES")
