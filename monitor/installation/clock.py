"""Whether the clock can be right: by the weeks that the ledger knows, and by the server's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from storage.store import Store
from storage.weeks import Week

Clock = Callable[[], datetime]
"""What tells the time, with its zone."""

FAR_AHEAD = timedelta(weeks=6)
"""A clock that is further ahead of the newest sweep is believed only when a person says so."""

FAR_OFF = timedelta(minutes=1)
"""A machine whose clock is further from the server's does no work beside others."""

TO_THE_SECOND = "%Y-%m-%d %H:%M:%S"


class SharedClock:
    """The clock that all machines on one database go by, which is its server's.

    It is this machine's own, with the difference that was found at the last look. SQLite has no
    server, and there the machine's own is the only one.
    """

    def __init__(self, store: Store, own: Callable[[], datetime]) -> None:
        self._store, self._own = store, own
        self._off = timedelta(0)
        self.problem()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._own() - self._off

    def problem(self) -> str:
        """Look at the server's clock; return what is wrong with the machine's own, or nothing."""
        asked, server = self._own(), self._store.server_time()
        if server is not None:
            self._off = asked + (self._own() - asked) / 2 - server
        if abs(self._off) <= FAR_OFF:
            return ""
        return (
            f"this machine's clock says {asked:{TO_THE_SECOND}}, and that of the database's server "
            f"{asked - self._off:{TO_THE_SECOND}}, so nothing is swept from here and no week is "
            "closed. Set it right, and let it be kept right: timedatectl set-ntp true"
        )


def clock_problem(store: Store, today: date, *, is_trusted: bool = False) -> str:
    """Return what is wrong with the clock, and what to do, or nothing.

    `is_trusted` says that a person has looked at it, though nothing was swept for long.
    """
    week, counted, swept = Week.of(today), store.newest_counted(), store.newest_swept()
    if counted is not None and week < counted:
        return (
            f"the clock says {today} ({week}), and {counted} was counted already, so nothing is "
            f"swept. Set the clock right; if it is right, the clock was ahead when {counted} was "
            f"counted: monitor exclude PORTAL {counted} --reason REASON"
        )
    if swept is None or is_trusted or week.monday() - swept.monday() <= FAR_AHEAD:
        return ""
    return (
        f"the clock says {today} ({week}), and the newest sweep is of {swept}, so nothing is swept "
        "and no week is closed as missed. Set the clock right; if it is right, and nothing was "
        "swept for so long: monitor sweep --clock-is-right"
    )
