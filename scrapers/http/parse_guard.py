"""Pages that would cost too much to parse: nested too deeply, or grown by their own broken tags.

At many a tag the parser looks back through all open elements, so that its time grows with the
square of the depth: 40,000 nested elements take 7 seconds, 200,000 some minutes. It compares every
attribute of a tag with all before it: 40,000 take 3 seconds, and nothing else of this process runs
meanwhile. And in every paragraph it opens again the formatting elements that were never closed: a
page of 160 KB can fill 3 GB. How bad it is can only be told by parsing, so that a page with very
many tags, or with what may be very many attributes, is first parsed by a process that is ended when
it takes too much (`parse_sandbox`), and no other page does harm. Starting that process takes some
hundredths of a second, so that it is kept for the pages to come, until `end_sandboxes`.
"""

from __future__ import annotations

import atexit
import re
import subprocess
import sys
import threading

from scrapers.errors import LayoutChanged
from scrapers.http import parse_sandbox

HARMLESS_LENGTH = 3_000
"""Of a shorter text, every third sign could open an element, and none of the bounds be reached."""

HARMLESS_TAGS = 5_000
HARMLESS_PRODUCT = 1_000_000
"""Tags times formatting tags, which no page has more elements than."""

HARMLESS_COMPARISONS = 100_000_000
"""Attributes of a tag times themselves, added up: a sixth of a second."""

QUOTED_BORDER = re.compile(r"""=\s*(?:"[^">]*|'[^'>]*)>""")
"""A value that may hold the sign at which tags end."""

ATTRIBUTE_BORDER = re.compile(r"""[\s/"'](?=[^\s/>])""")
"""What every attribute begins with, and any word, too; no tag has more of one than of the other."""

SEPARATORS = " \t\n\f\r/"
"""What stands before an attribute that no quoted value stands before."""

MOST_SECONDS = 20.0
FORMATTING = re.compile(r"<(?:[bisu][\s/>]|big|code|em|font|small|strike|strong|tt)")


def check_parsable(html: str) -> None:
    """Raise LayoutChanged for HTML that cannot be parsed within fixed bounds."""
    tags = html.count("<")
    if len(html) > HARMLESS_LENGTH and (
        tags > HARMLESS_TAGS
        or (tags * tags > HARMLESS_PRODUCT < tags * len(FORMATTING.findall(html.lower())))
        or _may_have_many_attributes(html)
    ):
        _parse_in_sandbox(html)


def end_sandboxes() -> None:
    """End the processes that wait for pages; where there are more to come, others are started."""
    while _idle:
        _idle.pop().end()


def _may_have_many_attributes(html: str) -> bool:
    """Tell whether there may be tags whose attributes would take long to compare.

    Between two signs at which tags end lies one tag, and text that is taken for attributes; where
    such a sign may be quoted, the whole page is taken for one tag.
    """
    most = _most_attributes(html)
    if most * most <= HARMLESS_COMPARISONS:
        return False
    pieces = [html] if QUOTED_BORDER.search(html) else html.split(">")
    if most * max(map(len, pieces)) // 2 <= HARMLESS_COMPARISONS:  # none is shorter than two signs
        return False
    counts = (len(ATTRIBUTE_BORDER.findall(piece)) for piece in pieces)
    return sum(count * count for count in counts) > HARMLESS_COMPARISONS


def _most_attributes(html: str) -> int:
    """Return how many attributes there can be: each follows a space, a slash or a quoted value."""
    return sum(map(html.count, SEPARATORS)) + sum(html.count(quote) // 2 for quote in "\"'")


def _parse_in_sandbox(html: str) -> None:
    answer = _answer(html.encode("utf-8", "replace"))
    if answer == parse_sandbox.NESTED_TOO_DEEPLY:
        raise LayoutChanged(f"HTML is nested deeper than {parse_sandbox.MOST_DEPTH} elements")
    if answer != parse_sandbox.READABLE:
        raise LayoutChanged("HTML takes too much time or memory to parse; it is no page to read")


class _Sandbox:
    """A process that parses pages, one after the other."""

    def __init__(self) -> None:
        seconds = str(parse_sandbox.MOST_CPU_SECONDS)
        command = [sys.executable, "-I", parse_sandbox.__file__, seconds]
        self._process = subprocess.Popen(  # noqa: S603 - our own script, which nothing of a page can change
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._is_late = False

    def answer(self, page: bytes) -> bytes:
        """Return what it says of a page; nothing where it took too much, and was ended."""
        pages, answers = self._process.stdin, self._process.stdout
        assert pages is not None and answers is not None  # noqa: S101, PT018 - they are pipes
        clock = threading.Timer(MOST_SECONDS, self._time_is_up)
        clock.start()
        try:
            pages.write(len(page).to_bytes(parse_sandbox.LENGTH_BYTES, "big"))
            pages.write(page)
            pages.flush()
            answer = answers.read(1)
        except BrokenPipeError:
            answer = b""
        clock.cancel()
        clock.join()
        return b"" if self._is_late else answer

    def _time_is_up(self) -> None:
        self._is_late = True
        self._process.kill()

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


_idle: list[_Sandbox] = []
atexit.register(end_sandboxes)


def _answer(page: bytes) -> bytes:
    """Ask a process that waits, or a new one; one that has had other pages may be worn by them."""
    while True:
        try:
            sandbox, is_new = _idle.pop(), False
        except IndexError:
            sandbox, is_new = _Sandbox(), True
        answer = sandbox.answer(page)
        if answer:
            _idle.append(sandbox)
            return answer
        sandbox.end()
        if is_new:
            return b""
