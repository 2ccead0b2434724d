"""Fetching: an address of a portal goes in, the text of a page comes out, or a ScrapeError.

Politeness, bounds and refusals are all here: robots.txt, delays, hours, where connections may lead,
how large, slow or deeply nested an answer may be. It knows nothing of ads, cards or numbers, and
keeps nothing. Only here HTTP is spoken.
"""

import sys

# httpx looks for its command line's libraries when it is imported, which takes as long as the rest
# of it; without this one it leaves them out, as where they are not installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
