"""Whether the clock can be right, by the weeks that the ledger knows."""

from __future__ import annotations

from datetime import date, timedelta

from storage.store import Store
from storage.weeks import Week

FAR_AHEAD = timedelta(weeks=6)
"""A clock that is further ahead of the newest sweep is believed only when a person says so."""


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
