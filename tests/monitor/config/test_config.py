"""The config: the shipped one works, and a wrong one is answered with line, reason and example."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from monitor.config import ConfigProblem, load, text_for_backup
from monitor.config.problems import line_of
from tests.monitor.conftest import SHIPPED

TEXT = SHIPPED.read_text(encoding="utf-8")


def problems(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigProblem) as caught:
        load(file)
    return [str(problem) for problem in caught.value.problems]


def line(part: str) -> int:
    """Return the first line of the shipped config that holds a text."""
    return next(at for at, text in enumerate(TEXT.splitlines(), 1) if part in text)


def test_the_shipped_config_is_right_and_its_paths_start_at_its_folder() -> None:
    """Database and keys do not depend on where the command is run."""
    config = load(SHIPPED, environment={})
    assert [portal.name for portal in config.portal] == ["nordlys", "fjord", "tundra"]
    assert config.storage.keys == SHIPPED.parent / "keys"
    assert config.storage.database == f"sqlite:///{SHIPPED.parent / 'data/monitor.sqlite'}"


def test_only_where_all_portals_are_simulated_may_the_clock_stand_still(tmp_path: Path) -> None:
    """A real installation would never sweep again."""
    ended = "simulated_until = 2023-01-02\n" + TEXT
    file = tmp_path / "config.toml"
    file.write_text(ended, encoding="utf-8")
    assert load(file).simulated_until == date(2023, 1, 2)
    [problem] = problems(tmp_path, ended.replace("simulated = true", "simulated = false", 1))
    assert "only where all portals are simulated may the clock stand still" in problem
    assert load(SHIPPED).simulated_until is None


def test_portals_are_told_who_asks_and_nothing_that_is_not_so() -> None:
    """Keyed hashes are personal data while the key is kept; numbers are what is not kept."""
    agent = load(SHIPPED).user_agent
    assert agent == "ad-market-monitor/0.1 (counts only; no numbers are kept; ad-count@example.org)"


def test_a_block_may_record_what_the_terms_say(tmp_path: Path) -> None:
    """For the next reader, and for the controller's file."""
    said = 'checked_on = 2021-01-01, says = "reading lists is allowed, 2 of 9 pages of terms" }'
    file = tmp_path / "config.toml"
    file.write_text(TEXT.replace("checked_on = 2021-01-01 }", said, 1), encoding="utf-8")
    assert load(file).portal[0].terms.says.startswith("reading lists is allowed")


