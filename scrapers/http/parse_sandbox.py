"""Parses one page in a process of its own, which is ended when it takes too much.

`parse_guard` runs it as a script: how many seconds of a core it may take is its argument, the page
comes on standard input, the exit code is the answer.
"""

from __future__ import annotations

import ctypes
import sys

from selectolax.lexbor import LexborHTMLParser

PR_SET_DUMPABLE = 4  # linux/prctl.h
MOST_CPU_SECONDS = 2
MOST_MEMORY_BYTES = 1_500_000_000
MOST_DEPTH = 512
"""Where browsers stop nesting, too; pages that people read are 20 to 60 deep."""

NESTED_TOO_DEEPLY = 3
FIRST_PART = 32_768


def main() -> int:
    """Return 0 for a page that can be read, `NESTED_TOO_DEEPLY` for one that should not be."""
    limit_ourselves(int(sys.argv[1]))
    page = sys.stdin.buffer.read().decode()
    # Depth mostly shows at once, and in a small part it costs nothing to find.
    deep = any(map(_is_too_deep, (page[:FIRST_PART], page)))
    return NESTED_TOO_DEEPLY if deep else 0


def limit_ourselves(cpu_seconds: int) -> None:
    """Bound time and memory, and let no crash write the page to disk."""
    if sys.platform == "win32":  # which has no such limits; there the clock alone ends us
        return
    import resource  # noqa: PLC0415

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must leave nothing of the page
    if sys.platform == "linux":  # nor hand it to a collector of crashes, which no limit binds
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def _is_too_deep(html: str) -> bool:
    return LexborHTMLParser(html).any_css_matches((">".join("*" * (MOST_DEPTH + 1)),))


if __name__ == "__main__":
    sys.exit(main())
