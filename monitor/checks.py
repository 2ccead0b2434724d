"""Is this week's count believable? The portal's bounds in config.toml are the floor under it."""

from __future__ import annotations

from scrapers.model import Outcome, Sweep
from scrapers.portal_config import Portal
from storage.records import CheckResult


def check_sweep(portal: Portal, sweep: Sweep) -> CheckResult:
    """Return complete, or suspect with every bound that the sweep broke.

    A suspect week has no count until a person accepts it: a scraper that saw too little must not
    look like a smaller market.
    """
    reasons = list(_broken_bounds(portal, sweep))
    return CheckResult(Outcome.SUSPECT if reasons else Outcome.COMPLETE, "; ".join(reasons))


def _broken_bounds(portal: Portal, sweep: Sweep) -> list[str]:
    bounds, broken = portal.bounds, []
    if not bounds.least <= sweep.ads <= bounds.most:
        broken.append(f"expected {bounds.least} to {bounds.most} ads, found {sweep.ads}")
    least = bounds.least_share_with_number
    if sweep.ads and sweep.with_number / sweep.ads < least:
        share = sweep.with_number / sweep.ads
        broken.append(f"expected a number in at least {least:.0%} of the ads, found {share:.0%}")
    return broken
