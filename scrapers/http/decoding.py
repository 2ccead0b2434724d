"""From the bytes of an answer to its text, and what the answer says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from w3lib import encoding as w3lib

from scrapers.errors import LayoutChanged

MOST_REPLACED = 3
MOST_REPLACED_SHARE = 0.001
HEAD_CHARACTERS = 20_000
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# The encodings of the web, under Python's names (Encoding Standard, 4.2). w3lib knows what browsers
# read in place of a few of them; Python knows more, of which some are no charsets and some take
# quadratic time, so that `html_to_unicode` itself is not for pages of others.
WEB_ENCODINGS = re.compile(
    r"utf-8|utf-16-[lb]e|cp(866|874|932|949|125\d)|iso8859-\d+|koi8-[ru]|mac-(roman|cyrillic)|"
    r"gb18030|big5(hkscs)?|euc_jp|iso2022_jp"
)
WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}
SPELLINGS = {
    **{"koi": "koi8-r", "koi8": "koi8-r", "koi8-ru": "koi8-u", "mac": "macintosh"},
    **{"csmacintosh": "macintosh", "dos-874": "cp874", "windows-949": "cp949"},
    **{"mac-ukrainian": "mac-cyrillic", "cn-big5": "big5", "csgb2312": "gb2312"},
    **{"unicode-1-1-utf-8": "utf-8", "unicode11utf8": "utf-8", "unicode20utf8": "utf-8"},
}
"""Labels that browsers know (Encoding Standard, 4.2) and Python does not."""

ISO_8859 = re.compile(r"iso8859(\d{1,2})")
CHARSET = re.compile(r"((?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9})([\w-]+)", re.IGNORECASE)
XML = re.compile(r"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
ATTRIBUTES = r"(?:=\s*(?:\"[^\"]*\"|'[^']*')|[^>])*+"
TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(script|style|title|textarea)\b{ATTRIBUTES}(?:>|\Z).*?(?:</\1|\Z)|"
    rf"<([a-z][^\s/>]*)({ATTRIBUTES})(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""A tag with its attributes; comments and texts of the head may hold what only looks like one."""

ATTRIBUTE = re.compile(r"([^\s/>=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?")
HEAD_BYTES = 16_384
"""Where a page may declare its encoding."""

KEEP_AWAY = re.compile(r"\b(?:noindex|nofollow|none)\b", re.IGNORECASE)
FOR_ANOTHER_ROBOT = re.compile(r"\s*(?!unavailable_after)[\w-]+\s*:", re.IGNORECASE)
ROBOTS_NOTE = "the page asks robots not to index it, or not to follow its links"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and how many of its characters could not be read.

    `looks_like_utf8` says that the page names another encoding and is UTF-8 to the last byte.
    """

    text: str = field(repr=False)
    encoding: str
    replaced: int
    looks_like_utf8: bool = False

    def check(self, what: str) -> None:
        """Raise LayoutChanged where so much is unreadable that the encoding must be wrong."""
        if self.replaced > max(MOST_REPLACED, MOST_REPLACED_SHARE * len(self.text)):
            raise LayoutChanged(
                f"{what}: {self.replaced} of {len(self.text)} characters cannot be read as "
                f"{self.encoding}; where a portal names the wrong encoding, set encoding"
            )

    def notes(self) -> Iterator[str]:
        """Yield what a person should know of how the text was read."""
        if self.replaced:
            yield f"characters that could not be read as {self.encoding}: {self.replaced}"
        if self.looks_like_utf8:
            yield f'the page says {self.encoding} and looks like UTF-8; see encoding = "utf-8"'


def web_encoding(name: str) -> str | None:
    """Return Python's name of an encoding of the web, None for any other."""
    codec = w3lib.resolve_encoding(_spelt(name)) or w3lib.resolve_encoding(name) or ""
    codec = WITHOUT_MARK.get(codec, codec)
    return codec if WEB_ENCODINGS.fullmatch(codec) else None


def decode(body: bytes, content_type: str, override: str = "") -> Decoded:
    """Decode by `override`, else the byte order mark, the header, the page itself, or UTF-8.

    Bytes that are no letters become U+FFFD; those that the page itself has are not counted.
    """
    codec = _encoding(body, content_type, override)
    text = w3lib.to_unicode(body, codec)
    replaced = 0
    if REPLACEMENT in text:
        replaced = text.count(REPLACEMENT) - body.decode(codec, errors="ignore").count(REPLACEMENT)
    is_misnamed = not override and not codec.startswith("utf") and _is_utf8(body)
    return Decoded(text.removeprefix("\ufeff"), codec, replaced, looks_like_utf8=is_misnamed)


def notes_on_robots(headers: Iterable[str], html: str) -> Iterator[str]:
    """Yield a note where X-Robots-Tag headers or the page's meta tag ask robots to keep away.

    We index nothing and follow only what config.toml names: that is for a person to weigh.
    """
    rules = [header for header in headers if not FOR_ANOTHER_ROBOT.match(header)]
    head = html[:HEAD_CHARACTERS]
    if "robots" in head.lower():
        metas = (meta for meta in _metas(head) if meta.get("name", "").strip().lower() == "robots")
        rules += [meta.get("content", "") for meta in metas]
    if any(map(KEEP_AWAY.search, rules)):
        yield ROBOTS_NOTE


def _encoding(body: bytes, content_type: str, override: str) -> str:
    return next(
        (codec for name in _named(body, content_type, override) if (codec := web_encoding(name))),
        "utf-8",
    )


def _named(body: bytes, content_type: str, override: str) -> Iterator[str]:
    """Yield the encodings that are named for a page, the most trusted first."""
    mark, _ = w3lib.read_bom(body)
    yield override
    yield mark or ""
    yield w3lib.http_content_type_encoding(_respelt(content_type)) or ""
    head = body[:HEAD_BYTES].decode("latin-1")
    declared = XML.match(head)
    # A page whose tags could be read as bytes of one letter each is not in UTF-16.
    for label in (declared[1] if declared else "", *map(_charset_of, _metas(head))):
        yield "" if label.strip().lower().startswith("utf-16") else label


def _metas(head: str) -> Iterator[dict[str, str]]:
    """Yield the attributes of each `<meta>`, as browsers read them (HTML Standard, 13.2.3.2).

    What a comment, a text, a script or another tag's attribute says is not said of the page.
    """
    for tag in TAG.finditer(head):
        if (tag[2] or "").lower() == "meta":
            pairs = [(name.lower(), "".join(v)) for name, *v in ATTRIBUTE.findall(tag[3])]
            yield dict(reversed(pairs))  # of several of one name, the first counts


def _charset_of(meta: dict[str, str]) -> str:
    """Return the encoding that a `<meta>` names, "" where it names none."""
    if "charset" in meta:
        return meta["charset"]
    if meta.get("http-equiv", "").strip().lower() != "content-type":
        return ""
    named = CHARSET.search(meta.get("content", ""))
    return named[2] if named else ""


def _respelt(text: str) -> str:
    """Return a header with its labels as Python spells them."""
    return CHARSET.sub(lambda match: match[1] + _spelt(match[2]), text)


def _spelt(label: str) -> str:
    plain = label.strip().lower().removeprefix("x-")
    return ISO_8859.sub(r"iso-8859-\1", SPELLINGS.get(plain, plain))


def _is_utf8(body: bytes) -> bool:
    if body.isascii():
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