def test_the_environment_may_name_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password need not stand in a file."""
    monkeypatch.setenv("MONITOR_DATABASE", "postgresql+psycopg://user:secret@host/name")
    assert load(SHIPPED).storage.database == "postgresql+psycopg://user:secret@host/name"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('day = "monday"', 'day = "mandag"', "schedule.day: expected one of 'monday'"),
        ("page_cap = 200", "page_cap = 0", "portal.1.page_cap: expected at least 1, found 0"),
        ('language = "nb"', 'langauge = "nb"', "langauge: is not a key that is known here"),
        ('cards = "ul.hits li.hit"', 'cards = "ul["', "portal.2.cards: 'ul[' is not a CSS sel"),
        ('number = "dd.phone"', 'number = ">>"', "portal.2.detail.number.select: '>>' is not a"),
        ("'(\\d+) annonser'", "'\\d+ annonser'", "portal.1.total.pattern: expected one group"),
        ("'(\\d+) annonser'", "'(\\d+ annonser'", "portal.1.total.pattern: is not a regular"),
        ("at = 06:00:00", "at = 02:30:00", "schedule.at: between 02:00 and 02:59 a time happens"),
        ('"Europe/Oslo"', '"Europe/Olso"', "timezone: 'Europe/Olso' is not a time zone"),
        ('name = "fjord"', 'name = "nordlys"', "portal.1.name: two portals are called 'nordlys'"),
        ('name = "fjord"', 'name = "Fjord!"', "portal.2.name: expected a-z, 0-9 and hyphens"),
        (
            "[storage]",
            '[storage]\nkeys = "data"',
            "storage.keys: the keys and the database must lie in",
        ),
        (
            "[storage]",
            '[storage]\nkeys = "data/keys"',
            "storage.keys: the keys and the database must",
        ),
        (
            "least_numbers = 10",
            "least_numbers = 4",
            "report.least_numbers: expected at least 5, found 4",
        ),
        ("local = true", "local = false", "portal.1.local: true is for portals on this machine"),
        ('region = "NO"', 'region = "no"', "portal.1.region: 'no' is not a country code"),
        ('Oslo = ["Oslo"]', 'all = ["Oslo"]', "places.all: a place may not be called 'all'"),
        ("least = 3", "least = 9000", "portal.1.bounds: expected 0 <= least < most"),
        (
            'number = "phones"',
            "",
            "portal.3.number: expected number or text",
        ),
        ('?side={page}"', '?side=1"', "portal.2.next.template: expected {page}"),
        ('name = "tundra"', "", "portal.3.name: is missing"),
    ],
)
def test_a_wrong_value_is_answered_with_what_was_expected_and_an_example(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    """Every rule has its sentence, and every sentence an example."""
    assert old in TEXT
    found = "\n".join(problems(tmp_path, TEXT.replace(old, new, 1)))
    assert expected in found
    assert re.search(r"line \d+: .*Example: .+", found)


@pytest.mark.parametrize(
    "contact",
    [
        "not-an-address",
        "the tests",
        "",
        "a@b",
        "a b@example.org",
        "anne@bærum.example",
        "http://example.org/",
        "https://",
        "https://anne@example.org/",
        "https://example.org/a b",
        "https://example.org/)",
        "mailto:anne@example.org",
        "anne@example.org, https://example.org",
    ],
)
def test_portals_are_told_an_address_or_the_config_is_refused(tmp_path: Path, contact: str) -> None:
    """One that can be sent in a header, and that a person can write to or read."""
    (found,) = problems(tmp_path, TEXT.replace("ad-count@example.org", contact))
    assert found == (
        f"line {line('contact')}: contact: found {contact!r}; expected an e-mail address, or the "
        'https address of a page. Example: contact = "ad-count@example.org"'
    )


@pytest.mark.parametrize(
    "contact",
    [
        "ad-count+portals@oslo.kommune.example",
        "https://example.org",
        "https://www.example.org:8443/om/telling?side=1#hvem",
    ],
)
def test_an_address_of_either_kind_is_taken(tmp_path: Path, contact: str) -> None:
    """As it is written."""
    file = tmp_path / "config.toml"
    file.write_text(TEXT.replace("ad-count@example.org", contact), encoding="utf-8")
    assert load(file).contact == contact


@pytest.mark.parametrize("at", ["01:59:59", "03:00:00"])
def test_an_hour_that_is_there_every_day_is_taken(tmp_path: Path, at: str) -> None:
    """Those around the one that is there twice in autumn."""
    file = tmp_path / "config.toml"
    file.write_text(TEXT.replace("at = 06:00:00", f"at = {at}"), encoding="utf-8")
    assert load(file).schedule.at.isoformat() == at


@pytest.mark.parametrize("delay", ["-1", "-0.1", "nan", "inf"])
def test_no_delay_is_negative_or_endless(tmp_path: Path, delay: str) -> None:
    """Not on this machine either."""
    (found,) = problems(
        tmp_path, TEXT.replace("delay_seconds = 0.0", f"delay_seconds = {delay}", 1)
    )
    assert found == (
        f"line {line('delay_seconds')}: portal.1.delay_seconds: expected at least 0, found "
        f"{float(delay)}. Example: delay_seconds = 5.0"
    )


def test_a_config_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Editors on Windows put it there, and nobody sees it."""
    file = tmp_path / "config.toml"
    file.write_text(TEXT, encoding="utf-8-sig")
    assert load(file).portal == load(SHIPPED).portal
    assert text_for_backup(file) == TEXT


def test_a_file_of_a_key_that_the_environment_names_starts_at_the_configs_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As every relative path, wherever the command is run."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    told = {"MONITOR_KEY_FILE_2026": "stick/a:/media/b", "MONITOR_DATABASE": "sqlite:///d/x.sqlite"}
    config = load(Path("home/config.toml"), told)
    assert config.key_location(2026)[2].named == {2026: (home / "stick/a", Path("/media/b"))}
    assert config.storage.database == f"sqlite:///{home / 'd/x.sqlite'}"
    assert config.folder == home


