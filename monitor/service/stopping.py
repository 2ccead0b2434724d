"""Being told to end: once, and a sweep ends after its page; twice, and the program ends at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)
BY_A_SIGNAL = 128
SAYS = b"Stopping after the page that is being fetched; the same again stops at once.\n"


@contextmanager
def told_to_stop(stop: Callable[[], object]) -> Iterator[list[int]]:
    """Call `stop` at the first SIGTERM or SIGINT, and end the process at the second.

    What is given holds the first signal, once it came. The database lets a killed process have
    begun nothing, so ending at once loses no more than the sweep that was under way.
    """
    came: list[int] = []

    def handle(number: int, _frame: FrameType | None) -> None:
        if came:
            os._exit(BY_A_SIGNAL + number)
        came.append(number)
        os.write(2, SAYS)
        stop()

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def exit_code(came: list[int]) -> int | None:
    """Return what a program ends with that a signal has ended: 143 or 130; None without one."""
    return BY_A_SIGNAL + came[0] if came else None
