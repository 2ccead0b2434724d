"""An installation at a time: its config, its database and its clock, which all commands hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from monitor.config import Config
from monitor.installation.clock import Clock, SharedClock, clock_problem
from monitor.installation.realms import ends_with_week, settle_approvals, weeks_to_go
from monitor.installation.schedule import due_at, is_due
from monitor.installation.year_counts import count_waiting_weeks
from scrapers.portal_config import Portal
from storage.errors import ClockWrong
from storage.records import JournalEntry
from storage.store import Store
from storage.weeks import Week, weeks_of


class Installation:
    """One config, its store, and the time that a clock tells.

    `late` are weeks whose identifiers were found to be kept longer than they may. `trusts_clock`
    says that a person has looked at the clock, though nothing was swept for long.
    """

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self.config = config
        self.store = store
        self.clock = clock
        self.late: set[Week] = set()
        self.trusts_clock = False

    def now(self) -> datetime:
        """Return the time in the configured zone, by which weeks are cut."""
        return self.clock().astimezone(ZoneInfo(self.config.timezone))

    def week(self) -> Week:
        """Return the week that it is."""
        return Week.of(self.now().date())

    def closed_on(self) -> date | None:
        """Return on which day the year that it is was closed early: it takes no sweep any more."""
        closing = self.store.closings().get(self.week().year)
        return closing.day if closing is not None else None

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
        if wanted := {name: kind for name, kind in kinds.items() if name in unplanned}:
            self.store.plan(wanted, due, partial(self.entry, "portal new"))
        self.store.close_past_weeks(week)

    def entry(self, action: str, subject: str, by: str = "", reason: str = "") -> JournalEntry:
        """Return a line for the journal, of today."""
        return JournalEntry(self.now().date(), action, subject, by, reason)

    def refuse_wrong_clock(self) -> None:
        """Raise ClockWrong where the clock stands still, or tells a week that cannot be."""
        if end := self.config.simulated_until:
            raise ClockWrong(
                f"the simulated weeks of this folder ended on {end}, so nothing more is swept. To "
                "practise, sweep the portals of: monitor demo --serve"
            )
        if problem := self.clock_problem():
            raise ClockWrong(problem)

    def clock_problem(self) -> str:
        """Return what is wrong with the clock, by the server's or by the ledger, or nothing."""
        off = self.clock.problem() if isinstance(self.clock, SharedClock) else ""
        today = self.now().date()
        return off or clock_problem(self.store, today, is_trusted=self.trusts_clock)

    def tidy(self) -> None:
        """Delete identifiers that may be kept no longer, and settle approvals that wait.

        With `identifiers = "week"` those of the week before stay until this week has a sweep; the
        setting holds once a week was begun with it. What waits to be counted is judged and counted
        first.
        """
        count_waiting_weeks(self.config, self.store)
        settle_approvals(self.config, self.store)
        if self.config.privacy.identifiers == "week" and not weeks_to_go(self.config, self.store):
            week, kept = self.week(), self.store.weeks_with_identifiers()
            old = {each for each in kept if each < week.previous()}
            self.late |= {w for w in old if ends_with_week(self.config, self.store, w, w)}
            first = week if week in kept else week.previous()
            # Nothing goes that was not counted: its key may be away for a while.
            first = min([first, *kept.intersection(self.store.waiting_weeks())])
            if min(kept, default=first) < first:
                self.store.purge_weeks_before(first)

    def has_untried(self) -> bool:
        """Tell whether a sweep of this week is still to come that was not tried before."""
        week = self.week()
        tried = {run.portal for run in self.store.runs(week, week) if run.outcome is not None}
        is_open = self.closed_on() is None
        return is_open and any(portal.name not in tried for portal in self.config.portal)

    def due(self) -> list[Portal]:
        """Return the portals to sweep now, as the ledger and the clock have it."""
        now, week = self.now(), self.week()
        if now < due_at(self.config, week) or self.closed_on() is not None:
            return []
        runs = {run.portal: run for run in self.store.runs(week, week)}
        attempts = self.store.attempt_counts(week)
        return [
            portal
            for portal in self.config.portal
            if is_due(portal, now, runs.get(portal.name), attempts.get(portal.name, 0))
        ]


def named(config: Config, names: Iterable[str]) -> list[Portal]:
    """Return the portals of the given names, or all; raises ValueError for an unknown name."""
    chosen = list(names)
    portals = {portal.name: portal for portal in config.portal}
    unknown = [name for name in chosen if name not in portals]
    if unknown:
        raise ValueError(f"no portal {', '.join(unknown)}; config.toml has {', '.join(portals)}")
    return [portals[name] for name in chosen] if chosen else list(config.portal)
