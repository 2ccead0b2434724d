"""Pages and cards as config.toml describes them, over selectolax, which only this room imports.

page → cards → values · contact · links
labels ↗        forms ↗
     → tree
"""

from scrapers.html.page import HtmlCard, HtmlPage, selector_fault
from scrapers.html.tree import Element, tree_of

__all__ = ["Element", "HtmlCard", "HtmlPage", "selector_fault", "tree_of"]
