"""Letters are read as the portal wrote them, whatever it says of itself, or it is an error."""

import codecs

import pytest

from scrapers.errors import LayoutChanged
from scrapers.http.decoding import ROBOTS_NOTE, decode, notes_on_robots, web_encoding

TEXT = "Tromsø, Ålesund, Hønefoss"


@pytest.mark.parametrize(
    ("body", "header", "override"),
    [
        (TEXT.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (TEXT.encode("latin-1"), "text/html; charset=utf-8", "iso-8859-1"),
        (b'<meta charset="utf-8">' + TEXT.encode("latin-1"), "text/html", "windows-1252"),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/html; charset=iso-8859-1", ""),
        (codecs.BOM_UTF8 + TEXT.encode("latin-1"), "text/html; charset=utf-8", "latin-1"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "text/html; charset=utf-8", ""),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "", ""),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + TEXT.encode("latin-1"), "text/xml", ""),
        (b"<meta charset='utf-16'>" + TEXT.encode(), "text/html", ""),
        (b"<meta charset = latin1 >" + TEXT.encode("latin-1"), "text/html", ""),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16", ""),
        (TEXT.encode(), "text/html; charset=punycode", ""),
        (b"<meta charset='rot13'>" + TEXT.encode(), "text/html; charset=hex", ""),
    ],
)
def test_the_override_then_the_mark_then_the_header_then_the_page(
    body: bytes, header: str, override: str
) -> None:
    """The first that names an encoding of the web is believed."""
    found = decode(body, header, override)

    assert found.text.endswith(TEXT)
    assert found.replaced == 0


def test_latin_1_is_read_as_browsers_read_it() -> None:
    """Pages that call themselves so have Windows' dashes and quotation marks."""
    assert decode("– “ny” €".encode("cp1252"), "text/html; charset=iso-8859-1").text == "– “ny” €"


@pytest.mark.parametrize(
    "name",
    ["hex", "idna", "punycode", "unicode_escape", "utf-7", "rot13", "undefined", "x\x00", "", "no"],
)
def test_what_is_no_encoding_of_the_web_is_not_used(name: str) -> None:
    """Python knows codecs that are no charsets, and some that take quadratic time."""
    assert web_encoding(name) is None


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("Latin-1", "cp1252"),
        ("ISO-8859-15", "iso8859-15"),
        ("KOI8-R", "koi8-r"),
    ],
)
def test_encodings_are_known_by_many_names(name: str, codec: str) -> None:
    """In any case and spelling that Python knows."""
    assert web_encoding(name) == codec


def test_a_few_unreadable_characters_are_counted_and_noted() -> None:
    """A wrong byte does not stop a sweep."""
    found = decode(b"\xc5lesund " + TEXT.encode(), "text/html; charset=utf-8")
    found.check("list page 1")

    assert found.replaced == 1
    assert list(found.notes()) == ["characters that could not be read as utf-8: 1"]


def test_replacement_characters_of_the_page_itself_are_not_counted() -> None:
    """Somebody else's program put them there, in good UTF-8."""
    found = decode("\N{REPLACEMENT CHARACTER}".encode() * 50 + b"\xff", "text/html")

    assert found.replaced == 1


def test_many_unreadable_characters_are_an_error() -> None:
    """More than three, and more than one in a thousand: another encoding than it says."""
    page = b"<p>" + "Tromsø ".encode("latin-1") * 4 + b"x" * 3000
    found = decode(page, "text/html; charset=utf-8")
    with pytest.raises(LayoutChanged) as caught:
        found.check("list page 1")

    assert str(caught.value) == (
        f"list page 1: 4 of {len(page)} characters cannot be read as utf-8; where a portal names "
        "the wrong encoding, set encoding"
    )


def test_the_bounds_of_what_may_be_unreadable() -> None:
    """Three in a short page, and one in a thousand in a long one."""
    decode(b"\xff" * 3, "").check("list page 1")
    decode(b"\xff" * 10 + b"x" * 9990, "").check("list page 1")
    with pytest.raises(LayoutChanged):
        decode(b"\xff" * 11 + b"x" * 9989, "").check("list page 1")


def test_utf_8_that_calls_itself_something_else_is_noted() -> None:
    """It can be read as either, so that a person has to say which."""
    lying = decode(TEXT.encode(), "text/html; charset=iso-8859-1")
    honest = decode(TEXT.encode("latin-1"), "text/html; charset=iso-8859-1")

    assert list(lying.notes()) == [
        'the page says cp1252 and looks like UTF-8; see encoding = "utf-8"'
    ]
    assert list(honest.notes()) == []
    assert list(decode(TEXT.encode(), "text/html; charset=iso-8859-1", "latin-1").notes()) == []


