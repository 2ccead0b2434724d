"""Delivers each message once to each address, and tries again what was not taken."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from monitor.alerts.delivery import Address, Message, addresses, send
from monitor.config.outputs import AlertsProblem
from monitor.installation.installation import Installation
from monitor.norwegian import in_language
from monitor.open_weeks import OpenPoint
from monitor.report.words import Words
from storage.records import Delivery
from storage.store import Store

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)


class Outbox:
    """Remembers in the database what was delivered; how long to wait, only while it runs."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._not_before: dict[tuple[str, str], datetime] = {}

    def deliver(self, messages: Sequence[Message], to: Sequence[Address], now: datetime) -> None:
        """Send what is new, and what was not taken; what is no more to be told is forgotten.

        After each failure the wait is twice as long, up to six hours. Raises DatabaseProblem.
        """
        self._store.forget_other_alerts([message.subject for message in messages])
        before = {(alert.subject, alert.address): alert for alert in self._store.alerts()}
        for message in messages:
            for address in to:
                earlier = before.get((message.subject, address.name))
                not_before = self._not_before.get((message.subject, address.name), now)
                if now >= not_before and not (earlier and earlier.delivered):
                    self._send(message, address, earlier, now)

    def is_delivered(self, subject: str, to: Sequence[Address]) -> bool:
        """Tell whether a message was delivered to all of these; raises DatabaseProblem."""
        alerts = (alert for alert in self._store.alerts() if alert.delivered)
        done = {alert.address for alert in alerts if alert.subject == subject}
        return done.issuperset(address.name for address in to)

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


def delivery_points(installation: Installation, words: Words) -> Iterator[OpenPoint]:
    """Yield what is wrong with alerts, which no alert can tell; raises DatabaseProblem."""
    try:
        told = {each.name for each in addresses(installation.config.alert_addresses.lines())}
        installation.config.ping_address.line()
    except AlertsProblem as problem:
        title, advice = words("alert_addresses_title"), words("alert_addresses")
        yield OpenPoint("addresses", title, advice, f"{in_language(str(problem), words.language)}.")
        return
    waiting = [alert for alert in installation.store.alerts() if not alert.delivered]
    for address in sorted(told):
        if ours := [alert for alert in waiting if alert.address == address]:
            key = "alert_undelivered_title" + "_several" * (len(ours) > 1)
            tries, first = max(alert.tries for alert in ours), min(alert.day for alert in ours)
            yield OpenPoint(
                f"undelivered {address}",
                words(key, count=len(ours), address=address),
                words("alert_undelivered"),
                words("undelivered_tries", tries=tries, day=words.date(first)),
            )
