"""Walking: a portal's block and a way to fetch go in, a `Sweep` of sightings comes out.

All of a portal's lists from the first page to the last, each ad once although lists move, and the
ads' own pages where they are needed. It speaks no HTTP and parses nothing; nothing of an unfinished
walk is returned, and nothing raw leaves `portal_sweep`.
"""
