"""A portal block for an unknown list page: a start, and never a silent guess.

page → cards → ad · number · place · total · next → lines with how sure they are → block
JSON → data ↗
"""

from monitor.probe.suggest.block import Suggestion
from monitor.probe.suggest.suggestion import NothingToSuggest, suggest

__all__ = ["NothingToSuggest", "Suggestion", "suggest"]
