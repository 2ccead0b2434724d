"""One portal, one week: sweep, check, store; every error becomes an outcome in the ledger."""

from __future__ import annotations

import logging
import random
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.checks import verdict
from monitor.config import Config
from monitor.counts import count_week
from monitor.year_keys import key_of
from scrapers.crawl.sweep import sweep
from scrapers.errors import ScrapeError
from scrapers.http.client import Fetcher
from scrapers.http.rate_limit import FetchContext, Hosts
from scrapers.model import Hidden, Outcome, Sweep
from scrapers.portal_config import Portal
from scrapers.pseudonymize import Identify
from storage.records import Tally, Verdict
from storage.store import Store
from storage.weeks import Week, weeks_of

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Result:
    """What one sweep came to, for people to see; `labels` and `notes` are not kept."""

    portal: str
    week: Week
    verdict: Verdict
    tally: Tally
    seconds: float
    labels: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        counted = [f"{name} {count}" for name, count in self.columns().items() if count is not None]
        line = ", ".join((f"{self.verdict.outcome}", *counted, f"{self.seconds:.1f} s"))
        return f"{self.portal} {self.week}: {line}"

    def columns(self) -> dict[str, int | None]:
        """Return the counts by the words that people see them under."""
        tally = self.tally
        return {
            "pages": tally.pages,
            "cards": tally.cards,
            "excluded": tally.excluded,
            "duplicates": tally.duplicates,
            "ads": tally.ads,
            "with number": tally.with_number,
            "hidden": tally.hidden,
            "without": tally.without,
            "stated": tally.stated_total,
        }

    def remarks(self) -> list[str]:
        """Return what else there is to say: why it is not complete, labels, and notes."""
        labels = ", ".join(f"{name} {count}" for name, count in sorted(self.labels.items()))
        found = [self.verdict.reason, f"labels: {labels}" if labels else "", *self.notes]
        return [each for each in found if each]


class Collector:
    """Sweeps the portals of one config into one store, at the time that its clock tells."""

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self.config = config
        self.store = store
        self._clock = clock
        self._context = fetch_context(config, clock)

    def now(self) -> datetime:
        """Return the time in the configured zone, by which weeks are cut."""
        return self._clock().astimezone(ZoneInfo(self.config.timezone))

    def week(self) -> Week:
        """Return the week that it is."""
        return Week.of(self.now().date())

    def plan(self) -> None:
        """Make the ledger's rows from this week to the year's end, and close the weeks gone by.

        Two weeks ahead decide which year, so that next year's rows are there before it begins.
        """
        week = self.week()
        year = Week.of(self.now().date() + timedelta(weeks=2)).year
        ahead = [*weeks_of(week.year), *(weeks_of(year) if year > week.year else ())]
        for portal in self.config.portal:
            due = [each for each in ahead if each >= week]
            self.store.plan(portal.name, due, simulated=portal.simulated)
        self.store.close_past_weeks(week)

    def collect(
        self, portals: Sequence[Portal], report: Callable[[Result], None] | None = None
    ) -> list[Result]:
        """Sweep portals side by side, those on one host in turn, and store each when it is done.

        `report` is called with each result, in the order of the portals. Raises KeyProblem before
        anything is fetched when the year has no usable key.
        """
        week = self.week()
        key = key_of(self.config, self.store, week.year)
        self.store.remember_key(week.year, key)
        self.plan()
        if self.config.privacy.identifiers == "week":
            self.store.forget_weeks_before(week)
        results = []
        with ThreadPoolExecutor(max_workers=max(1, len(portals))) as threads:
            for result in threads.map(lambda portal: self._one(portal, week, key), portals):
                results.append(result)
                if report is not None:
                    report(result)
        return results

    def _one(self, portal: Portal, week: Week, key: Hidden[bytes]) -> Result:
        started = time.monotonic()
        with self.store.sweeping(portal.name):
            found = self._sweep(portal, week, key)
            if isinstance(found, Verdict):
                self.store.add_failure(portal.name, week, found)
                result = Result(portal.name, week, found, Tally(), time.monotonic() - started)
            else:
                result = self._counted(portal, week, found, started)
        log.info("%s", "; ".join((str(result), *result.remarks())))
        return result

    def _counted(self, portal: Portal, week: Week, found: Sweep, started: float) -> Result:
        judged = verdict(portal, found)
        self.store.add_sweep(found, week, judged, count_week, late=self._is_late())
        seconds = time.monotonic() - started
        return Result(
            portal.name, week, judged, Tally.of(found), seconds, found.labels, found.notes
        )

    def _sweep(self, portal: Portal, week: Week, key: Hidden[bytes]) -> Sweep | Verdict:
        known = self.store.sightings(portal.name, week) if portal.detail else {}
        try:
            with Fetcher(portal, self._context) as fetcher:
                return sweep(portal, fetcher.get, Identify(key), self.config.places, known)
        except ScrapeError as error:
            return Verdict(error.outcome, str(error))
        except Exception as error:  # noqa: BLE001 - one portal's bug must not lose the others' week
            # The error's own words may quote a page, so only its kind and place are kept.
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} in {last.name}, line {last.lineno}"
            return Verdict(Outcome.FAILED, f"a fault of this program, please report it: {where}")

    def _is_late(self) -> bool:
        return DAYS[self.now().weekday()] != self.config.schedule.day


def fetch_context(config: Config, clock: Clock) -> FetchContext:
    """Return what the fetchers of an installation share: who asks, time, chance, and hosts."""
    zone = ZoneInfo(config.timezone)
    return FetchContext(
        user_agent=config.user_agent,
        sleep=time.sleep,
        monotonic=time.monotonic,
        now=lambda: clock().astimezone(zone),
        random=random.random,
        hosts=Hosts(),
    )


def named(config: Config, names: Iterable[str]) -> list[Portal]:
    """Return the portals of the given names, or all; raises ValueError for an unknown name."""
    wanted = list(names)
    known = {portal.name: portal for portal in config.portal}
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"no portal {', '.join(unknown)}; config.toml has {', '.join(known)}")
    return [known[name] for name in wanted] if wanted else list(config.portal)
