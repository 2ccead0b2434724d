"""Phone numbers in ads, and nothing that only looks like one.

    text → normalization → zones (without non_phone_patterns, with lookalikes in plain)
         → runs (with cues) → segmentation → dialling_plan → E.164
         → number_words → composing ↗
    page or element → drawn_page → its text, phone_links, and structured_data ↗
    contact field built like one read before → contact_fields → dialling_plan

`read_text` and `read_html` return a `Reading`: distinct E.164 numbers in order of appearance, each
`Hidden` from where it is recognised, and counts of what was hidden or unreadable. `region` is the
portal's own country: digits without a country code are read as people write them there, then in the
`fallbacks`. Nothing here raises on any text, keeps a number longer than a call, or reads the clock,
the network or a file but `word_lists.toml`.
"""

from scrapers.numbers.drawn_page import read_html
from scrapers.numbers.reader import Reading, read_text

__all__ = ["Reading", "read_html", "read_text"]
