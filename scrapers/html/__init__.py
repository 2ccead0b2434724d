"""Pages and cards as config.toml describes them, over selectolax, which only this room imports.

page → cards → values · contact · links
labels ↗        forms ↗
"""

from scrapers.html.page import HtmlCard, HtmlPage, selector_fault

__all__ = ["HtmlCard", "HtmlPage", "selector_fault"]
