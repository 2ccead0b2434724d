"""How a figure is printed wherever it stands: its rounding, or the symbol in its place.

The symbols are Statistics Norway's.
"""

from __future__ import annotations

from monitor.report.figures import Kind
from monitor.statistics import Average

SUPPRESSED, MISSING, NOT_APPLICABLE, ZERO = ":", "..", ".", "-"


def symbol_for(average: Average | None) -> str | None:
    """Return the symbol for a figure that is not printed as a number, None for one that is."""
    if average is None:
        return SUPPRESSED
    if average.level is None:
        return MISSING
    if average.level == 0:
        return ZERO
    return None


def published(average: Average) -> float:
    """Round a level as it is published: to a whole number, an uncertain one to the nearest 5."""
    level = average.level or 0.0
    return 5 * round(level / 5) if average.uncertain else level


def level_text(average: Average | None, kind: Kind) -> str:
    """Write a level plainly, as open data have it; None is a hidden one."""
    symbol = symbol_for(average)
    if symbol is not None or average is None:
        return symbol or SUPPRESSED
    return f"{published(average):.{2 if kind is Kind.ADS_PER_NUMBER else 0}f}"


def week_text(value: float | None, status: str) -> str:
    """Write a week plainly, as open data have it."""
    if value is None:
        return {"hidden": SUPPRESSED, "gap": MISSING}[status]
    return f"{value:.10g}"
