"""Decides what may leave the installation: a true count goes in, a protected one comes out.

In: the identifiers that a count is made of, while they are there, and the year's key. Out: whole
numbers of the type `storage.records.Protected`, which nothing else makes. Each count is protected
once, where the week is counted, and stored; it is never drawn anew. Nothing here reads a file, a
clock or the database. The method is the cell key method on few, disjoint cells (Fraser & Wooton
2005; Thompson, Broadfoot & Elazar 2013), as docs/method.md explains.
"""

from monitor.protection.cell_key import Protection, Unit

__all__ = ["Protection", "Unit"]
