"""A portal block for an unknown list page: a start, and never a silent guess.

Everything in a block is found in one way: candidates are listed, each is looked at with the sweep's
own reader, and the one that gives most of what is wanted, and least besides, is proposed.

    page → lists (cards, HTML or data) → ad · number · place · total · next → page 2 → block
"""

from monitor.probe.suggest.block import NothingToSuggest, Suggestion
from monitor.probe.suggest.suggestion import suggest

__all__ = ["NothingToSuggest", "Suggestion", "suggest"]
