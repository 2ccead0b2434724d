"""Signals that come at an inconvenient moment are heard all the same."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from monitor.service.stopping import exit_code, told_to_stop

SECONDS = 20


@contextmanager
def soon(step: object) -> Iterator[None]:
    """Do something in another thread while the block runs."""
    assert callable(step)
    thread = threading.Timer(0.1, step)
    thread.start()
    yield
    thread.join()


def test_a_signal_that_does_not_wake_the_main_thread_is_heard() -> None:
    """As one does that comes right before that thread goes to sleep."""
    stopping = threading.Event()

    def elsewhere() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

    with told_to_stop(stopping) as came, soon(elsewhere):
        assert stopping.wait(SECONDS)
    assert exit_code(came) == 143


def test_a_signal_that_comes_while_the_event_is_in_use_does_not_stand_still() -> None:
    """Its lock is not one that a thread may take twice."""
    stopping = threading.Event()
    with told_to_stop(stopping) as came:
        with stopping._cond:  # type: ignore[attr-defined]  # as in the midst of waiting for it
            signal.raise_signal(signal.SIGINT)
        assert stopping.wait(SECONDS)
    assert exit_code(came) == 130


def test_without_a_signal_nothing_is_stopped_and_all_is_as_before() -> None:
    """Handlers, wake-up and threads."""
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    threads, stopping = threading.active_count(), threading.Event()
    with told_to_stop(stopping) as came:
        pass
    assert (came, stopping.is_set(), exit_code(came)) == ([], False, None)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before
    assert signal.set_wakeup_fd(-1) == -1
    assert threading.active_count() == threads


def test_other_signals_are_left_to_those_who_await_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They come by the same wake-up, and none of them is a wish to stop."""
    stopping, heard = threading.Event(), threading.Event()
    monkeypatch.setattr(os, "_exit", lambda _code: heard.clear())
    before = signal.signal(signal.SIGUSR1, lambda *_: heard.set())
    try:
        with told_to_stop(stopping) as came:
            for _ in range(2):
                signal.raise_signal(signal.SIGUSR1)
            time.sleep(0.2)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert (heard.is_set(), came, stopping.is_set()) == (True, [], False)
