"""Being told to end: once, and a sweep ends after its page; twice, and the program ends at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socketpair
from threading import Event, Thread

SIGNALS = (signal.SIGTERM, signal.SIGINT)
BY_A_SIGNAL = 128
SAYS = b"Stopping after the page that is being fetched; the same again stops at once.\n"


@contextmanager
def told_to_stop(stopping: Event) -> Iterator[list[int]]:
    """Set `stopping` at the first SIGTERM or SIGINT, and end the process at the second.

    What is given holds the first signal, once it came. The database lets a killed process have
    begun nothing, so ending at once loses no more than the sweep that was under way.

    A thread of its own listens. A handler would run in the main thread only when that wakes up,
    and a signal that comes right before it goes to sleep does not wake it; and there it could wait
    for ever for a lock that the main thread itself holds.
    """
    came: list[int] = []
    ours, theirs = socketpair()  # not a pipe: Windows wakes sockets only
    theirs.setblocking(False)

    def listen() -> None:
        while number := ours.recv(1):
            if number[0] not in SIGNALS:
                continue
            if came:
                os._exit(BY_A_SIGNAL + number[0])
            came.append(number[0])
            os.write(2, SAYS)
            stopping.set()

    listener = Thread(target=listen, name="signals", daemon=True)
    listener.start()
    wakes_before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    # Without a handler of Python's own there is no wake-up either.
    before = {number: signal.signal(number, lambda *_: None) for number in SIGNALS}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakes_before)
        theirs.close()
        listener.join()
        ours.close()


def exit_code(came: list[int]) -> int | None:
    """Return what a program ends with that a signal has ended: 143 or 130; None without one."""
    return BY_A_SIGNAL + came[0] if came else None
