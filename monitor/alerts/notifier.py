"""What goes with a round of sweeps: the page is renewed, people are told, and a switch pinged."""

from __future__ import annotations

import logging
from datetime import date

from monitor.alerts import messages
from monitor.alerts.delivery import Address, Message, Ping, addresses, ping, send
from monitor.alerts.outbox import Outbox
from monitor.config import Config
from monitor.config.outputs import AlertsProblem
from monitor.installation.installation import Installation
from monitor.installation.market import EventProblem
from monitor.page.monday import digest_line
from monitor.report.build import NothingCounted
from monitor.report.words import Words
from monitor.weekly_page import renew_page, weeks_of_page
from storage.errors import StorageError

log = logging.getLogger(__name__)


class Notifier:
    """Watches the sweeps of one installation; what it cannot deliver never stops one."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._words = Words(installation.config.language)
        self._outbox = Outbox(installation.store)
        self._page_trouble = False
        self._told_without_database: set[str] = set()
        self._pinged: tuple[str, Ping] | None = None

    def round_begins(self) -> None:
        """Ping that a round begins."""
        self._pinged = None
        self._ping(Ping.START)

    def round_ends(self) -> None:
        """Renew the page."""
        self._page_trouble = renew_page(self._installation) is not None

    def ticked(self, problem: StorageError | None) -> None:
        """Tell what is new, and what was not delivered yet; ping when the round is over."""
        try:
            self.tell()
            self._ping_result(problem)
        except StorageError as trouble:
            log.error("%s", trouble)
            self._tell_without_database()
            self._ping(Ping.FAIL)

    def tell(self) -> None:
        """Tell what is new, and what was not delivered yet; raises DatabaseProblem."""
        if to := _addresses(self._installation.config):
            self._outbox.deliver(self._messages(to), to, self._installation.now())

    def _messages(self, to: list[Address]) -> list[Message]:
        made = messages.at_once(self._installation, self._words)
        if self._page_trouble:
            made.append(messages.page_trouble(self._installation, self._words))
        # The digest costs a second, and this is asked every few minutes of a week.
        subject = messages.digest_subject(self._installation.week())
        if self._outbox.is_delivered(subject, to):
            return made
        digest = messages.digest(self._installation, self._words, self._line)
        return [*made, digest] if digest else made

    def _line(self) -> str:
        """Return the newest week in figures, or that there is none to show."""
        config, store = self._installation.config, self._installation.store
        try:
            annual = weeks_of_page(config, store, self._installation.now().date())
        except (NothingCounted, StorageError, EventProblem):
            return self._words("alert_no_figures")
        return digest_line(annual, self._words)

    def _tell_without_database(self) -> None:
        """Tell once a day that the database cannot be used, and remember it here alone."""
        message = messages.storage_trouble(self._words, self._installation.now().date())
        for address in _addresses(self._installation.config):
            key = f"{message.subject} {address.name}"
            if key not in self._told_without_database and send(address, message):
                self._told_without_database.add(key)

    def _ping_result(self, problem: StorageError | None) -> None:
        """Ping how the week's round went, once; a round that is not over says nothing yet."""
        if problem is not None:
            self._ping(Ping.FAIL)
        elif messages.is_round_over(self._installation):
            runs = messages.runs_of_week(self._installation)
            self._ping(Ping.SUCCESS if all(run and run.counts for run in runs) else Ping.FAIL)

    def _ping(self, what: Ping) -> None:
        """Ping, unless that was the last thing that was pinged this week and it was taken."""
        this = (str(self._installation.week()), what)
        if self._pinged != this and _is_pinged(self._installation.config, what):
            self._pinged = this


def notify_lost(config: Config, day: date) -> None:
    """Tell that the database cannot be opened, so that nothing is counted and nothing kept."""
    message = messages.storage_trouble(Words(config.language), day)
    for address in _addresses(config):
        if not send(address, message):
            log.error("alert %s: address %s did not take it", message.subject, address.name)
    _is_pinged(config, Ping.FAIL)


def _addresses(config: Config) -> list[Address]:
    """Return who is told; nobody, and a line in the log, where that cannot be read."""
    try:
        return addresses(config.alert_addresses.lines())
    except AlertsProblem as fault:
        log.error("%s", fault)
        return []


def _is_pinged(config: Config, what: Ping) -> bool:
    """Ping, and tell whether that is done with: taken, or there is none, or one that is no use."""
    try:
        url = config.ping_address.line()
        if url is not None and not ping(url, what):
            log.error("the ping %s was not taken", what.name.lower())
            return False
    except AlertsProblem as fault:
        log.error("ping: %s", fault)
    return True
