"""A command in which an hour lasts a second: python -m tests.a_machine run.

Only times are others than a user's: leases, pauses and ticks are short, and with CLOCK_AHEAD in the
environment the machine's clock is so many seconds ahead.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from monitor.__main__ import main as command
from monitor.collecting import collect, one_sweep, turn
from monitor.commands import common
from monitor.installation import schedule
from monitor.service import loop
from storage import locks

TICK_SECONDS, LEASE_SECONDS, RENEW_SECONDS = 0.5, 2, 0.4


def main() -> None:
    """Run a command; each time is set in every module that has it."""
    for module in (collect, schedule, loop):
        module.TICK = timedelta(seconds=TICK_SECONDS)  # type: ignore[attr-defined]
    for module in (locks, one_sweep, loop):
        module.LEASE_SECONDS = LEASE_SECONDS  # type: ignore[attr-defined]
    schedule.RETRY_AFTER = timedelta(seconds=4 * TICK_SECONDS)
    turn.RENEW_SECONDS, turn.AGAIN_SECONDS = RENEW_SECONDS, 0.3
    ahead = timedelta(seconds=float(os.environ.get("CLOCK_AHEAD", "0")))
    common.now = lambda: datetime.now(UTC) + ahead
    command()


if __name__ == "__main__":
    main()
