"""Delivers each message once to each address, and tries again what was not taken."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.alerts.delivery import Address, Message, send
from storage.alerts import Delivery
from storage.store import Store

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)


class Outbox:
    """Remembers in the database what was delivered; how long to wait, only while it runs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._not_before: dict[tuple[str, str], datetime] = {}

    def deliver(
        self, messages: Sequence[Message], addresses: Sequence[Address], now: datetime
    ) -> None:
        """Send what is new, and what was not taken; what is no more to be told is forgotten.

        After each failure the wait is twice as long, up to six hours. Raises DatabaseProblem.
        """
        self._store.forget_other_alerts([message.subject for message in messages])
        before = {(each.subject, each.address): each for each in self._store.alerts()}
        for message in messages:
            for address in addresses:
                key = (message.subject, address.name)
                if self._is_due(key, before.get(key), now):
                    self._send(message, address, before.get(key), now)

    def _is_due(self, key: tuple[str, str], before: Delivery | None, now: datetime) -> bool:
        if before is not None and before.delivered:
            return False
        return now >= self._not_before.get(key, now)

    def _send(
        self, message: Message, address: Address, before: Delivery | None, now: datetime
    ) -> None:
        delivered = send(address, message)
        if not delivered:
            log.error("alert %s: address %s did not take it", message.subject, address.name)
            tries = before.tries if before else 0
            wait = min(FIRST_WAIT * 2 ** min(tries, 10), LONGEST_WAIT)
            self._not_before[message.subject, address.name] = now + wait
        self._store.note_alert(message.subject, address.name, now.date(), delivered=delivered)
