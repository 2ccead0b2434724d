"""What can go wrong in a sweep; each leaf is an outcome in the ledger.

    ScrapeError
    ├─ FetchFailed      failed          network, timeout, 5xx: the only one that is retried
    ├─ Refused          refused         robots.txt, 401/403/429, challenge page: recorded, obeyed
    ├─ LayoutChanged    layout_changed  a selector matched too few or too many, or a page says
    │                                   neither ads nor "no ads"
    │  └─ Gone                           404 or 410; of a single ad's page: it was taken down
    └─ Incomplete       partial         the portal's own total, the paging or a cap disagrees with
                                        what was seen

Messages go to the ledger and to people. They are made of our own words, counts, selectors from
config.toml and positions ("list page 3"), never of an address or a text found on a page.
"""

from scrapers.model import Outcome


class ScrapeError(Exception):
    """A sweep that cannot be counted, with the reason in words a person can act on."""

    outcome: Outcome = Outcome.FAILED


class FetchFailed(ScrapeError):
    """The network, the portal's server or time did not let us have a page."""


class Refused(ScrapeError):
    """The portal does not want to be read. That is final: no way around it exists here."""

    outcome = Outcome.REFUSED


class LayoutChanged(ScrapeError):
    """A page does not look as config.toml describes it."""

    outcome = Outcome.LAYOUT_CHANGED


class Gone(LayoutChanged):
    """There is no such page any more; an ad may be taken down between its list and its page."""


class Incomplete(ScrapeError):
    """Pages were read, but not all that the portal says it has."""

    outcome = Outcome.PARTIAL
