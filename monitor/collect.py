"""One portal, one week: sweep, check, store; every error becomes an outcome in the ledger."""

from __future__ import annotations

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from zoneinfo import ZoneInfo

from monitor.checks.findings import joined
from monitor.checks.levels import bounds
from monitor.checks.observation import observed
from monitor.clock import clock_problem
from monitor.config import Config
from monitor.fetching import Clock, fetch_context
from monitor.judging import findings_of
from monitor.realms import Realm, is_approved, realm_of, said_apart, settle_approvals
from monitor.results import Result, Watch
from monitor.year_counts import count_waiting_weeks
from monitor.year_keys import key_of
from scrapers.crawl.sweep import sweep
from scrapers.errors import ScrapeError, SweepStopped
from scrapers.http.client import Fetcher
from scrapers.http.rate_limit import by_hosts
from scrapers.model import Hidden, Outcome, Sweep
from scrapers.portal_config import Portal
from storage.errors import ClockWrong, DatabaseProblem, StorageError
from storage.records import ALL_PLACES, CheckResult, JournalEntry, SweepStatistics
from storage.store import Store
from storage.weeks import Week, weeks_of

log = logging.getLogger(__name__)

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Round:
    """What the sweeps of one call share: the week, the year's key, and what was swept before.

    `tries` is how often each portal was swept when it was found to be due; None: sweep anyway.
    """

    week: Week
    key: Hidden[bytes]
    tries: Mapping[str, int] | None


