"""Lists that are data: paths go through objects and lists, and HTML in strings is read as HTML."""

from time import process_time
from typing import Any

import pytest

from scrapers.errors import LayoutChanged
from scrapers.extract.json_card import (
    DataCard,
    in_jmespath,
    items_at,
    list_at,
    path_fault,
)
from scrapers.extract.list_page import only_value
from scrapers.extract.script_data import parse_json, parse_script
from scrapers.portal_config import Field, Mark

ADDRESS = "http://portal.example/api/ads"


def card(data: Any, whole: Any = None) -> DataCard:
    """Make a card of an answer that was fetched."""
    return DataCard(data, whole, ADDRESS)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("id", ["7"]),
        ("price", ["12.5"]),
        ("place.city", ["Oslo"]),
        ("phones", ["1", "2"]),
        ("phones.0", ["1"]),
        ("phones.9", []),
        ("contacts.phone", ["3", "4"]),
        ("contacts.1.phone", ["4"]),
        ("place.street", []),
        ("place", []),
        ("is_new", []),
        ("id.deeper", []),
        ("nothing", []),
        ("nothing.at.all", []),
        ("empty", []),
    ],
)
def test_a_field_is_what_stands_at_a_path(path: str, expected: list[str]) -> None:
    """A list on the way is gone through, or one item is picked; null, true and objects are none."""
    data = {
        "id": 7,
        "price": 12.5,
        "is_new": True,
        "place": {"city": "Oslo", "street": None},
        "phones": ["1", None, 2],
        "contacts": [{"phone": "3"}, {"phone": "4"}],
        "empty": [],
    }

    assert card(data).values(Field(select=path)) == expected


def test_each_contact_is_a_piece_of_its_own() -> None:
    """So that two numbers stay two."""
    found = card({"phones": ["1", 2, None], "phone": "3"})

    assert found.contact(Field(select="phones")) == ["1", "2"]
    assert found.contact(Field(select="phone")) == ["3"]
    assert found.contact(Field(select="none")) == []


def test_a_pattern_and_words_for_none_hold_as_in_html() -> None:
    """The first group is the value."""
    data = {"url": "/vis/77", "phone": "ikke oppgitt"}

    assert only_value(card(data), Field(select="url", pattern=r"/(\d+)$")) == "77"
    assert card(data).values(Field(select="phone", none=("ikke oppgitt",))) == []


def test_a_value_may_stand_around_the_ads() -> None:
    """In the answer, or in its address."""
    found = card({"id": 1}, {"city": {"name": "Bergen"}, "ads": [{"id": 1}]})

    assert found.values(Field(select="city.name", of="page")) == ["Bergen"]
    assert found.values(Field(of="address", pattern=r"/(\w+)$")) == ["ads"]


def test_a_link_is_made_absolute() -> None:
    """Relative to the answer's address, as everywhere."""
    assert card({"url": "../vis/1"}).link(Field(select="url")) == "http://portal.example/vis/1"
    assert card({}).link(Field(select="url")) is None


def test_a_link_that_is_several_is_a_changed_layout() -> None:
    """As in HTML: which one would be the ad's own page; the same one twice is one."""
    links = Field(select="links")

    with pytest.raises(LayoutChanged, match="expected one link at 'links', found 2"):
        card({"links": ["/1", "/2"]}).link(links)

    assert card({"links": ["/1", "/1"]}).link(links) == "http://portal.example/1"


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (Mark(select="sold"), True),
        (Mark(select="promo"), False),
        (Mark(select="nil"), False),
        (Mark(select="kind", pattern="^editorial$"), True),
        (Mark(select="kind", pattern="^ad$"), False),
        (Mark(select="tags", pattern="^own$"), True),
        (Mark(select="missing"), False),
    ],
)
def test_a_mark_is_something_that_is_there_and_not_empty(mark: Mark, expected: bool) -> None:
    """False, 0 and nothing are no mark; a pattern says more."""
    data = {"sold": True, "promo": False, "nil": 0, "kind": "editorial", "tags": ["new", "own"]}

    assert card(data).has(mark) is expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field(select="body", inside="b"), ["42 12"]),
        (Field(select="body", inside="a", attribute="href"), ["http://portal.example/x"]),
        (Field(select="body", inside="p", label="Sted"), ["Oslo"]),
        (Field(select="body", inside="p", pattern=r"Sted: (\w+)"), ["Oslo"]),
        (Field(select="body", inside="b", none=("42 12",)), []),
        (Field(select="missing", inside="b"), []),
    ],
)
def test_html_in_a_string_is_read_by_a_selector_within_it(
    field: Field, expected: list[str]
) -> None:
    """With attributes, labels, patterns and words for none as on any page."""
    data = {"body": '<p>Ring <b>42 12</b><br>Sted: Oslo <a href="/x"></a></p>'}

    assert card(data).values(field) == expected


