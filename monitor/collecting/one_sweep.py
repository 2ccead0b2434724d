"""One portal, one week: sweep, check, store; every error becomes an outcome in the ledger."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event

from monitor.checks.count_checks import bounds
from monitor.checks.findings import joined
from monitor.checks.observation import observed
from monitor.collecting.results import Result, Watch
from monitor.collecting.turn import Turn
from monitor.config import Config
from monitor.installation.realms import Realm, is_approved, realm_of, said_apart
from monitor.installation.schedule import DAYS, is_due, is_hopeless
from scrapers.crawl.portal_sweep import sweep_pages
from scrapers.crawl.progress import Progress
from scrapers.errors import ScrapeError, SweepStopped
from scrapers.http.client import Activity, Fetcher, hosts_of
from scrapers.http.rate_limit import FetchContext
from scrapers.model import Hidden, Outcome, Sweep
from scrapers.portal_config import Portal
from storage.errors import DatabaseProblem, TakenOver
from storage.locks import LEASE_SECONDS
from storage.records import ALL_PLACES, ENDED_THE_PROGRAM, CheckResult, SweepStatistics
from storage.store import Store
from storage.weeks import Week

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What the sweeps of one round share; `by` is this machine, `key` that of the week's year.

    `only_due`: a portal that is not due by the ledger is passed over.
    """

    config: Config
    store: Store
    week: Week
    key: Hidden[bytes]
    by: str
    only_due: bool
    now: Callable[[], datetime]
    stopping: Event
    context: FetchContext
    watch: Watch

    def lasts(self) -> bool:
        """Tell whether its week is not over yet."""
        return Week.of(self.now().date()) == self.week


def sweep_portal(portal: Portal, this: Round) -> Result | None:
    """Claim a portal's week, sweep it, and store it; None where it is not due any more.

    Raises HeldElsewhere where somebody else has the portal or one of its hosts, TakenOver where
    another machine has begun the sweep anew meanwhile, SweepStopped where the program is to end,
    and any other StorageError where it could not be begun, or not be stored.
    """
    store = this.store
    if this.stopping.is_set():
        raise SweepStopped
    with store.sweeping(portal.name, hosts=hosts_of(portal), seconds=LEASE_SECONDS) as lease:
        began, (run, attempts) = this.now(), store.run_and_attempt_count(portal.name, this.week)
        if this.only_due and not is_due(portal, began, run, attempts):
            return None
        if this.only_due and is_hopeless(run, attempts):
            log.error("%s %s: given up: %s", portal.name, this.week, ENDED_THE_PROGRAM)
            store.give_up(run)
            return None
        claim = store.begin(run, at=began, by=this.by)
        if claim is None:
            return None
        turn = Turn(
            portal, store, lease, (this.week, claim), by=this.by, now=this.now, stop=this.stopping
        )
        try:
            return _Sweep(portal, this, turn, DAYS[began.weekday()]).run()
        except SweepStopped:
            if turn.is_lost:
                raise TakenOver(f"{portal.name}: another machine has begun its sweep") from None
            store.give_back(portal.name, this.week, claim)
            raise
        finally:
            turn.note_waits()


@dataclass(frozen=True, slots=True)
class _Sweep:
    """A sweep that was claimed; `began` is the day of the week on which it was."""

    portal: Portal
    this: Round
    turn: Turn
    began: str

    def run(self) -> Result:
        """Sweep and store."""
        this, portal = self.this, self.portal
        realm = realm_of(this.config, this.store, portal, this.week)
        swept = self._swept(realm)
        if isinstance(swept, CheckResult):
            self._add_failure(swept)
            return Result(portal.name, this.week, swept, SweepStatistics())
        return self._stored(swept, str(realm or ""))

    def _swept(self, realm: Realm | None) -> Sweep | CheckResult:
        """Sweep the portal, as far as its week lasts."""
        if realm is None:
            return _begun_otherwise(self.this.week)
        if self.this.lasts():
            swept = self._sweep(realm)
            if self.this.lasts():
                return swept
        return _week_was_over(self.this.week)

    def _sweep(self, realm: Realm) -> Sweep | CheckResult:
        this, portal = self.this, self.portal
        sightings = this.store.sightings(portal.name, this.week) if portal.detail else {}
        try:
            identify = realm.identify(this.key, this.store.installation_id())
            with Fetcher(portal, self.turn.context(this.context), self._watch) as fetcher:
                pages, places = fetcher.get, this.config.places
                return sweep_pages(portal, pages, identify, places, sightings, watch=self._watch)
        except ScrapeError as error:
            return CheckResult(error.outcome, str(error))
        except Exception as error:  # noqa: BLE001 - one portal's bug must not lose the others' week
            # The error's own words may quote a page, so only its kind and place are kept.
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} in {last.name}, line {last.lineno}"
            return CheckResult(
                Outcome.FAILED, f"a fault of this program, please report it: {where}"
            )

    def _watch(self, event: Progress | Activity) -> None:
        self.turn.note(event)
        self.this.watch(self.portal.name, event)

    def _stored(self, swept: Sweep, realm: str) -> Result:
        this, portal, statistics = self.this, self.portal, SweepStatistics.of(swept)
        broken = list(bounds(portal, observed(portal.name, this.week, statistics)))
        check = CheckResult(Outcome.SUSPECT if broken else Outcome.COMPLETE, joined(broken, "en"))
        late = self.began != this.config.schedule.day
        places, claim = {ALL_PLACES, *this.config.places}, self.turn.claim[1]
        has_places = bool(portal.place or (portal.detail and portal.detail.place))
        add = partial(this.store.add_sweep, swept, this.week, check, has_places=has_places)
        try:
            self.turn.patiently(lambda: add(late=late, realm=realm, places=places, claim=claim))
        except DatabaseProblem as problem:
            self._note_lost(problem)
            raise
        is_compared = portal.local or is_approved(this.store, portal)
        notes = swept.notes if is_compared else (*swept.notes, said_apart([portal]))
        return Result(portal.name, this.week, check, statistics, labels=swept.labels, notes=notes)

    def _note_lost(self, problem: DatabaseProblem) -> None:
        """Let the ledger say that a finished sweep could not be stored, where it still takes it.

        The round tells `problem`: what the ledger says is told here only if it is something else.
        """
        lost = CheckResult(Outcome.FAILED, f"swept, but it could not be stored: {problem}")
        try:
            self._add_failure(lost)
        except DatabaseProblem as again:
            why = "" if str(again) == str(problem) else f": {again}"
            log.error("%s: nor does the ledger take it%s", self.portal.name, why)

    def _add_failure(self, check: CheckResult) -> None:
        of_week = (self.portal.name, self.this.week, check, self.turn.claim[1])
        self.turn.patiently(partial(self.this.store.add_failure, *of_week))


def _begun_otherwise(week: Week) -> CheckResult:
    return CheckResult(
        Outcome.FAILED,
        "this week was swept before config.toml gave the portal other addresses, or changed "
        "`local`; numbers of the two cannot be compared, so it is swept again "
        f"from {week.next()} on",
    )


def _week_was_over(week: Week) -> CheckResult:
    """Return why a sweep that did not end within its week is no count of it."""
    return CheckResult(
        Outcome.PARTIAL,
        f"{week} was over before its last page was read: what is read on Monday is no part of it. "
        "An earlier day or hour in [schedule] would leave more time",
    )