class Collector:
    """Sweeps the portals of one config into one store, at the time that its clock tells.

    `late` are weeks whose identifiers were found to be kept longer than they may. `trusts_clock`
    says that a person has looked at the clock, though nothing was swept for long. Once `stopping`
    is set, sweeps end after the page that is being fetched; `unfinished` are their portals. `watch`
    is called from several threads while portals are swept.
    """

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self.config = config
        self.store = store
        self.late: set[Week] = set()
        self.trusts_clock = False
        self.stopping = Event()
        self.unfinished: set[str] = set()
        self.watch: Watch = lambda _portal, _event: None
        self._clock = clock
        self._context = fetch_context(config, clock, self.stopping)

    def now(self) -> datetime:
        """Return the time in the configured zone, by which weeks are cut."""
        return self._clock().astimezone(ZoneInfo(self.config.timezone))

    def week(self) -> Week:
        """Return the week that it is."""
        return Week.of(self.now().date())

    def plan(self) -> None:
        """Make the ledger's rows from this week to the year's end, and close the weeks gone by.

        Two weeks ahead decide which year, so that next year's rows are there before it begins. A
        week to come that a wrong clock closed is due again. Only what sweeps may plan: raises
        ClockWrong.
        """
        self.refuse_wrong_clock()
        week = self.week()
        year = Week.of(self.now().date() + timedelta(weeks=2)).year
        ahead = [*weeks_of(week.year), *(weeks_of(year) if year > week.year else ())]
        due = [later for later in ahead if later >= week]
        kinds = {portal.name: portal.simulated for portal in self.config.portal}
        unplanned = self.store.unplanned(kinds, due) | self.store.retired().keys()
        for portal in (portal for portal in self.config.portal if portal.name in unplanned):
            new = self.entry("portal new", portal.name)
            self.store.plan(portal.name, due, simulated=portal.simulated, new=new)
            self.store.come_back(portal.name)
        self.store.close_past_weeks(week)

    def tries(self, week: Week) -> Mapping[str, int]:
        """Return how often each portal was swept in a week."""
        return Counter(attempt.portal for attempt in self.store.attempts(week))

    def entry(self, action: str, subject: str, by: str = "", reason: str = "") -> JournalEntry:
        """Return a line for the journal, of today."""
        return JournalEntry(self.now().date(), action, subject, by, reason)

    def refuse_wrong_clock(self) -> None:
        """Raise ClockWrong where the clock tells a week that cannot be, by what was swept."""
        if problem := self.clock_problem():
            raise ClockWrong(problem)

    def clock_problem(self) -> str:
        """Return what is wrong with the clock, by the newest weeks in the ledger, or nothing."""
        return clock_problem(self.store, self.now().date(), is_trusted=self.trusts_clock)

    def tidy(self) -> None:
        """Delete identifiers that may be kept no longer, and settle approvals that wait.

        With `identifiers = "week"` those of the week before stay until this week has a sweep. What
        waits to be counted is judged and counted first.
        """
        count_waiting_weeks(self.config, self.store)
        settle_approvals(self.config, self.store)
        if self.config.privacy.identifiers == "week":
            week, kept = self.week(), self.store.weeks_with_identifiers()
            self.late |= {old for old in kept if old < week.previous()}
            first = week if week in kept else week.previous()
            # Nothing goes that was not counted: its key may be away for a while.
            first = min([first, *kept.intersection(self.store.waiting_weeks())])
            if min(kept, default=first) < first:
                self.store.purge_weeks_before(first)

    def collect(
        self,
        portals: Sequence[Portal],
        report: Callable[[Result], None] | None = None,
        tries: Mapping[str, int] | None = None,
    ) -> list[Result]:
        """Sweep portals, those on one host in turn; store each when it is done, count at the end.

        `report` is called with each result when its week is counted, in the order of the portals.
        With `tries`, a portal that was swept since it was found to be due is left out. What cannot
        be stored is a result with a problem. Raises KeyProblem before anything is fetched when the
        year has no usable key, and ClockWrong as `refuse_wrong_clock`.
        """
        self.refuse_wrong_clock()
        week = self.week()
        key = key_of(self.config, self.store, week.year)
        self.store.remember_key(week.year, key)
        self.plan()
        self.tidy()
        this = Round(week, key, tries)
        groups = by_hosts(portals)
        with ThreadPoolExecutor(self.config.schedule.hosts_at_once) as threads:
            swept = threads.map(lambda group: [self._one(portal, this) for portal in group], groups)
            done = {result.portal: result for group in swept for result in group if result}
        results = [done[portal.name] for portal in portals if portal.name in done]
        try:
            self.tidy()
            found = findings_of(self.store, week)
            results = [result.judged(found.get(result.portal, ())) for result in results]
        except DatabaseProblem as problem:  # the week waits to be counted, and says so
            results = [replace(result, problem=problem) for result in results]
        for result in results:
            if report is not None:
                report(result)
        return results

    def _one(self, portal: Portal, this: Round) -> Result | None:
        """Sweep one portal and store it; None where somebody else just did, or we are to end."""
        started = time.monotonic()
        try:
            if self.stopping.is_set():
                raise SweepStopped
            with self.store.sweeping(portal.name):
                if this.tries is not None and self._was_swept(portal, this.week, this.tries):
                    return None
                began = self.now()
                realm = realm_of(self.config, self.store, portal, this.week)
                swept = self._swept(portal, this, realm)
                result = self._stored(portal, this, swept, realm=str(realm or ""), began=began)
        except SweepStopped:
            self.unfinished.add(portal.name)
            return None
        except StorageError as problem:
            check = CheckResult(Outcome.FAILED, str(problem))
            result = Result(portal.name, this.week, check, SweepStatistics(), problem=problem)
        result = replace(result, seconds=time.monotonic() - started)
        self.watch(portal.name, result.check.outcome)
        log.info("internal: %s", "; ".join((str(result), *result.remarks())))
        return result

    def _swept(self, portal: Portal, this: Round, realm: Realm | None) -> Sweep | CheckResult:
        """Sweep a portal, as far as its week lasts."""
        if realm is None:
            return _begun_otherwise(this.week)
        if self.week() == this.week:
            swept = self._sweep(portal, this, realm)
            if self.week() == this.week:
                return swept
        return _week_was_over(this.week)

    def _stored(
        self,
        portal: Portal,
        this: Round,
        swept: Sweep | CheckResult,
        *,
        realm: str,
        began: datetime,
    ) -> Result:
        if isinstance(swept, CheckResult):
            self.store.add_failure(portal.name, this.week, swept)
            return Result(portal.name, this.week, swept, SweepStatistics())
        statistics = SweepStatistics.of(swept)
        broken = list(bounds(portal, observed(portal.name, this.week, statistics)))
        outcome = Outcome.SUSPECT if broken else Outcome.COMPLETE
        check = CheckResult(outcome, joined(broken, "en"))
        late = DAYS[began.weekday()] != self.config.schedule.day
        places = {ALL_PLACES, *self.config.places}
        try:
            self.store.add_sweep(swept, this.week, check, late=late, realm=realm, places=places)
        except DatabaseProblem as problem:
            self._note_lost(portal, this.week, problem)
            raise
        is_compared = portal.local or is_approved(self.store, portal)
        notes = swept.notes if is_compared else (*swept.notes, said_apart(portal))
        return Result(portal.name, this.week, check, statistics, labels=swept.labels, notes=notes)

    def _was_swept(self, portal: Portal, week: Week, tries: Mapping[str, int]) -> bool:
        return self.tries(week).get(portal.name, 0) != tries.get(portal.name, 0)

    def _note_lost(self, portal: Portal, week: Week, problem: DatabaseProblem) -> None:
        """Let the ledger say that a finished sweep could not be stored, where it still takes it."""
        lost = CheckResult(Outcome.FAILED, f"swept, but it could not be stored: {problem}")
        try:
            self.store.add_failure(portal.name, week, lost)
        except DatabaseProblem as again:
            log.error("%s: nor does the ledger take it: %s", portal.name, again)

    def _sweep(self, portal: Portal, this: Round, realm: Realm) -> Sweep | CheckResult:
        sightings = self.store.sightings(portal.name, this.week) if portal.detail else {}
        try:
            identify = realm.identify(this.key, self.store.approvals.installation())
            watch = partial(self.watch, portal.name)
            with Fetcher(portal, self._context, watch) as fetcher:
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


def named(config: Config, names: Iterable[str]) -> list[Portal]:
    """Return the portals of the given names, or all; raises ValueError for an unknown name."""
    wanted = list(names)
    portals = {portal.name: portal for portal in config.portal}
    unknown = [name for name in wanted if name not in portals]
    if unknown:
        raise ValueError(f"no portal {', '.join(unknown)}; config.toml has {', '.join(portals)}")
    return [portals[name] for name in wanted] if wanted else list(config.portal)
