"""Invented list pages of the kinds that real sites have, each with what is right on it.

`WORKED_WITH` are the pages that the suggestion was written with; `KEPT_APART` were written before
it, too, and read for the first time when it was done; `CLUTTERED` came last, with more of what
stands around a list.
"""
