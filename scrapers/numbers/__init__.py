"""Phone numbers in ads, and nothing that only looks like one.

    text → normalization → runs (without non_phone_patterns) → segmentation → dialling_plan → E.164
                ↘ homoglyphs ↗ ↘ number_words ↗
    page or element → markup → text · phone_links · structured_data ↗
    contact field → read_plainly → dialling_plan, and whatever is not plain goes the long way
                  ↘ alike: where the digits stand in the next field that is built like it

`numbers_in_text` and `numbers_in_html` return distinct E.164 numbers in order of appearance, each
`Hidden` from where it is recognised; `read_text` and `read_html` return a `Reading`, which also
counts what was hidden or unreadable. `region` is the portal's own country: digits without a country
code are read as people write them there, then in the `fallbacks`. Nothing here raises on any text,
keeps a number longer than one call, or reads a file, the clock or the network.
"""

from scrapers.numbers.page import numbers_in_html, read_html
from scrapers.numbers.reader import Reading, numbers_in_text, read_text

__all__ = ["Reading", "numbers_in_html", "numbers_in_text", "read_html", "read_text"]
