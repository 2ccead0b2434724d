"""Pages that would cost too much to parse: nested too deeply, or grown by their own broken tags.

At many a tag the parser looks back through all open elements, so that its time grows with the
square of the depth: 40,000 nested elements take 7 seconds, 200,000 some minutes. It compares every
attribute of a tag with all before it: 40,000 take 3 seconds, and nothing else of this process runs
meanwhile. And in every paragraph it opens again the formatting elements that were never closed: a
page of 160 KB can fill 3 GB. How bad it is can only be told by parsing, so that a page with very
many tags, or with what may be very many attributes, is first parsed by a process that is ended when
it takes too much (`parse_sandbox`). That costs a tenth of a second, and no other page does harm.
"""

from __future__ import annotations

import re
import subprocess
import sys

from scrapers.errors import LayoutChanged
from scrapers.http import parse_sandbox

HARMLESS_TAGS = 5_000
HARMLESS_PRODUCT = 1_000_000
"""Tags times formatting tags, which no page has more elements than."""

HARMLESS_COMPARISONS = 100_000_000
"""Attributes of a tag times themselves, added up: a sixth of a second."""

QUOTED_BORDER = re.compile(r"""=\s*(?:"[^">]*|'[^'>]*)>""")
"""A value that may hold the sign at which tags end."""

ATTRIBUTE_BORDER = re.compile(r"""[\s/"'](?=[^\s/>])""")
"""What every attribute begins with, and any word, too; no tag has more of one than of the other."""

MOST_SECONDS = 20.0
FORMATTING = re.compile(r"<(?:[bisu][\s/>]|big|code|em|font|small|strike|strong|tt)")


def check_parsable(html: str, what: str) -> None:
    """Raise LayoutChanged for a page that cannot be parsed within fixed bounds."""
    tags = html.count("<")
    if (
        tags > HARMLESS_TAGS
        or (tags * tags > HARMLESS_PRODUCT < tags * len(FORMATTING.findall(html.lower())))
        or _may_have_many_attributes(html)
    ):
        _parse_in_sandbox(html, what)


def _may_have_many_attributes(html: str) -> bool:
    """Tell whether there may be tags whose attributes would take long to compare.

    Between two signs at which tags end lies one tag, and text that is taken for attributes; where
    such a sign may be quoted, the whole page is taken for one tag.
    """
    most = len(html) * len(html) // 4  # no attribute is shorter than two signs
    if most <= HARMLESS_COMPARISONS:
        return False
    pieces = [html] if QUOTED_BORDER.search(html) else html.split(">")
    if most * max(map(len, pieces)) // len(html) <= HARMLESS_COMPARISONS:
        return False
    counts = (len(ATTRIBUTE_BORDER.findall(piece)) for piece in pieces)
    return sum(count * count for count in counts) > HARMLESS_COMPARISONS


def _parse_in_sandbox(html: str, what: str) -> None:
    seconds = str(parse_sandbox.MOST_CPU_SECONDS)
    command = [sys.executable, "-I", parse_sandbox.__file__, seconds]
    page = html.encode("utf-8", "replace")
    try:
        ended = subprocess.run(  # noqa: S603 - our own script, which nothing of a page can change
            command, input=page, stderr=subprocess.DEVNULL, timeout=MOST_SECONDS, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        ended = -1
    if ended == parse_sandbox.NESTED_TOO_DEEPLY:
        raise LayoutChanged(f"{what} is nested deeper than {parse_sandbox.MOST_DEPTH} elements")
    if ended != 0:
        raise LayoutChanged(f"{what} takes too much time or memory to parse; it is no page to read")