def test_a_problem_names_its_line(tmp_path: Path) -> None:
    """The second portal's key, not the first's of the same name."""
    second = TEXT.replace('cards = "ul.hits li.hit"', "cards = 5")
    (found,) = problems(tmp_path, second)
    assert found.startswith(f"line {line('ul.hits li.hit')}: portal.2.cards: ")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Nobody has to mend one to learn of the next."""
    changes = {
        "page_cap = 200": "page_cap = 0",
        'region = "NO"': 'region = "no"',
        'name = "fjord"': 'name = "nordlys"',
        "at = 06:00:00": "at = 02:00:00",
        "[storage]": '[storage]\nkeys = "data"',
        'language = "nb"': 'language = "se"',
    }
    text = TEXT
    for old, new in changes.items():
        text = text.replace(old, new, 1)
    found = {each.split(": ")[1] for each in problems(tmp_path, text)}
    assert found == {
        *("portal.1.page_cap", "portal.1.region", "portal.1.name", "portal.2.name"),
        *("schedule.at", "storage.keys", "language"),
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "fjord"', 'name = "fjord"\ndelay = 1'),
        ('language = "nb"', "langage = 1"),
    ],
)
def test_a_key_that_is_not_known_is_told_as_one(tmp_path: Path, old: str, new: str) -> None:
    """In a block as elsewhere."""
    found = "".join(problems(tmp_path, TEXT.replace(old, new, 1)))
    assert "is not a key that is known here" in found


def test_without_a_portal_there_is_nothing_to_count(tmp_path: Path) -> None:
    """Only what needs none may do without."""
    text = TEXT[: TEXT.index("\n[[portal]]")]
    assert problems(tmp_path, text) == ["portal: is missing. Example: [[portal]]"]
    assert load(tmp_path / "config.toml", needs_portal=False).portal == ()


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('Oslo = ["Oslo"]', 'Oslo = ["Oslo", "42 41 97 53"]', "places"),
        ("Oslo = [", '"42419753" = [', "places"),
        ('nordlys/"', 'nordlys/?q=42419753"', "portal.1.start"),
        ('nordlys/"', 'nordlys/%342419753"', "portal.1.start"),
        ('name = "nordlys"', 'name = "p42419753"', "portal.1.name"),
        ("'(\\d+) annonser'", "'(42419753)'", "portal.1.total"),
        ('number = ".contact"', "number = '[href=\"tel:+4742419753\"]'", "portal.1.number"),
        ("?side={page}", "?tlf=42419753&side={page}", "portal.2.next"),
        ('cards = "ads"', 'cards = "ads"\nlabels = { one = ["424 19 753"] }', "portal.3.labels"),
        (
            'cards = "ads"',
            'cards = "ads"\nexclude = [{ select = "phones", pattern = "42419753" }]',
            "portal.3.exclude",
        ),
    ],
)
def test_no_phone_number_may_steer_what_is_counted(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    """As a place, a label or a mark, or in an address, it would count one person every week."""
    assert old in TEXT
    found = problems(tmp_path, TEXT.replace(old, new, 1))
    assert [each for each in found if f"{key}: a phone number may not stand here" in each]
    assert "42419753" not in "".join(found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"ad-count@example.org"', '"42/17/39/58"', "contact: found a phone number; expected an"),
        ('"ad-count@example.org"', '"a\\u001b[2Jb"', "contact: found a sign that is not printed"),
        ('"the demo itself"', '"42/17/39/58"', "portal.1.terms.checked_by: found a phone number"),
        (
            '"the demo itself"',
            '"a\\u202eb"',
            "portal.1.terms.checked_by: found a sign that is not printed",
        ),
        (
            "checked_on = 2021-01-01 }",
            'checked_on = 2021-01-01, says = "ask 42/17/39/58" }',
            "portal.1.terms.says: found a phone number",
        ),
        ('name = "nordlys"', 'name = "p-42-17-39-58"', "portal.1.name: found a phone number"),
        ('Oslo = ["Oslo"]', 'Oslo = ["42/17/39/58"]', "places: a phone number may not stand here"),
        ('Oslo = ["Oslo"]', 'Oslo = ["fire/to/en/sju/tre/ni/fem/åtte"]', "places: a phone number"),
        ('Oslo = ["Oslo"]', 'Oslo = ["a\\u001b[2J"]', "places: found a sign that is not printed"),
        ("Oslo = [", '"a\\u001b[2J" = [', "places: found a sign that is not printed"),
        ("Oslo = [", '"Oslo 773194" = [', "places: a place's name is kept for good"),
    ],
)
def test_what_a_person_types_into_a_config_is_held_to_what_a_reason_is(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """It is kept in backups, sent to portals, or stands in the tables."""
    assert old in TEXT
    found = "".join(problems(tmp_path, TEXT.replace(old, new, 1)))
    assert said in found
    assert not any(sign in found for sign in ("17/39", "\x1b", "\u202e"))


@pytest.mark.parametrize("database", ["sqlite+pysqlite:///{}/keys/x.sqlite", "sqlite:///link/x.db"])
def test_no_spelling_brings_the_database_into_the_keys_folder(
    tmp_path: Path, database: str
) -> None:
    """Neither another name of SQLite nor a link from one folder to the other."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "link").symlink_to("keys")
    text = TEXT.replace("sqlite:///data/monitor.sqlite", database.format(tmp_path))
    text = text.replace("[storage]", '[storage]\nkeys = "keys"')
    assert any("storage." in each for each in problems(tmp_path, text))


