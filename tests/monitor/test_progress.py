"""How far a command is, as it stands in a terminal and in a log."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable

import pytest
from rich.console import Console

from monitor.commands import progress_display as shown
from monitor.commands.progress_display import (
    ProgressRow,
    progress,
    stepwise,
    sweep_progress,
    time_left,
)
from scrapers.crawl.progress import Progress
from scrapers.http.client import Activity
from scrapers.model import Outcome

WIDTH = 80
LONG = "a-portal-with-a-name-of-forty-characters"
Screen = Callable[..., io.StringIO]


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Put a terminal, or a file, in the place of stderr, and return what is written to it."""

    def put(*, is_terminal: bool, height: int = 24) -> io.StringIO:
        written = io.StringIO()
        console = Console(
            file=written, force_terminal=is_terminal, width=WIDTH, height=height, soft_wrap=True
        )
        monkeypatch.setattr(shown, "err", console)
        return written

    return put


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a moment be over as soon as it began."""
    monkeypatch.setattr(shown, "SHOWN_AFTER_SECONDS", 0.0)


def lines(written: io.StringIO) -> list[str]:
    """Return the lines as last drawn, without what moves the cursor."""
    last = written.getvalue().split("\x1b[?25h")[0].split("\x1b[2K")[-1]
    return [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line).rstrip() for line in last.splitlines()]


def test_each_portal_has_a_row_of_counts_that_fits_eighty_columns(screen: Screen) -> None:
    """Pages, ads of how many, what it does, and the time left, where that is known."""
    written = screen(is_terminal=True)
    with sweep_progress(["nordlys", LONG, "fjord"]) as watch:
        watch("nordlys", Progress(3, 45))
        watch("nordlys", Activity.FETCHING)
        watch(LONG, Progress(1234, 19998, 20000, 0, 19998))
        watch("fjord", Outcome.LAYOUT_CHANGED)
    assert [" ".join(line.split()) for line in lines(written)] == [
        "nordlys 3 pages 45 ads fetching",
        f"{LONG[:19]}… 1234 pages, 19998 own 19998 ads waiting 0:00:00 left",
        "fjord 0 pages 0 ads layout changed",
    ]
    assert max(map(len, lines(written))) <= WIDTH


def test_portals_that_are_done_make_room_where_there_is_not_enough(screen: Screen) -> None:
    """Three rows fit a terminal of five lines, but not one of four."""
    for height, rows in ((5, 3), (4, 1)):
        written = screen(is_terminal=True, height=height)
        with sweep_progress(["nordlys", "fjord", "tundra"]) as watch:
            watch("nordlys", Progress(1, 2))
            watch("fjord", Outcome.COMPLETE)
            if rows == 3:
                watch("tundra", Activity.WAITING)
        assert len(lines(written)) == rows


def test_without_a_terminal_each_portal_that_ends_is_a_plain_line(screen: Screen) -> None:
    """No colours, no cursor, and no line for every page."""
    written = screen(is_terminal=False)
    with sweep_progress(["nordlys", "fjord"]) as watch:
        watch("nordlys", Progress(1, 40, 80, 1))
        watch("nordlys", Activity.FETCHING)
        watch("nordlys", Progress(2, 80, 80, 0))
        watch("nordlys", Outcome.COMPLETE)
        watch("fjord", Progress(7, 5))
    assert written.getvalue() == "nordlys: 2 pages, 80 of 80 ads, complete\n"


def test_a_long_sweep_writes_a_plain_line_every_half_minute() -> None:
    """The first half minute begins with the sweep, each other one with the line before."""
    row = ProgressRow("nordlys")
    due = []
    for second in (0, 29, 30, 59, 60, 61):
        row.note(Progress(second, second), float(second))
        due.append(row.is_line_due(float(second)))
    assert due == [False, False, True, False, True, False]
    row.note(Outcome.PARTIAL, 62.0)
    assert row.is_line_due(62.0)


def test_the_time_left_goes_by_how_long_pages_took_so_far() -> None:
    """Ten pages in twenty seconds: thirty more take a minute, counted down until they are there."""
    row = ProgressRow("nordlys")
    row.note(Progress(0, 0, None, None), 100.0)
    assert row.ends is None
    row.note(Progress(10, 50, 200, 30), 120.0)
    assert row.line(120.0) == "nordlys: 10 pages, 50 of 200 ads, waiting, 0:01:00 left"
    assert time_left(row.ends, 135.0) == "0:00:45 left"
    assert time_left(row.ends, 500.0) == "0:00:00 left"
    row.note(Progress(11, 50), 122.0)
    assert row.line(122.0) == "nordlys: 11 pages, 50 ads, waiting"
    row.note(Progress(5, 50, None, 10, own_pages=15), 140.0)  # twenty in forty seconds
    assert row.line(140.0) == "nordlys: 5 pages, 15 own, 50 ads, waiting, 0:00:20 left"


def test_what_takes_no_longer_than_a_moment_shows_nothing(screen: Screen) -> None:
    """Neither bars nor lines."""
    for is_terminal in (True, False):
        written = screen(is_terminal=is_terminal)
        with progress("Closing 2026") as step:
            step("counting", 2)
        assert written.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_what_takes_longer_shows_the_step_that_is_under_way(screen: Screen) -> None:
    """The second of seven steps is under way, and one is done."""
    written = screen(is_terminal=True)
    with progress("Closing 2026") as step:
        step("checking", 7)
        step("counting", 7)
        time.sleep(0.3)
    [line] = lines(written)
    assert re.fullmatch("Closing 2026: counting [━╸╺]{20} 1/7 +-:--:--", line)


@pytest.mark.usefixtures("at_once")
def test_steps_are_shown_in_a_terminal_only(screen: Screen) -> None:
    """What a script reads from stderr are errors, not how far a command was."""
    written = screen(is_terminal=False)
    with progress("Closing 2026") as step:
        time.sleep(0.1)
        assert list(stepwise(["checking", "counting"], step)) == ["checking", "counting"]
    assert written.getvalue() == ""


def test_items_are_reported_as_steps_before_they_are_worked_on() -> None:
    """The step of the second is reported when the first is done."""
    steps: list[tuple[str, int]] = []
    items = stepwise(["W01", "W02"], lambda name, of: steps.append((name, of)))
    assert next(items) == "W01"
    assert steps == [("W01", 2)]
    assert (next(items), steps) == ("W02", [("W01", 2), ("W02", 2)])


@pytest.mark.usefixtures("at_once")
def test_an_error_ends_what_is_shown_and_goes_on(screen: Screen) -> None:
    """The cursor comes back, and no thread goes on drawing."""
    written = screen(is_terminal=True)

    def fail() -> None:
        with progress("Closing 2026"):
            time.sleep(0.1)
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert written.getvalue().count("\x1b[?25l") == written.getvalue().count("\x1b[?25h") == 1
