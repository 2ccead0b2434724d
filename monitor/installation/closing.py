"""Closing a year: its figures are frozen, its identifiers and its key destroyed, and that proved.

Every step can be done twice, and a closing that was interrupted at any of them ends the same when
it is run again. The order is what makes it safe: nothing is deleted before all that needs it is
kept and checked, and no year is signed for before it was searched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version

from monitor.config import Config
from monitor.installation.installation import Installation
from monitor.installation.year_counts import (
    counter,
    figures_of_year,
    profiles_of_year,
    protect_without_key,
    true_counter,
)
from storage.errors import KeyProblem
from storage.keys import destroy_key, key_places, refuse_lasting
from storage.records import Closing
from storage.weeks import Week, ends_of, weeks_in

Watch = Callable[[str], None]


class NotClosable(Exception):
    """The year cannot be closed yet, or what was found forbids it."""


def close_year(
    installation: Installation,
    year: int,
    *,
    early: str = "",
    key_lost: str = "",
    watch: Watch = lambda _step: None,
) -> Closing:
    """Close a year, or end a closing that was interrupted; a closed year stays as it is.

    `early` and `key_lost` say why a year is closed that is not over, or whose key is lost for good.
    `watch` is called with the name of each step when it is done. Raises NotClosable, KeyProblem,
    IdentifiersGone or DatabaseProblem, each before anything that it forbids is done.
    """
    store = installation.store
    begun = store.closings().get(year)
    if begun is not None and begun.finished:
        return begun
    with store.sweeping(*store.portals()):
        if begun is None:
            begun = _begin(installation, year, early, key_lost, watch)
        _destroy_key(installation, year)
        watch("key")
        store.year_end.compact()
        watch("compact")
        proved = store.year_end.prove_deleted(year)
        watch("prove")
        sentences = (*begun.verified, f"no key of {year} is in any place that keys are read from")
        closing = replace(begun, verified=(*sentences, *proved), finished=True)
        store.year_end.sign(closing)
        watch("sign")
    return closing


def overdue(installation: Installation) -> list[tuple[str, int]]:
    """Return the years whose closing was "interrupted", or that are "over", or whose "key_back"."""
    today, closings = installation.now().date(), installation.store.closings()
    years = [("interrupted", year) for year, closing in closings.items() if not closing.finished]
    for year in sorted(installation.store.years_with_identifiers()):
        if year < installation.week().year and today > installation.config.privacy.close_date(year):
            years.append(("over", year))
    config = installation.config
    for year in closings:
        if closings[year].finished and _key_is_back(config, year):
            years.append(("key_back", year))
    return years


def _key_is_back(config: Config, year: int) -> bool:
    try:
        return bool(key_places(*config.key_location(year)))
    except KeyProblem:  # told of the key that sweeps need, which is looked for in the same places
        return False


def _begin(
    installation: Installation, year: int, early: str, key_lost: str, watch: Watch
) -> Closing:
    """Check that the year can be closed, freeze it and delete its identifiers."""
    sentences = (*_check(installation, year, early), *_check_key(installation, year, key_lost))
    watch("check")
    closing = Closing(
        year, installation.now().date(), sentences, version("ad-market-monitor"), finished=False
    )
    config, store = installation.config, installation.store
    if key_places(*config.key_location(year)):
        count = counter(config, store, year)
    else:
        # What a lost key could protect is protected without it: no year stays open for its sake.
        protect_without_key(config, store, year)
        count = true_counter(config, store, year)
    figures = figures_of_year(config, store, year)
    profile = profiles_of_year(config, store, year)
    verified = store.year_end.verify(year, count, figures, profile)
    watch("verify")
    frozen = store.year_end.freeze(closing, verified, config.report.least_numbers)
    watch("freeze")
    return frozen


def _check(installation: Installation, year: int, early: str) -> tuple[str, ...]:
    """Return what the record says about the time of closing; raises NotClosable."""
    store, config = installation.store, installation.config
    week = installation.week()
    if year > week.year:
        raise NotClosable(f"{year} has not begun, so there is nothing to close")
    if year == week.year and not early:
        raise NotClosable(
            f"{year} is not over: its last week is {Week(year, weeks_in(year))}. Closing ends its "
            f"counting for good. If that is meant: monitor close {year} --early REASON"
        )
    if not store.runs(*ends_of(year)):
        raise NotClosable(f"the ledger has no runs in {year}, so there is nothing to close")
    if undecided := store.year_end.undecided(year):
        raise NotClosable(
            f"held back and not decided: {', '.join(undecided)}. Without identifiers they can "
            "never count: first monitor accept or monitor exclude each of them, with a reason"
        )
    refuse_lasting(key_places(*config.key_location(year)), year)
    store.close_past_weeks(week)
    return (f"closed before the year was over: {early[:500]}",) if year == week.year else ()


def _check_key(installation: Installation, year: int, key_lost: str) -> tuple[str, ...]:
    """Return what the record says about a lost key; raises NotClosable where none is said lost.

    A key that is away for a day, on a stick say, must not cost the year what only it can give.
    """
    config = installation.config
    if places := key_places(*config.key_location(year)):
        if key_lost:
            raise NotClosable(f"the key of {year} is not lost: {places[0].there[0]}")
        return ()
    if key_lost:
        return (f"closed without its key, which was lost: {key_lost[:500]}",)
    if year in installation.store.years_with_identifiers():
        raise NotClosable(
            f"the key of {year} is missing, and without it neither its weeks can be checked nor "
            "its numbers over the whole year be counted. Put the key back and close again. If it "
            f"is lost for good: monitor close {year} --key-lost REASON"
        )
    return ()


def _destroy_key(installation: Installation, year: int) -> None:
    config = installation.config
    destroy_key(*config.key_location(year))
    if left := key_places(*config.key_location(year)):
        raise NotClosable(f"{left[0].there[0]} is still there; remove it and close again")