@pytest.mark.parametrize(
    ("headers", "html", "noted"),
    [
        (["noindex"], "", True),
        (["NoIndex, nofollow"], "", True),
        (["unavailable_after: 25 Jun 2030 15:00:00 PST", "none"], "", True),
        ([], '<meta name="robots" content="noindex">', True),
        ([], "<META CONTENT='none' NAME='ROBOTS'/>", True),
        ([], "", False),
        (["all"], '<meta name="robots" content="index, follow">', False),
        (["googlebot: noindex, nofollow"], "", False),
        ([], '<meta name="googlebot" content="noindex">', False),
        ([], '<meta name="description" content="none">', False),
        ([], '<META CONTENT="NoFollow" NAME=Robots>', True),
        ([], '<!-- <meta name="robots" content="noindex"> -->', False),
        ([], '<p title="<meta name=robots content=noindex>">', False),
        ([], "x" * 20_000 + '<meta name="robots" content="noindex">', False),
    ],
)
def test_a_page_that_asks_robots_to_keep_away_is_noted(
    headers: list[str], html: str, *, noted: bool
) -> None:
    """In a header or in its head, and to all robots."""
    assert list(notes_on_robots(headers, html)) == ([ROBOTS_NOTE] if noted else [])


@pytest.mark.parametrize(
    "head",
    [
        "<!-- <meta charset=koi8-r> --><meta charset=utf-8>",
        "<script>x = '<meta charset=koi8-r>'</script><meta charset=utf-8>",
        "<style>/* <meta charset=koi8-r> */</style>",
        "<title><meta charset=koi8-r></title><meta charset=utf-8>",
        "<!-- <meta charset=koi8-r>",
        "<script>" + " " * 6_000 + "</script><meta charset=utf-8>",
        '<html title="<meta charset=koi8-r>"><meta charset=utf-8>',
        "<html title='<meta charset=koi8-r>'>",
        '<a title="charset=koi8-r">',
        '<meta title="charset=koi8-r">',
        '<meta name=description content="text/html; charset=koi8-r">',
        '<meta content="text/html; charset=koi8-r">',
        "<meta data-charset=koi8-r>",
        "<metadata charset=koi8-r>",
        '<p title="<!--"><meta charset=utf-8><p title="-->"><meta charset=koi8-r>',
        '<link title="<title>"><meta charset=utf-8></title><meta charset=koi8-r>',
        "<meta charset=nonsense><meta charset=utf-8>",
        "<meta charset=utf-8 charset=koi8-r>",
    ],
)
def test_what_is_not_said_of_the_page_names_no_encoding(head: str) -> None:
    """A comment, a script, a title, another tag's attribute or a word in one means another text."""
    assert "Tromsø" in decode(f"{head}<p>Tromsø".encode(), "text/html").text


@pytest.mark.parametrize(
    "head",
    [
        "<META CHARSET=KOI8-R>",
        "<meta/charset='koi8-r'/>",
        '<meta content="text/html; charset=koi8-r" http-equiv=Content-Type>',
        "<meta http-equiv = content-type content = 'text/html;charset= \"koi8-r\"'>",
        '<?xml version="1.0" encoding="koi8-r"?>',
        "<p it's><meta charset=koi8-r><p it's>",
        "<!doctype html><!-- > --><title>x</title><meta charset=koi8-r>",
        "<p>" + "x" * 5_000 + "<meta charset=koi8-r>",
    ],
)
def test_what_is_said_of_the_page_names_its_encoding(head: str) -> None:
    """Whatever it is written like, and wherever in the page's beginning."""
    assert decode(f"{head}<p>Привет".encode("koi8-r"), "text/html").text.endswith("Привет")


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("iso88591", "cp1252"),
        ("iso885915", "iso8859-15"),
        ("x-cp1252", "cp1252"),
        ("x-mac-roman", "mac-roman"),
        ("windows-949", "cp949"),
        ("x-unicode20utf8", "utf-8"),
    ],
)
def test_labels_that_browsers_know(label: str, codec: str) -> None:
    """In the header, in the page and in config.toml alike (Encoding Standard, 4.2)."""
    assert decode(b"<p>x", f"text/html; charset={label}").encoding == codec
    assert decode(f'<meta charset="{label}"><p>x'.encode(), "text/html").encoding == codec
    assert web_encoding(label) == codec