def test_contact_in_html_in_a_string_is_markup() -> None:
    """Links in it stay links."""
    data = {"body": '<p>Ring <a href="tel:1">her</a></p>'}

    assert card(data).contact(Field(select="body", inside="a")) == ['<a href="tel:1">her</a>']


def test_html_in_a_string_is_bounded_as_a_page_is() -> None:
    """What would not be parsed as a page is not parsed as a part of one either."""
    data = {"text": "<div>" * 40_000}
    with pytest.raises(LayoutChanged, match="HTML is nested deeper than 512 elements"):
        card(data).contact(Field(select="text", inside="p"))


@pytest.mark.parametrize("text", ["", "<html></html>", "{", '{"ads": [', "[" * 100_000, "nix"])
def test_what_is_not_json_is_a_changed_layout(text: str) -> None:
    """A page where JSON should be, cut-off and bottomless JSON are errors with a name."""
    with pytest.raises(LayoutChanged, match=r"^the answer is not JSON$"):
        parse_json(text)


@pytest.mark.parametrize("data", [None, 7, "text", [], {}])
def test_a_path_into_anything_else_is_nothing(data: object) -> None:
    """Only objects have keys."""
    assert items_at(data, "a.b") == []
    assert list_at(data, "a.b") is None


def test_the_list_of_ads_is_the_one_at_its_path() -> None:
    """The answer itself where the path is empty."""
    assert list_at([1, 2], "") == [1, 2]
    assert list_at({"data": {"ads": [1]}}, "data.ads") == [1]
    assert list_at([{"ads": [1]}, {"ads": [2]}], "1.ads") == [2]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("phones[0]", ["1"]),
        ("phones[-1]", ["2"]),
        ("contacts[].phone", ["3", "4"]),
        ("contacts[?type=='sms'].phone", ["4"]),
        ("[phones[0], contacts[0].phone]", ["1", "3"]),
        ("nothing || id", ["7"]),
        ('"geo:place"', ["Oslo"]),
        ("geo:place", ["Oslo"]),
        ("@id", ["x/7"]),
        ("deep.more.most", ["5", "6"]),
        ("deep.1.more.most", ["6"]),
        ("grid.x", ["8", "9"]),
        ("numbered.0.tel", ["10"]),
        ("numbered.1", ["11", "12"]),
    ],
)
def test_a_field_may_be_any_jmespath_and_dotted_paths_stay(path: str, expected: list[str]) -> None:
    """Filters, alternatives, and keys that JMESPath would have in quotes."""
    data = {
        "id": 7,
        "@id": "x/7",
        "geo:place": "Oslo",
        "phones": ["1", "2"],
        "contacts": [{"type": "tel", "phone": "3"}, {"type": "sms", "phone": "4"}],
        "deep": [{"more": [{"most": 5}]}, {"more": {"most": [6]}}],
        "grid": [[{"x": 8}], [{"x": 9}]],
        "numbered": {"0": {"tel": 10}, "1": [11, 12]},
    }

    assert path_fault(path) is None
    assert card(data).values(Field(select=path)) == expected


def test_the_list_of_ads_may_be_filtered() -> None:
    """What is no ad is then no card."""
    data = {"ads": [{"id": 1, "kind": "ad"}, {"id": 2, "kind": "news"}]}

    assert list_at(data, "ads[?kind=='ad']") == [{"id": 1, "kind": "ad"}]
    assert list_at({"ads": {"id": 1}}, "ads") is None


@pytest.mark.parametrize("path", ["ads[", "ads[?", "a..b", ".a", "length("])
def test_what_is_no_jmespath_is_told_beforehand(path: str) -> None:
    """With two that are."""
    assert path_fault(path) == (
        f'{path!r} is not a JMESPath expression, as in "data.ads" or "phones[0]"'
    )


def test_what_a_path_cannot_be_applied_to_is_a_changed_layout_and_not_quoted() -> None:
    """JMESPath's own words hold the value."""
    with pytest.raises(LayoutChanged) as caught:
        card({"phone": 42123456}).values(Field(select="starts_with(phone, '42')"))

    assert str(caught.value) == (
        "what stands at \"starts_with(phone, '42')\" is not what that asks for"
    )
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data.ads", "data.ads"),
        ("phones.0", "phones[0]"),
        ("1.ads", "[1].ads"),
        ("geo:place", '"geo:place"'),
        ("a.@id", 'a."@id"'),
        ("ads[?sold]", "ads[?sold]"),
        ("", ""),
    ],
)
def test_a_dotted_path_can_be_written_as_jmespath(path: str, expected: str) -> None:
    """For those who read a block."""
    assert in_jmespath(path) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (42000001.0, "42000001"),
        ("42000001.0", "42000001"),
        ("+4742000001.0", "+4742000001"),
        (12.5, "12.5"),
        ("42000001.05", "42000001.05"),
        ("v1.0", "v1.0"),
        ("12.0", "12.0"),
    ],
)
def test_a_number_that_was_kept_as_a_float_is_whole(value: Any, expected: str) -> None:
    """As a number and as a text; what else has a point keeps it."""
    assert card({"phone": value}).values(Field(select="phone")) == [expected]
    assert card({"phone": value}).contact(Field(select="phone")) == [expected]


