"""Fetching: an address of a portal goes in, the text of a page comes out, or a ScrapeError.

Politeness, bounds and refusals are all here: robots.txt, delays, hours, where connections may lead,
how large, slow or deeply nested an answer may be. It knows nothing of ads, cards or numbers, and
keeps nothing. Only here HTTP is spoken.
"""
