"""What is said of a wrong config.toml, row by row: where, what was expected, what was found.

A person who has never seen a parser reads these: none of them is a library's own sentence.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import Config, ConfigProblem, load
from monitor.config.event_section import EventSection
from scrapers.config_key import keys_of
from scrapers.portal_config import Portal
from tests.monitor.conftest import SHIPPED

TEXT = SHIPPED.read_text(encoding="utf-8")
NEXT = 'next = "a[rel=next]"'
TERMS = 'terms = { checked_by = "the demo itself", checked_on = 2021-01-01 }'
TOTAL = "total = { select = \"p.total\", pattern = '(\\d+) annonser' }"
EVENT = '[[event]]\nkind = "closed"\nportal = "fjord"\nfrom = "2022-W31"\n'
TEXT_OR_TABLE = "text in quotes or a table: keys with their values, in curly brackets"
A_TABLE = "expected a table: keys with their values, in curly brackets"
CLOCK = "expected a time of day with hours, minutes and seconds: 06:00:00"
DAY = "expected a day that exists, as year, month and day: 2026-01-15"
YES_OR_NO = "true or false, in small letters and without quotes"
ON = "portal.1.terms.checked_on"
WHOLE = "expected a whole number, without quotes"
POINT = "expected a number, without quotes and with a point: 2.5"
UNKNOWN = "is not a key that is known here"


def said(tmp_path: Path, text: str) -> list[str]:
    """Return what is said of a config."""
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigProblem) as caught:
        load(file, environment={"HOME": str(tmp_path)})
    return [str(problem) for problem in caught.value.problems]


def line(part: str) -> int:
    """Return the first line of the shipped config that holds a text."""
    return next(at for at, text in enumerate(TEXT.splitlines(), 1) if part in text)


@pytest.mark.parametrize(
    ("old", "new", "expected", "example"),
    [
        (
            'contact = "ad-count@example.org"',
            "contact = 5",
            "contact: expected text in quotes; found 5",
            'contact = "ad-count@example.org"',
        ),
        (
            'language = "nb"',
            'language = "no"',
            "language: expected one of 'nb' or 'en'; found 'no'",
            'language = "nb"',
        ),
        (
            'language = "nb"',
            'language = ["nb"]',
            "language: expected one of 'nb' or 'en'; found a list",
            'language = "nb"',
        ),
        (
            '"Europe/Oslo"',
            '"Oslo"',
            "timezone: 'Oslo' is not a time zone: a continent and a city (is Europe/Oslo meant?)",
            'timezone = "Europe/Oslo"',
        ),
        (
            '"Europe/Oslo"',
            '"CEST"',
            "timezone: 'CEST' is not a time zone: a continent and a city",
            'timezone = "Europe/Oslo"',
        ),
        ("at = 06:00:00", 'at = "kl. 6"', f"schedule.at: {CLOCK}; found 'kl. 6'", "at = 06:00:00"),
        ("at = 06:00:00", "at = 6", f"schedule.at: {CLOCK}; found 6", "at = 06:00:00"),
        *(
            ("at = 06:00:00", f"at = {it}", f"schedule.at: {CLOCK}; found '{it}'", "at = 06:00:00")
            for it in ("25:00:00", "06:60:00", "06:00:60", "06:00", "6:00:00", "06.00", "kl. 6")
        ),
        *(
            ("2021-01-01 }", f"{it} }}", f"{ON}: {DAY}{found}", "checked_on = 2026-01-15")
            # The others have eight digits, like a number of somebody's.
            for it, found in (
                ("2021-13-01", ""),
                ("2021-02-31", ""),
                ("2021/01/01", ""),
                ("01.01.2021", "; found '01.01.2021'"),
                ("2021-1-1", "; found '2021-1-1'"),
            )
        ),
        *(
            (
                "page_cap = 200",
                f"page_cap = {it}",
                f"portal.1.page_cap: {WHOLE}; found {shown}",
                "page_cap = 500",
            )
            for it, shown in (("010", "'010'"), ("1__0", "'1__0'"), ("inf", "inf"))
        ),
        (
            "delay_seconds = 0.0",
            "delay_seconds = 0,5",
            f"portal.1.delay_seconds: {POINT}; found '0,5'",
            "delay_seconds = 5.0",
        ),
        (
            "delay_seconds = 0.0",
            "delay_seconds = true",
            f"portal.1.delay_seconds: {POINT}; found true",
            "delay_seconds = 5.0",
        ),
        (
            "local = true",
            "local = True",
            f"portal.1.local: expected {YES_OR_NO}; found 'True'",
            "local = true",
        ),
        (
            "hosts_at_once = 20",
            'hosts_at_once = "mange"',
            f"schedule.hosts_at_once: {WHOLE}; found 'mange'",
            "hosts_at_once = 20",
        ),
        (
            "hosts_at_once = 20",
            "hosts_at_once = 2.5",
            f"schedule.hosts_at_once: {WHOLE}; found 2.5",
            "hosts_at_once = 20",
        ),
        (
            "hosts_at_once = 20",
            "hosts_at_once = true",
            f"schedule.hosts_at_once: {WHOLE}; found true",
            "hosts_at_once = 20",
        ),
        (
            "individual_threshold = 2",
            "individual_threshold = 4",
            "report.individual_threshold: expected one of 1, 2, 3 or 5; found 4",
            "individual_threshold = 2",
        ),
        (
            '# template = "our.dotx"',
            "template = 4",
            "report.template: expected the name of a file or a folder, in quotes; found 4",
            'template = "our.dotx"',
        ),
        (
            'language = "nb"',
            'language = "nb"\nbackup = "b"',
            "backup: expected a section: [backup], and its keys below; found 'b'",
            "[backup]",
        ),
        (
            'close_by = "01-15"',
            "close_by = 2026-01-15",
            "privacy.close_by: expected text in quotes; found 2026-01-15",
            'close_by = "01-15"',
        ),
        (
            'Oslo = ["Oslo"]',
            'Oslo = "Oslo"',
            "places.Oslo: expected a list in square brackets; found 'Oslo'",
            'Oslo = ["Oslo"]',
        ),
        (
            'Oslo = ["Oslo"]',
            "Oslo = [0]",
            "places.Oslo.1: expected text in quotes; found 0",
            'Oslo = ["Oslo"]',
        ),
        (
            "http://127.0.0.1:8471/nordlys/",
            "www.portal.example",
            "portal.1.start: expected an address that begins with https:// or http://",
            'start = "https://portal.example/ads"',
        ),
        (
            'start = "http://127.0.0.1:8471/nordlys/"',
            "start = 5",
            "portal.1.start: expected text in quotes or a list in square brackets; found 5",
            'start = "https://portal.example/ads"',
        ),
        (
            'start = "http://127.0.0.1:8471/nordlys/"',
            "start = [5]",
            "portal.1.start.1: expected text in quotes; found 5",
            'start = "https://portal.example/ads"',
        ),
        (
            "local = true",
            'local = "ja"',
            f"portal.1.local: expected {YES_OR_NO}; found 'ja'",
            "local = true",
        ),
        (
            "local = true",
            "local = 1",
            f"portal.1.local: expected {YES_OR_NO}; found 1",
            "local = true",
        ),
        (
            "delay_seconds = 0.0",
            'delay_seconds = "0,5"',
            f"portal.1.delay_seconds: {POINT}; found '0,5'",
            "delay_seconds = 5.0",
        ),
        (
            TERMS,
            'terms = "read them"',
            f"portal.1.terms: {A_TABLE}; found 'read them'",
            'terms = { checked_by = "A. Analyst", checked_on = 2026-01-15, '
            'says = "counting is fine" }',
        ),
        (
            "2021-01-01 }",
            '"01.01.2026" }',
            f"portal.1.terms.checked_on: {DAY}; found '01.01.2026'",
            "checked_on = 2026-01-15",
        ),
        (
            "2021-01-01 }",
            "0 }",
            f"portal.1.terms.checked_on: {DAY}; found 0",
            "checked_on = 2026-01-15",
        ),
        (
            '"the demo itself"',
            '" "',
            "portal.1.terms.checked_by: expected who read the terms, found nothing",
            'checked_by = "A. Analyst"',
        ),
        (
            "bounds = { least = 3, most = 5000",
            "bounds = { least = 50, most = 3",
            "portal.1.bounds: expected 0 <= least < most, found least = 50 and most = 3",
            "bounds = { least = 100, most = 2000, least_share_with_number = 0.6 }",
        ),
        (
            'cards = "main.list article.ad"',
            'cards = ""',
            "portal.1.cards: expected what finds each ad on the page, found nothing",
            'cards = "article.ad"',
        ),
        (
            TOTAL,
            "total = 5",
            f"portal.1.total: expected {TEXT_OR_TABLE}; found 5",
            "total = { select = \"p.total\", pattern = '(\\d+) ads' }",
        ),
        (
            '# addresses = "alerts"',
            'addresses = "post@service.example"',
            "alerts.addresses: expected the name of a file, found an address: write it there",
            'addresses = "alerts"',
        ),
        (
            '# ping = "ping"',
            'ping = "https://ping.example/token"',
            "alerts.ping: expected the name of a file, found an address: write it there",
            'ping = "ping"',
        ),
        (
            'Oslo = ["Oslo"]',
            'Oslo = ["Oslo", " "]',
            "places.Oslo: expected a place's name as ads spell it, found an empty text",
            'Oslo = ["Oslo"]',
        ),
        (
            "8471/nordlys/",
            "8471/nordlys/ ",
            "portal.1.start: expected an address without spaces, before, in or behind it",
            'start = "https://portal.example/ads"',
        ),
        (
            NEXT,
            f'exclude = ".sold"\n{NEXT}',
            "portal.1.exclude: expected a list in square brackets; found '.sold'",
            'exclude = [".sold"]',
        ),
        (
            NEXT,
            f'labels = "x"\n{NEXT}',
            f"portal.1.labels: {A_TABLE}; found 'x'",
            'labels = { agency = ["Byrå"] }',
        ),
        (
            NEXT,
            f"labels = {{ agency = 5 }}\n{NEXT}",
            "portal.1.labels.agency: expected a list in square brackets; found 5",
            'agency = ["Byrå"]',
        ),
        (
            NEXT,
            f'hours = "22-06"\n{NEXT}',
            f"portal.1.hours: {A_TABLE}; found '22-06'",
            "hours = { since = 22:00:00, until = 06:00:00 }",
        ),
        (
            NEXT,
            f"hours = {{ since = 22, until = 06:00:00 }}\n{NEXT}",
            f"portal.1.hours.since: {CLOCK}; found 22",
            "since = 22:00:00",
        ),
        (
            NEXT,
            f'fallbacks = ["Sverige"]\n{NEXT}',
            "portal.1.fallbacks: 'Sverige' is not a country code of two capital letters",
            'fallbacks = ["SE"]',
        ),
        (
            NEXT,
            f'detail = "a"\n{NEXT}',
            f"portal.1.detail: {A_TABLE}; found 'a'",
            'detail = { link = "h2 a::attr(href)", number = ".phone" }',
        ),
        (
            NEXT,
            f'detail = {{ number = "a" }}\n{NEXT}',
            "portal.1.detail.link: is missing",
            'link = "h2 a::attr(href)"',
        ),
        (
            "[privacy]",
            "[backup]\nkeep = 12\n[privacy]",
            "backup.folder: is missing",
            'folder = "/mnt/backup/ad-market"',
        ),
    ],
)
def test_a_wrong_value_is_answered_with_what_was_expected_and_found(
    tmp_path: Path, old: str, new: str, expected: str, example: str
) -> None:
    """One sentence, and a line that would be right."""
    assert old in TEXT
    (found,) = said(tmp_path, TEXT.replace(old, new, 1))
    at, _, rest = found.partition(": ")
    assert (at.startswith("line "), rest) == (True, f"{expected}. Example: {example}")


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("day = ", "dag = ", "schedule.dag", "Is day meant? Known are: day, at, hosts_at_once"),
        ("[page]", "[pages]", "pages", "Is page meant? Known are: contact, language, timezone,"),
        ('select = "p.total"', 'selct = "p"', "portal.1.total.selct", "Is select meant? Known are"),
        (NEXT, f'nxt = "a"\n{NEXT}', "portal.1.nxt", "Is next meant? Known are: name, start,"),
        ("keep", "keep", "event.1.why", "Known are: kind, portal, from, to, name"),
    ],
)
def test_an_unknown_key_is_answered_with_those_that_there_are(
    tmp_path: Path, old: str, new: str, key: str, message: str
) -> None:
    """In every section; the likeliest first, where one is like it."""
    text = TEXT.replace(old, new, 1) + f'{EVENT}why = "x"\n' * key.startswith("event")
    found = said(tmp_path, text)
    assert [each for each in found if f"{key}: {UNKNOWN}. {message}" in each]


@pytest.mark.parametrize(
    ("added", "message"),
    [
        (EVENT.replace("2022-W31", "uke 31"), "a week is written as in 2021-W05, and exists"),
        (EVENT.replace('"2022-W31"', "2022-08-01"), "expected text in quotes; found 2022-08-01"),
        (EVENT.replace('from = "2022-W31"', ""), "is missing"),
    ],
)
def test_a_wrong_week_of_an_event_is_answered_with_a_right_one(
    tmp_path: Path, added: str, message: str
) -> None:
    """The key is a word of Python, which must not show."""
    (found,) = said(tmp_path, TEXT + added)
    assert f"event.1.from: {message}" in found
    assert found.endswith('. Example: from = "2022-W31"')


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (TEXT + EVENT.replace("[[event]]", "[event]"), "event"),
        (
            TEXT[: TEXT.index("\n[[portal]]")]
            + '\n[portal]\nname = "nordlys"\nstart = "https://portal.example"\n',
            "portal",
        ),
    ],
)
def test_what_may_stand_several_times_has_two_brackets(tmp_path: Path, text: str, key: str) -> None:
    """One is the header of a section that stands once."""
    (found,) = said(tmp_path, text)
    expected = f"expected [[{key}]] in two square brackets, once for each; found a table"
    assert found.endswith(f": {key}: {expected}. Example: [[{key}]]")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"ad-count@example.org"', '"ad-count@example.org', "has no closing quote on its line"),
        ('language = "nb"', "language = 'nb", "has no closing quote on its line"),
        ('language = "nb"', "language = nb", "text needs straight quotes around it"),
        ('language = "nb"', "language = \u201cnb\u201d", "text needs straight quotes around it"),
        ('language = "nb"', 'language = """nb', "never ends"),
        ('language = "nb"', "language\u00a0= 'nb'", "a sign that is not printed (U+00A0)"),
        ('language = "nb"', 'language = "n\0b"', "a sign that is not printed (U+0000)"),
        ("2021-01-01 }", "2021-01-01, }", "is on one line, without a comma at its end"),
        ('"p.empty"', '"p.empty', "a text has one quote before and one behind it"),
        ('language = "nb"', 'language = "nb""', "a text has one quote before and one behind it"),
        (
            '# folder = "page"',
            'folder = "C:\\Users\\me"',
            "write paths with /, or in single quotes",
        ),
        ('# folder = "page"', 'folder = "C:\\page"', "write paths with /, or in single quotes"),
        ('language = "nb"', 'language = "nb"\nlanguage = "en"', "this key stands twice"),
        ("most = 5000,", "most = 5000, most = 1,", "this key stands twice"),
        (
            '[[portal]]\nname = "fjord"',
            '\nname = "fjord"',
            "is the header of the next section missing",
        ),
        ("[page]", "[schedule]", "this section stands twice"),
        ('language = "nb"', 'language "nb"', "is written as key = value"),
        ('language = "nb"', '/ language = "nb"', "is written as key = value"),
        ('language = "nb"', '= "nb"', "is written as key = value"),
        ('"nordlys"', '"nordlys" 5', "something stands behind the value"),
        ("2021-01-01 }", "2021-01-01", "that begins with { has no } at its end"),
        ("[page]", "[page", "the header of a section is written [name]"),
    ],
)
def test_text_that_is_not_toml_is_answered_in_words_of_a_persons(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """With the line on which it is."""
    at = line(old.splitlines()[-1])
    (found,) = said(tmp_path, TEXT.replace(old, new, 1))
    lines = {f"line {number}" for number in (at, at + 1)}  # a key that stands twice is the second
    assert (found.partition(": ")[0] in lines, message in found) == (True, True), found
    assert "how it is written: " in found


def test_a_list_without_an_end_is_told_where_the_next_setting_begins(tmp_path: Path) -> None:
    """There is no other place at which it could be seen."""
    (found,) = said(tmp_path, TEXT.replace('Oslo = ["Oslo"]', 'Oslo = ["Oslo"', 1))
    assert "has no ] at its end" in found


def test_a_text_without_any_end_is_told_where_it_begins(tmp_path: Path) -> None:
    """The parser has read to the end of the file, or to a backslash somewhere; a remark is none."""
    said_of_it = "how it is written: the text that begins with three quotes here never ends"
    assert said(tmp_path, '# """\ncontact = """x\ny') == [f"line 2: {said_of_it}"]
    assert said(tmp_path, f'x = """y # """\n{TEXT}'.replace("[page]", "[page"))[0].endswith(
        "the header of a section is written [name], or [[portal]] and [[event]]"
    )


@pytest.mark.parametrize("sign", ["\x85", "\u2028"])
def test_a_line_is_one_of_an_editors(tmp_path: Path, sign: str) -> None:
    """Not of those that other signs end."""
    text = TEXT.replace("# The settings", f"# The {sign}settings", 1)
    (found,) = said(tmp_path, text.replace('language = "nb"', "language = 5", 1))
    assert found.startswith(f"line {line('language =')}: ")


def test_a_key_of_another_section_is_told_where_it_stands(tmp_path: Path) -> None:
    """Also one that is written with its section before it."""
    added = 'language = "nb"\nschedule.at = 06:00:00'
    one, two = said(tmp_path, TEXT.replace("[storage]", f"[storage]\n{added}", 1))
    at = line("[storage]")
    assert (f"line {at + 1}: " in one, "It stands above all sections." in one) == (True, True)
    assert (f"line {at + 2}: " in two, "It stands below [schedule]." in two) == (True, True)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_file_in_another_encoding_is_to_be_saved_anew(tmp_path: Path, encoding: str) -> None:
    """As an editor of Windows may have saved it; a mark at the beginning is none of its faults."""
    file = tmp_path / "config.toml"
    file.write_bytes(TEXT.encode(encoding, "ignore"))
    with pytest.raises(ConfigProblem, match="is not UTF-8 text: save it as UTF-8"):
        load(file)
    for good in (TEXT.encode("utf-8-sig"), TEXT.replace("\n", "\r").encode()):
        file.write_bytes(good)
        assert load(file, environment={"HOME": str(tmp_path)}).language == "nb"


WRONG = ("5", "-1", "2.5", "true", '"x"', '""', "[]", "[5]", "{ x = 5 }", "2026-01-15", "06:00:00")
BLOCK = TEXT[TEXT.index("\n[[portal]]") :].split("# --- a portal with page")[0]
SECTIONS = {
    name: key.shape
    for name, key in keys_of(Config).items()
    if key.shape and name not in {"portal", "event"}
}
PLACES_OF_KEYS = [
    *(("", name) for name in keys_of(Config)),
    *((f"[{section}]\n", name) for section, shape in SECTIONS.items() for name in keys_of(shape)),
    *((BLOCK, name) for name in keys_of(Portal)),
    *(("[[event]]\n", name) for name in keys_of(EventSection)),
]


@pytest.mark.parametrize(
    ("header", "name"), PLACES_OF_KEYS, ids=lambda part: part if part.isidentifier() else ""
)
def test_whatever_stands_at_a_key_is_taken_or_answered_in_our_words(
    tmp_path: Path, header: str, name: str
) -> None:
    """Never a crash, and never the sentence of a library about types of Python's."""
    file = tmp_path / "config.toml"
    rest = "\n".join(line for line in header.splitlines() if not line.startswith(f"{name} ="))
    for value in WRONG:
        contact = 'contact = "a@service.example"\n' * (name != "contact")
        file.write_text(f"{contact}{rest}\n{name} = {value}\n", encoding="utf-8")
        try:
            load(file, environment={"HOME": str(tmp_path)}, needs_portal=False)
        except ConfigProblem as problem:
            told = str(problem)
            words = ("should", "valid", "instance", "tuple", "dict", "class", "got ", "None")
            assert [word for word in words if word in told] == [], told


@pytest.mark.parametrize(
    "typed",
    [
        *('page_cap = "ring 42310718"', "page_cap = 42310718", "42310718 = 1", "name_42310718 = 2"),
        *('jitter = "42 31 07 18"', 'encoding = "42310718"', 'passes = "4231/0718"'),
        *('exclude = "42310718"', "detail = 42310718", 'pager = "42310718"'),
    ],
)
def test_a_number_that_was_typed_by_mistake_is_not_repeated(tmp_path: Path, typed: str) -> None:
    """In a key's name neither: what a command says may stand in a log."""
    key = typed.partition(" ")[0]
    begin = TEXT.index("[[portal]]")
    kept = [row for row in TEXT[begin:].splitlines() if row.partition(" ")[0] != key]
    text = TEXT[:begin] + "\n".join([kept[0], typed, *kept[1:]])
    told = " ".join(said(tmp_path, text))
    assert key.rstrip("0123456789") in told
    assert "0718" not in told
    assert "07 18" not in told
