"""Each message once to each address, and again until it arrives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from monitor.alerts.delivery import Message, MessageKind, addresses
from monitor.alerts.outbox import LONGEST_WAIT, Outbox
from scrapers.model import Hidden
from storage.store import Store
from tests.monitor.alerts.receiver import Receiver

NOW = datetime(2022, 3, 7, 6, tzinfo=UTC)
ONE, TWO = (Message(name, name, "text", MessageKind.INFO) for name in ("one", "two"))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def receivers() -> Iterator[tuple[Receiver, Receiver]]:
    """Two addresses."""
    with Receiver() as first, Receiver() as second:
        yield first, second


def lines(*receivers: Receiver) -> list[Hidden[str]]:
    return [Hidden(f"json://{receiver.host}/") for receiver in receivers]


def test_a_message_is_delivered_once_also_after_a_restart(
    store: Store, receivers: tuple[Receiver, Receiver]
) -> None:
    """It is remembered in the database."""
    to = addresses(lines(receivers[0]))
    Outbox(store).deliver([ONE], to, NOW)
    Outbox(store).deliver([ONE, TWO], to, NOW + MINUTE)
    assert receivers[0].titles == ["one", "two"]


def test_only_the_address_that_refused_gets_it_again(
    store: Store, receivers: tuple[Receiver, Receiver]
) -> None:
    """Nobody is told twice for another's sake."""
    good, bad = receivers
    bad.status = 503
    outbox, to = Outbox(store), addresses(lines(good, bad))
    outbox.deliver([ONE], to, NOW)
    assert not outbox.is_delivered("one", to)
    bad.status = 200
    outbox.deliver([ONE], to, NOW + 5 * MINUTE)
    assert outbox.is_delivered("one", to)
    assert (good.titles, bad.titles) == (["one"], ["one"])


def test_waits_grow_to_six_hours(store: Store, receivers: tuple[Receiver, Receiver]) -> None:
    """5, 10, 20 minutes ...: a mail server that is down for a night is not asked every minute."""
    receivers[0].status = 503
    outbox, to = Outbox(store), addresses(lines(receivers[0]))
    tried = []
    for minute in range(0, 24 * 60, 5):
        before = receivers[0].refused
        outbox.deliver([ONE], to, NOW + minute * MINUTE)
        if receivers[0].refused > before:
            tried.append(minute)
    assert tried[:5] == [0, 5, 15, 35, 75]
    assert tried[-1] - tried[-2] == LONGEST_WAIT // MINUTE
    [row] = store.alerts()
    assert (row.tries, row.delivered, row.day) == (len(tried), False, NOW.date())


def test_what_is_no_more_to_be_told_is_forgotten_but_what_was_delivered_is_not(
    store: Store, receivers: tuple[Receiver, Receiver]
) -> None:
    """A week that came good after all leaves no alert waiting; one that comes back is no news."""
    outbox, to = Outbox(store), addresses(lines(receivers[0]))
    outbox.deliver([ONE], to, NOW)
    receivers[0].status = 503
    outbox.deliver([ONE, TWO], to, NOW)
    assert [row.subject for row in store.alerts() if not row.delivered] == ["two"]
    outbox.deliver([], to, NOW)
    assert [row.subject for row in store.alerts()] == ["one"]
    receivers[0].status = 200
    outbox.deliver([ONE], to, NOW)
    assert receivers[0].titles == ["one"]


def test_the_library_loads_only_where_there_is_somebody_to_tell() -> None:
    """It takes a third of a second."""
    code = (
        "import sys; from monitor.alerts.notifier import Notifier; "
        "from monitor.alerts.delivery import addresses; "
        "addresses(()); print('apprise' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout == "False\n"
