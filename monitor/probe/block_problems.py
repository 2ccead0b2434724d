"""What is wrong with a portal block, in sentences that a person can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from monitor.probe.cost import Cost, over_limits
from monitor.probe.first_pages import FirstPages
from monitor.probe.selector_rows import FieldRow
from scrapers.crawl.sweep_doubts import NEARLY_ALL, one_number_on_all, places_of_the_page

OPTIONAL = (
    "exclude", "hidden", "detail.hidden", "detail.exclude", "no_ads", "cards", "next", "lists",
    "total", "ad",
)  # fmt: skip
"""Rows whose silence is no fault, or whose fault the sweep itself tells of."""

LEAST_ADS = 3
"""On how many ads a number may be on nearly all."""


def problems_with(first: FirstPages, rows: list[FieldRow], cost: Cost) -> list[str]:
    """Return every fault that the first pages show; none is no promise for the pages after."""
    problems = [f"a sweep would end as {first.fault.outcome}: {first.fault}"] if first.fault else []
    problems += [problem for row in rows for problem in _of_row(row)]
    problems += _of_links(first)
    problems += list(_of_end(first)) or _of_bounds(first)
    problems += _of_numbers(first)
    problems += filter(None, [places_of_the_page(first.portal, first.complete)])
    problems += over_limits(cost, first.portal)
    return list(dict.fromkeys(problems))


def _of_row(row: FieldRow) -> Iterator[str]:
    name = row.key.removeprefix("detail.")
    where = "ads' own pages" if row.key.startswith("detail.") and name != "link" else "cards"
    if not row.of:
        return
    if row.key == "ad" and row.on and row.good <= row.on / 2:
        yield (
            f"ad ({row.by}) does not tell ads apart: {row.good} different values on {row.on} cards"
        )
    if not row.on and not row.key.startswith(OPTIONAL):
        yield f"{row.key} ({row.by}) finds nothing on any of {row.of} {where}"
    elif name == "number" and not row.good:
        yield f"{row.key} ({row.by}) is on {row.on} of {row.of} {where}, and no number is read"
    elif name == "place" and row.on and not row.good:
        yield (
            f"{row.key} ({row.by}) is on {row.on} of {row.of} {where}, and none of them names a "
            "place in [places]; add their spellings, or select another element"
        )
    elif name == "label" and row.on and not row.good:
        yield f"{row.key} ({row.by}) never says one of the words in labels"


def _of_end(first: FirstPages) -> Iterator[str]:
    """Tell where a list ends before it has shown what the portal states."""
    stated, portal = first.stated_total, first.portal
    if stated is None or first.fault or first.lists_read != 1:
        return
    least = stated * (1 - portal.total_tolerance)
    if first.ended and first.keys < least:
        how = "page 2 brings nothing new" if portal.next.is_counted else "no next page is found"
        yield f"{how}, and the portal states {stated} ads while {first.keys} were seen; see next"
    if first.keys > stated * (1 + portal.total_tolerance) + 2:
        yield (
            f"the portal states {stated} ads, fewer than the {first.keys} on these pages; does "
            "total find another figure, or ad one ad under several ids"
        )


def _of_numbers(first: FirstPages) -> Iterator[str]:
    """Tell of a number that stands on nearly every ad: it may be the portal's own."""
    ads = [ad.numbers for ad in first.complete if ad.numbers]
    on = Counter(number for numbers in ads for number in set(numbers))
    usual = sum(count >= max(LEAST_ADS, NEARLY_ALL * len(ads)) for count in on.values())
    several = sum(len(set(numbers)) > 1 for numbers in ads)
    if usual and several > len(ads) / 2:
        yield (
            f"{several} of {len(ads)} ads have several numbers, and {usual} of the numbers on "
            "nearly all of them: is it the portal's own, as of its customer service? See number"
        )
    else:
        yield from filter(None, [one_number_on_all(first.complete, LEAST_ADS)])


def _of_links(first: FirstPages) -> Iterator[str]:
    if first.acting:
        yield (
            f"detail.link leads on {first.acting} of {first.ads} ads to what looks like doing "
            "something (a vote, a purchase, a report, a message, a login), so none was fetched; a "
            "sweep would ask for it every week: choose the link that leads to the ad"
        )


def _of_bounds(first: FirstPages) -> Iterator[str]:
    bounds, stated = first.portal.bounds, first.stated_total
    whole = first.ended and first.lists_read == first.lists
    ads = first.ads if whole else stated
    if ads is not None and first.lists == 1 and not bounds.least <= ads <= bounds.most:
        yield f"about {ads} ads lie outside bounds ({bounds.least} to {bounds.most})"
    complete = first.complete
    with_number = sum(bool(ad.numbers) for ad in complete)
    if complete and with_number / len(complete) < bounds.least_share_with_number:
        yield (
            f"{with_number} of {len(complete)} ads have a number, and "
            f"bounds.least_share_with_number is {bounds.least_share_with_number:g}"
        )
