"""A year's levels, errors and changes from weekly counts, as docs/method.md says: all of it pure.

In: counts by week, protected or not, and what became of each portal. Out: figures of a year with
their errors, and what may be said of a change. Gaps are filled by straight lines, at a price in the
error; nothing here knows what is printed.
"""
