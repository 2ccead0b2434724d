"""Parses pages in a process of its own, which is ended when one of them takes too much.

`parse_guard` runs it as a script: how many seconds of a core a page may take is its argument, page
after page comes on standard input, each behind its length, and a byte on standard output is the
answer to each.
"""

from __future__ import annotations

import ctypes
import signal
import sys

from selectolax.lexbor import LexborHTMLParser

PR_SET_DUMPABLE = 4  # linux/prctl.h
MOST_CPU_SECONDS = 2
MOST_MEMORY_BYTES = 1_500_000_000
MOST_DEPTH = 512
"""Where browsers stop nesting, too; pages that people read are 20 to 60 deep."""

LENGTH_BYTES = 8
READABLE, NESTED_TOO_DEEPLY = b"\0", b"\1"
FIRST_PART = 32_768


def main() -> None:
    """Answer `READABLE` for each page that is, `NESTED_TOO_DEEPLY` for one that should not be."""
    limit_ourselves()
    pages, answers = sys.stdin.buffer, sys.stdout.buffer
    while length := pages.read(LENGTH_BYTES):
        page = pages.read(int.from_bytes(length, "big")).decode()
        limit_time(int(sys.argv[1]))
        # Depth mostly shows at once, and in a small part it costs nothing to find.
        deep = any(map(_is_too_deep, (page[:FIRST_PART], page)))
        answers.write(NESTED_TOO_DEEPLY if deep else READABLE)
        answers.flush()


def limit_ourselves() -> None:
    """Bound memory, let no crash write a page to disk, and end with who asks, not before.

    What stops a service, or a command, reaches all its processes: a page that is being looked at
    then would be taken for one that nobody can read.
    """
    for stops in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stops, signal.SIG_IGN)
    if sys.platform == "win32":  # which has no such limits; there the clock alone ends us
        return
    import resource  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must leave nothing of the page
    if sys.platform == "linux":  # nor hand it to a collector of crashes, which no limit binds
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def limit_time(cpu_seconds: int) -> None:
    """Let the next page have its own time, whatever those before it took."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415

    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def _is_too_deep(html: str) -> bool:
    return LexborHTMLParser(html).any_css_matches((">".join("*" * (MOST_DEPTH + 1)),))


if __name__ == "__main__":
    main()
