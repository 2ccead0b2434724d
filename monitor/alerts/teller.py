"""What the service does besides sweeping: renews the page, tells what is wrong, and pings."""

from __future__ import annotations

import logging

from monitor.alerts import messages
from monitor.alerts.delivery import Address, Message, Ping, addresses, ping, send
from monitor.alerts.outbox import Outbox
from monitor.collect import Collector
from monitor.config.outputs import AlertsProblem
from monitor.market import EventProblem
from monitor.page.monday import digest_line
from monitor.report.build import NothingCounted
from monitor.report.words import Words
from monitor.weekly_page import renew_page, weeks_of_page
from storage.errors import StorageError

log = logging.getLogger(__name__)


class Teller:
    """Watches the service of one installation; what it cannot deliver never stops a sweep."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._words = Words(collector.config.language)
        self._outbox = Outbox(collector.store)
        self._page_trouble = False
        self._told_without_database: set[str] = set()
        self._pinged: tuple[str, Ping] | None = None

    def round_begins(self) -> None:
        """Ping that a round begins."""
        self._pinged = None
        self._ping(Ping.START)

    def round_ends(self) -> None:
        """Renew the page."""
        self._page_trouble = renew_page(self._collector) is not None

    def ticked(self, problem: StorageError | None) -> None:
        """Tell what is new, and what was not delivered yet; ping when the round is over."""
        try:
            to = addresses(self._collector.config.alert_addresses.lines())
        except AlertsProblem as fault:
            log.error("%s", fault)
            to = []
        try:
            if to:
                self._outbox.deliver(self._messages(to), to, self._collector.now())
            self._ping_result(problem)
        except StorageError as trouble:
            log.error("%s", trouble)
            self._tell_without_database(to)
            self._ping(Ping.FAIL)

    def _messages(self, to: list[Address]) -> list[Message]:
        made = messages.at_once(self._collector, self._words)
        if self._page_trouble:
            made.append(messages.page_trouble(self._collector, self._words))
        # The digest costs a second, and this is asked every few minutes of a week.
        subject = messages.digest_subject(self._collector.week())
        if self._outbox.is_delivered(subject, to):
            return made
        digest = messages.digest(self._collector, self._words, self._line)
        return [*made, digest] if digest else made

    def _line(self) -> str:
        """Return the newest week in figures, or that there is none to show."""
        config, store = self._collector.config, self._collector.store
        try:
            annual = weeks_of_page(config, store, self._collector.now().date())
        except (NothingCounted, StorageError, EventProblem):
            return self._words("alert_no_figures")
        return digest_line(annual, self._words)

    def _tell_without_database(self, to: list[Address]) -> None:
        """Tell once a day that the database cannot be used, and remember it here alone."""
        message = messages.storage_trouble(self._collector, self._words)
        for address in to:
            key = f"{message.subject} {address.name}"
            if key not in self._told_without_database and send(address, message):
                self._told_without_database.add(key)

    def _ping_result(self, problem: StorageError | None) -> None:
        """Ping how the week's round went, once; a round that is not over says nothing yet."""
        if problem is not None:
            self._ping(Ping.FAIL)
        elif messages.is_round_over(self._collector):
            counted = messages.is_all_counted(self._collector)
            self._ping(Ping.SUCCESS if counted else Ping.FAIL)

    def _ping(self, what: Ping) -> None:
        """Ping, unless that was the last thing that was pinged this week and it was taken."""
        this = (str(self._collector.week()), what)
        if self._pinged == this:
            return
        try:
            url = self._collector.config.ping_address.line()
            if url is not None and not ping(url, what):
                log.error("the ping %s was not taken; it is tried again", what.name.lower())
                return
        except AlertsProblem as fault:
            log.error("ping: %s", fault)
        self._pinged = this
