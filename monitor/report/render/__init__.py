"""Lays the cells of a report out: in a terminal, as a page, as a chart, as open data.

In: an `Annual`, whose cells are what is printed. Out: text. Nothing here computes or rounds a
figure, and no way of laying out uses another.
"""
