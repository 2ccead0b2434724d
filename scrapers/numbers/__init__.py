"""Phone numbers in ads, and nothing that only looks like one.

    text → normalization → zones (without non_phone_patterns, with lookalikes in plain)
         → runs (with cues) → segmentation → dialling_plan → E.164
         → number_words → composing ↗
    page or element → drawn_page → its text, phone_links, and structured_data ↗
    contact field built like one read before → contact_fields → dialling_plan

`numbers_in_text` and `numbers_in_html` return distinct E.164 numbers in order of appearance, each
`Hidden` from where it is recognised; `read_text` and `read_html` return a `Reading`, which also
counts what was hidden or unreadable. `region` is the portal's own country: digits without a country
code are read as people write them there, then in the `fallbacks`. Nothing here raises on any text,
keeps a number longer than a call, or reads the clock, the network or a file but `word_lists.toml`.
"""

from scrapers.numbers.drawn_page import numbers_in_html, read_html
from scrapers.numbers.reader import Reading, numbers_in_text, read_text

__all__ = ["Reading", "numbers_in_html", "numbers_in_text", "read_html", "read_text"]
