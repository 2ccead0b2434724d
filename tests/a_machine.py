"""A command in which an hour lasts a second: python -m tests.a_machine run.

Only times are others than a user's: leases, pauses and ticks are short, and with CLOCK_AHEAD in the
environment the machine's clock is so many seconds ahead.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

TICK_SECONDS, LEASE_SECONDS, RENEW_SECONDS = 0.5, 2, 0.4


def main() -> None:
    """Run a command; what is set here holds for whoever imports it later."""
    from monitor import schedule  # noqa: PLC0415
    from storage import locks  # noqa: PLC0415

    schedule.TICK = timedelta(seconds=TICK_SECONDS)
    schedule.RETRY_AFTER = timedelta(seconds=4 * TICK_SECONDS)
    locks.LEASE_SECONDS = LEASE_SECONDS

    from monitor import turn  # noqa: PLC0415
    from monitor.__main__ import main as command  # noqa: PLC0415
    from monitor.commands import common  # noqa: PLC0415

    turn.RENEW_SECONDS, turn.AGAIN_SECONDS = RENEW_SECONDS, 0.3
    ahead = timedelta(seconds=float(os.environ.get("CLOCK_AHEAD", "0")))
    common.now = lambda: datetime.now(UTC) + ahead
    command()


if __name__ == "__main__":
    main()
