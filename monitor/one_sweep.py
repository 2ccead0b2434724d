"""One portal, one week: sweep, check, store; every error becomes an outcome in the ledger."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from monitor.checks.findings import joined
from monitor.checks.levels import bounds
from monitor.checks.observation import observed
from monitor.config import Config
from monitor.realms import Realm, is_approved, realm_of, said_apart
from monitor.results import Result, Watch
from monitor.schedule import DAYS
from scrapers.crawl.sweep import sweep
from scrapers.errors import ScrapeError
from scrapers.http.client import Fetcher
from scrapers.http.rate_limit import FetchContext
from scrapers.model import Hidden, Outcome, Sweep
from scrapers.portal_config import Portal
from storage.errors import DatabaseProblem
from storage.records import ALL_PLACES, CheckResult, SweepStatistics
from storage.store import Store
from storage.weeks import Week

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OneSweep:
    """A portal's sweep that was claimed: what it is of, and what it needs.

    `is_its_week` tells whether the week still lasts; `weekday` is that on which the sweep began.
    """

    config: Config
    store: Store
    portal: Portal
    week: Week
    key: Hidden[bytes]
    claim: int
    weekday: int
    context: FetchContext
    watch: Watch
    is_its_week: Callable[[], bool]

    def run(self) -> Result:
        """Sweep and store; raises TakenOver, DatabaseProblem, KeyProblem, and SweepStopped."""
        realm = realm_of(self.config, self.store, self.portal, self.week)
        swept = self._swept(realm)
        if isinstance(swept, CheckResult):
            self._add_failure(swept)
            return Result(self.portal.name, self.week, swept, SweepStatistics())
        return self._stored(swept, str(realm or ""))

    def _swept(self, realm: Realm | None) -> Sweep | CheckResult:
        """Sweep the portal, as far as its week lasts."""
        if realm is None:
            return _begun_otherwise(self.week)
        if self.is_its_week():
            swept = self._sweep(realm)
            if self.is_its_week():
                return swept
        return _week_was_over(self.week)

    def _sweep(self, realm: Realm) -> Sweep | CheckResult:
        portal = self.portal
        sightings = self.store.sightings(portal.name, self.week) if portal.detail else {}
        try:
            identify = realm.identify(self.key, self.store.approvals.installation())
            watch = partial(self.watch, portal.name)
            with Fetcher(portal, self.context, watch) as fetcher:
                pages, places = fetcher.get, self.config.places
                return sweep(portal, pages, identify, places, sightings, watch=watch)
        except ScrapeError as error:
            return CheckResult(error.outcome, str(error))
        except Exception as error:  # noqa: BLE001 - one portal's bug must not lose the others' week
            # The error's own words may quote a page, so only its kind and place are kept.
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} in {last.name}, line {last.lineno}"
            return CheckResult(
                Outcome.FAILED, f"a fault of this program, please report it: {where}"
            )

    def _stored(self, swept: Sweep, realm: str) -> Result:
        portal, statistics = self.portal, SweepStatistics.of(swept)
        broken = list(bounds(portal, observed(portal.name, self.week, statistics)))
        outcome = Outcome.SUSPECT if broken else Outcome.COMPLETE
        check = CheckResult(outcome, joined(broken, "en"))
        try:
            self.store.add_sweep(
                *(swept, self.week, check),
                late=DAYS[self.weekday] != self.config.schedule.day,
                realm=realm,
                places={ALL_PLACES, *self.config.places},
                claim=self.claim,
            )
        except DatabaseProblem as problem:
            self._note_lost(problem)
            raise
        is_compared = portal.local or is_approved(self.store, portal)
        notes = swept.notes if is_compared else (*swept.notes, said_apart(portal))
        return Result(portal.name, self.week, check, statistics, labels=swept.labels, notes=notes)

    def _note_lost(self, problem: DatabaseProblem) -> None:
        """Let the ledger say that a finished sweep could not be stored, where it still takes it."""
        lost = CheckResult(Outcome.FAILED, f"swept, but it could not be stored: {problem}")
        try:
            self._add_failure(lost)
        except DatabaseProblem as again:
            log.error("%s: nor does the ledger take it: %s", self.portal.name, again)

    def _add_failure(self, check: CheckResult) -> None:
        self.store.add_failure(self.portal.name, self.week, check, self.claim)


def _begun_otherwise(week: Week) -> CheckResult:
    return CheckResult(
        Outcome.FAILED,
        "this week was swept before config.toml gave the portal other addresses, or changed "
        "`local` or `identifiers`; numbers of the two cannot be compared, so it is swept again "
        f"from {week.next()} on",
    )


def _week_was_over(week: Week) -> CheckResult:
    """Return why a sweep that did not end within its week is no count of it."""
    return CheckResult(
        Outcome.PARTIAL,
        f"{week} was over before its last page was read: what is read on Monday is no part of it. "
        "An earlier day or hour in [schedule] would leave more time",
    )
