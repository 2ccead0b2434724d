"""A year's levels from weekly counts, as docs/method.md says: pure functions over plain data.

events         what happened to a portal, or to the market for a time
market_year    what became of each portal: the weeks that a level is over, the set of a year
weekly_series  counts by week as series: what is known, missing, or needs a person's word
filling        straight lines over gaps, and the errors that gaps and protection bring
figure         a figure of a year, and whether it may be printed
levels         of a portal, of a total, of a place; numbers: distinct numbers over several portals
months         the months of a year, and which are highest and lowest
change         the change on the year before, and how much of it may be chance
"""