def test_a_real_portal_must_be_swept_slowly(tmp_path: Path) -> None:
    """The floor under the delay cannot be configured away."""
    text = TEXT.replace("http://127.0.0.1:8471/nordlys/", "https://portal.example/").replace(
        "local = true", "local = false", 1
    )
    assert "portal.1.delay_seconds: expected at least 1.0 for a real portal" in "".join(
        problems(tmp_path, text)
    )


def test_a_password_is_not_repeated(tmp_path: Path) -> None:
    """What was found is shown, but never for the database."""
    text = TEXT.replace('"sqlite:///data/monitor.sqlite"', "['secret']")
    assert "secret" not in "".join(problems(tmp_path, text))


def test_a_database_in_the_place_of_its_table_is_not_repeated(tmp_path: Path) -> None:
    """One that is written as storage = "postgresql+psycopg://user:secret@host/name"."""
    table = TEXT[TEXT.index("[storage]") : TEXT.index("[schedule]")]
    text = 'storage = "postgresql+psycopg://u:secret@h/x"\n' + TEXT.replace(table, "")
    assert "secret" not in "".join(problems(tmp_path, text))


@pytest.mark.parametrize("text", ["contact = x", "[storage\n"])
def test_text_that_is_not_toml_is_answered_with_its_line(tmp_path: Path, text: str) -> None:
    """The parser's own position is passed on."""
    assert "line 1" in problems(tmp_path, text)[0]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With the option that names another one."""
    with pytest.raises(ConfigProblem, match=r"no\.toml: file: No such file.*--config"):
        load(tmp_path / "no.toml")


LINES = """
[places]
"Mo i Rana" = ["Mo"]
Oslo = ["Oslo"]

[[portal]]
cards = '''
ad = "not a key"
[[portal]]'''
ad = "a"
[[portal.exclude]]
select = ".sold"
[[portal.exclude]]
pattern = "x"

[[portal]]
next . select = "a"
[portal.detail]
link = "a"
[[portal.exclude]]
select = ".sold"
"""


@pytest.mark.parametrize(
    ("loc", "expected"),
    [
        (("places", "Mo i Rana"), 3),
        (("places", "Oslo", 0), 4),
        (("portal", 0, "cards"), 7),
        (("portal", 0, "ad"), 10),
        (("portal", 0, "exclude", 0, "select"), 12),
        (("portal", 0, "exclude", 1, "pattern"), 14),
        (("portal", 1, "next", "select"), 17),
        (("portal", 1, "detail", "link"), 19),
        (("portal", 1, "exclude", 0, "select"), 21),
        (("portal", 1, "start"), 16),
        (("portal", 2), None),
        (("contact",), None),
    ],
)
def test_a_line_is_found_however_the_key_is_written(
    loc: tuple[str | int, ...], expected: int | None
) -> None:
    """With quotes, dots and tables in lists; what only looks like a key within a text is none."""
    assert line_of(LINES, loc) == expected


def test_a_key_inside_an_inline_table_has_the_line_of_the_table() -> None:
    """There is no finer place to point at."""
    assert (
        line_of('[[portal]]\nname = "a"\nad = { select = "x" }', ("portal", 0, "ad", "select")) == 3
    )