@pytest.mark.parametrize(
    "script",
    [
        '{"ads": [1]}',
        'window.__STATE__ = {"ads": [1]};',
        'var state = {"ads": [1]}; go(state);',
        'window["state"]={"ads": [1]}\n;(function(){}())',
        '(function(){self.DATA={"ads": [1]}})();',
        '/* a = data */ let d = {"ads": [1]}',
        'if (a == [1]) {} b = {"ads": [1]}',
    ],
)
def test_a_script_may_give_its_data_a_name(script: str) -> None:
    """What follows the data is the portal's program, and is let be."""
    assert parse_script(script) == {"ads": [1]}


@pytest.mark.parametrize(
    "script",
    [
        r"""window.D = JSON.parse("{\"ads\": [\"a\\\"b'c\"]}");""",
        r"""var d = JSON.parse( '{"ads": ["a\\"b\'c"]}' ); start(d)""",
        r"""{"ads": ["a\"b'c"], "code": "x = JSON.parse('1')"}""",
    ],
)
def test_a_script_may_keep_its_data_as_a_text(script: str) -> None:
    """In either kind of quotes; data that only speaks of it is data."""
    assert parse_script(script)["ads"] == ["a\"b'c"]


@pytest.mark.parametrize(
    "script",
    [
        'window.state={"user":undefined,"ads":["undefined: {a:1,}"],"is_new":!0};(function(){}())',
        'var d = {user: void 0, ads: [ "undefined: {a:1,}", ], "is_new": true,};',
        "let d = {'user': null, ads: ['undefined: {a:1,}'], is_new: !0}",
        'a.b = {"user":undefined,"ads":["undefined: {a:1,}"],"is_new":!0}',
    ],
)
def test_data_in_a_script_may_be_written_as_javascript_writes_it(script: str) -> None:
    """Bare keys, single quotes, undefined, and commas at the end; texts are let be."""
    assert parse_script(script) == {"user": None, "ads": ["undefined: {a:1,}"], "is_new": True}


@pytest.mark.parametrize(
    "script", ["window.state = {ads: [one()]};", "go({})", "a = {", "//" + "-" * 1000 + "\na = {}"]
)
def test_a_program_is_no_data(script: str) -> None:
    """It is told without its text."""
    with pytest.raises(LayoutChanged, match="not JSON"):
        parse_script(script)


@pytest.mark.parametrize(
    "data",
    [
        {"towns": [{"ads": [{"id": 1}]}, {"ads": [{"id": 2}]}]},
        {"towns": {"ads": [[{"id": 1}], [{"id": 2}]]}},
        {"towns": {"ads": [[[{"id": 1}], [{"id": 2}]]]}},
    ],
)
def test_lists_within_lists_are_one(data: Any) -> None:
    """As of ads by town."""
    assert list_at(data, "towns.ads") == [{"id": 1}, {"id": 2}]


def test_several_paths_may_hold_one_ads_numbers() -> None:
    """Or the parts of one number; that is JMESPath's own."""
    ad = card({"phone": "42000001", "mobile": "43000002", "code": 47})

    assert ad.values(Field(select="[phone, mobile]")) == ["42000001", "43000002"]
    joined = "join('', ['+', to_string(code), phone])"
    assert ad.values(Field(select=joined)) == ["+4742000001"]


@pytest.mark.parametrize(
    "rows", ["<tr><td class=c>42</td></tr>", "<td class=c>42</td>", "<!-- --><tr><td class=c>42"]
)
def test_rows_of_a_table_within_json_are_read(rows: str) -> None:
    """Without the table around them, they would vanish."""
    assert card({"html": rows}).values(Field(select="html", inside="td.c")) == ["42"]


@pytest.mark.parametrize("piece", ["\\'", '\\"', "a ", ", ", "'", '"', "a:", "!", "void "])
def test_a_script_of_a_megabyte_is_looked_at_once(piece: str) -> None:
    """A text without an end, or ends without a text, cost no more than their length."""
    script = "var d = {'" + piece * (1_000_000 // len(piece))
    begun = process_time()

    with pytest.raises(LayoutChanged, match="not JSON"):
        parse_script(script)
    assert process_time() - begun < 5
