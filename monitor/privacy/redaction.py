"""Keeps what a process holds in memory out of logs, tracebacks, crash dumps and loose files.

Called once, before a command does anything. An exception's own words may quote a page, so nothing
here prints them: only the kind of the exception and the places in the code that it came through.
"""

from __future__ import annotations

import ctypes
import logging
import os
import platform
import sys
import threading
import traceback
from types import TracebackType

# At INFO or DEBUG these write whole addresses, SQL or headers, and an address may be an ad's; or of
# every tick of a clock.
TALKATIVE = ("httpx", "httpcore", "sqlalchemy", "alembic", "apscheduler")
# These write addresses even in warnings, and an address of an alert holds a password.
SILENT = ("apprise", "urllib3", "requests")
PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4  # linux/prctl.h
FRAMES = 6
SYSTEM = platform.system()

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def protect_process() -> None:
    """Redact logs and faults, turn core dumps off, and make new files ours alone."""
    os.umask(0o077)
    _no_core_dumps()
    handler = logging.StreamHandler()
    handler.setFormatter(RedactedFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    sys.excepthook = _print_fault
    threading.excepthook = _print_arguments
    sys.unraisablehook = _print_arguments


def fault_report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Tell what kind of fault it was and where in the code, in none of its own words."""
    lines = [f"a fault of this program, please report it: {kind.__name__} at"]
    for frame in traceback.extract_tb(trace)[-FRAMES:]:
        lines.append(f"  {frame.filename}, line {frame.lineno}, in {frame.name}")
    return "\n".join(lines)


class RedactedFormatter(logging.Formatter):
    """Writes a logged exception without its message, which logging would otherwise print."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - logging's own name
        """Return kind and place of the exception."""
        kind, _, trace = ei
        return fault_report(kind, trace) if kind is not None else ""


def _print_arguments(arguments: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
    kind = arguments.exc_type or BaseException
    _print_fault(kind, arguments.exc_value, arguments.exc_traceback)


def _print_fault(
    kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None
) -> None:
    print(fault_report(kind, trace), file=sys.stderr)  # noqa: T201 - the console may be the fault


def _no_core_dumps() -> None:
    """Forbid dumps to files by the limit, and piped ones, which ignore it, by the dumpable flag."""
    if SYSTEM != "Windows":
        import resource  # noqa: PLC0415 - exists on Unix only

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if SYSTEM == "Linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def core_dumps_possible() -> bool:
    """Tell whether a crash of this process could still write its memory to disk."""
    if SYSTEM == "Linux":
        return bool(ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0))
    if SYSTEM == "Windows":
        return True
    import resource  # noqa: PLC0415 - exists on Unix only

    return resource.getrlimit(resource.RLIMIT_CORE)[0] != 0
