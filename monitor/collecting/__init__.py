"""Collecting: portals that are due are swept, and each sweep is checked and stored.

In comes an installation; out go results for people to see, and rows of the ledger. Only this folder
and a probe ask portals for pages, and only while their hosts are this machine's alone. One portal's
fault costs its own week, and somebody else's lock costs nothing but time. Nothing here decides what
is due: `installation/` does, by the ledger.
"""
