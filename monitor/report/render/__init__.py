"""Lays a report's document out: in a terminal, as a page, for Word and Excel, as pictures and data.

In: a `Document`, or what one is made of. Out: text or bytes. Nothing here computes or rounds a
figure or knows what it is about; open data alone are made of the cells, by their names.
"""
