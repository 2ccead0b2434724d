"""What can go wrong in a sweep; each leaf is an outcome in the ledger.

    ScrapeError
    ├─ FetchFailed      failed          network, timeout, 5xx, or not in the portal's hours; only
    │  │                                timeouts, lost connections and most of 5xx are retried
    │  └─ CutOff        partial         a page that was lost half-way, each time it was asked for
    ├─ Refused          refused         robots.txt, 401/403, a login, a 429 that stays:
    │  │                                recorded, obeyed
    │  └─ Challenge                      a page that asks for a human: nothing more is asked for
    ├─ LayoutChanged    layout_changed  a selector matched too few or too many, or a page says
    │                                   neither ads nor "no ads"
    │  └─ Gone                           404 or 410, and 400 or 416, with which interfaces answer
    │                                   after their last page; an ad's own page: it was taken down
    └─ Incomplete       partial         the portal's own total, the paging, a cap or the portal's
                                        hours disagree with what was seen

Messages go to the ledger and to people. They are made of our own words, counts, selectors from
config.toml and positions ("list page 3"), never of an address or a text found on a page.
"""

from scrapers.model import Outcome


class ScrapeError(Exception):
    """A sweep that cannot be counted, with the reason in words a person can act on."""

    outcome: Outcome = Outcome.FAILED


class FetchFailed(ScrapeError):
    """The network, the portal's server or time did not let us have a page."""


class CutOff(FetchFailed):
    """A page was lost half-way, or came damaged, also when it was asked for again."""

    outcome = Outcome.PARTIAL


class Refused(ScrapeError):
    """The portal does not want to be read. That is final: no way around it exists here."""

    outcome = Outcome.REFUSED


class Challenge(Refused):
    """The portal asks whether we are human, which we are not."""


class LayoutChanged(ScrapeError):
    """A page does not look as config.toml describes it."""

    outcome = Outcome.LAYOUT_CHANGED


class Gone(LayoutChanged):
    """There is no such page (any more): 400, 404, 410 or 416.

    An ad may be taken down between its list and its page, and a list may end before a page that
    was counted on.
    """


class Incomplete(ScrapeError):
    """Pages were read, but not all that the portal says it has."""

    outcome = Outcome.PARTIAL


class SweepStopped(BaseException):
    """The program was told to end, so no further page is asked for; it is no outcome of a sweep.

    Like KeyboardInterrupt it passes by everything that keeps one ad's fault from the others.
    """
