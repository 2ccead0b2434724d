"""How far a command is, on stderr: bars in a terminal, and elsewhere plain lines of sweeps.

What is shown are counts, and names of portals, files and steps; never anything of an ad.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Timer
from typing import Any, ClassVar, TypeVar

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.table import Column
from rich.text import Text

from monitor.collecting.results import Watch
from monitor.commands.common import err
from scrapers.crawl.progress import Progress
from scrapers.http.client import Activity
from scrapers.model import Outcome

Step = Callable[[str, int], None]
"""Called with what is done next, and how many steps there are."""
Item = TypeVar("Item")

SHOWN_AFTER_SECONDS = 2.0
LINE_EVERY_SECONDS = 30.0
"""How often a plain line is written where there is no terminal."""

WIDEST_NAME, WIDEST_STEP = 20, 40
"""Of what stands before the counts in a terminal of eighty columns."""


def _name(width: int) -> Column:
    return Column(no_wrap=True, overflow="ellipsis", max_width=width)


@contextmanager
def progress(what: str) -> Iterator[Step]:
    """Show in a terminal which step of a command is under way, once it has taken a while.

    What is yielded is called before each step.
    """
    columns = (
        TextColumn("{task.description}", markup=False, table_column=_name(WIDEST_STEP)),
        BarColumn(20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    bars = _bars(*columns)
    task, steps = bars.add_task(what, total=None), 0

    def step(name: str, of: int) -> None:
        nonlocal steps
        bars.update(task, description=f"{what}: {name}", total=of, completed=steps)
        steps += 1

    timer = Timer(SHOWN_AFTER_SECONDS, bars.start)
    timer.daemon = True
    timer.start()
    try:
        yield step
    finally:
        timer.cancel()
        timer.join()
        if bars.live.is_started:
            bars.stop()


def stepwise(items: Sequence[Item], step: Step) -> Iterator[Item]:
    """Yield items, each reported as a step before it is worked on."""
    for item in items:
        step(str(item), len(items))
        yield item


@contextmanager
def sweep_progress(portals: Sequence[str]) -> Iterator[Watch]:
    """Show how far the sweep of each portal is; those done go where there is no room for all.

    What is yielded may be called from several threads.
    """
    columns = [
        TextColumn(f"{{task.fields[{field}]}}", markup=False, table_column=column)
        for field, column in ProgressRow.COLUMNS.items()
    ]
    bars = _bars(*columns, _TimeLeft(table_column=Column(no_wrap=True)))
    has_room = len(portals) < err.height - 1
    rows = {name: ProgressRow(name) for name in portals}
    tasks = {
        name: bars.add_task("", visible=has_room, **row.fields()) for name, row in rows.items()
    }

    def watch(portal: str, event: Progress | Activity | Outcome) -> None:
        row, now = rows[portal], time.monotonic()
        row.note(event, now)
        visible = has_room or not row.is_done
        bars.update(tasks[portal], visible=visible, **row.fields())
        if bars.disable and row.is_line_due(now):
            err.print(row.line(now))

    with bars:
        yield watch


class ProgressRow:
    """How far the sweep of one portal is; times are seconds as `time.monotonic` counts them."""

    COLUMNS: ClassVar[dict[str, Column]] = {
        "name": _name(WIDEST_NAME),
        "pages": Column(no_wrap=True, justify="right"),
        "ads": Column(no_wrap=True, justify="right"),
        "state": Column(no_wrap=True),
    }

    def __init__(self, name: str) -> None:
        self.is_done = False
        self.ends: float | None = None
        self._name = name
        self._progress = Progress()
        self._state = str(Activity.WAITING)
        self._began: float | None = None
        self._written: float | None = None

    def note(self, event: Progress | Activity | Outcome, now: float) -> None:
        """Take up how far the sweep is, what it does just now, or how it ended."""
        if isinstance(event, Progress):
            self._began = now if self._began is None else self._began
            self._progress = event
            self.ends = self._estimate(event, now - self._began, now)
            return
        self._state = str(event).replace("_", " ")
        if isinstance(event, Outcome):
            self.is_done, self.ends = True, None

    @staticmethod
    def _estimate(progress: Progress, seconds: float, now: float) -> float | None:
        """Return when the sweep will end if pages go on to take as long as they did."""
        fetched = progress.pages + progress.own_pages
        if progress.pages_left is None or not fetched:
            return None
        return now + progress.pages_left * seconds / fetched

    def is_line_due(self, now: float) -> bool:
        """Tell whether a plain line is to be written now: at the end, and every so often."""
        if self._written is None:
            self._written = now
        if not self.is_done and now - self._written < LINE_EVERY_SECONDS:
            return False
        self._written = now
        return True

    def fields(self) -> dict[str, Any]:
        """Return what the columns show."""
        counts = self._progress
        is_known = counts.stated_total is None or counts.own_pages  # the lists are read by then
        stated = "" if is_known else f" of {counts.stated_total}"
        own = f", {counts.own_pages} own" * bool(counts.own_pages)
        return {
            "name": self._name,
            "pages": f"{counts.pages} page{'s' * (counts.pages != 1)}{own}",
            "ads": f"{counts.ads}{stated} ads",
            "state": self._state,
            "ends": self.ends,
        }

    def line(self, now: float) -> str:
        """Return the same as a line of text."""
        fields = self.fields()
        words = [str(fields[name]) for name in ("pages", "ads", "state")]
        return f"{self._name}: {', '.join(filter(None, (*words, time_left(self.ends, now))))}"


class _TimeLeft(ProgressColumn):
    """Counts down to the end that was estimated last."""

    def render(self, task: Task) -> Text:
        """Return the time left, or nothing where it cannot be told."""
        return Text(time_left(task.fields["ends"], time.monotonic()))


def time_left(ends: float | None, now: float) -> str:
    """Return in words how long it is until then, "" where that is not known."""
    return "" if ends is None else f"{timedelta(seconds=round(max(ends - now, 0)))} left"


def _bars(*columns: ProgressColumn) -> Bars:
    # stdout is left alone: what is written there may be read by another program.
    return Bars(
        *columns,
        console=err,
        transient=True,
        redirect_stdout=False,
        disable=not err.is_terminal,
    )
